"""The newsroom's search finds words of the text

Revision ID: 0015
Revises: 0014
"""
import re
import unicodedata
from html import unescape

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TAG = re.compile(r"<[^>]*>")
LONGEST = 200_000


def upgrade():
    column = sa.Column("text", sa.Text(), nullable=False, server_default="")
    op.add_column("story_words", column)
    bind = op.get_bind()
    for number in bind.scalars(sa.text("SELECT id FROM articles ORDER BY id")).all():
        find = sa.text("SELECT body FROM articles WHERE id = :id")
        text = folded(unescape(TAG.sub(" ", bind.scalar(find, {"id": number})[:LONGEST])))
        fill = sa.text("UPDATE story_words SET text = :text WHERE article_id = :id")
        bind.execute(fill, {"id": number, "text": text})


def downgrade():
    op.drop_column("story_words", "text")


def folded(text):
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))
