"""The newsroom's search folds letters as the readers' search does

Revision ID: 0021
Revises: 0020
"""
import re
import unicodedata
from html import unescape

import sqlalchemy as sa
from alembic import op

# A copy would be as long as the module. A later change needs a migration anyway.
from models.listing.search.folding import Folded

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TAG = re.compile(r"<[^>]*>")
LONGEST = 200_000


def upgrade():
    fold_again(lambda text: Folded.of(text).text)


def downgrade():
    fold_again(without_accents)


def fold_again(folded):
    bind = op.get_bind()
    find = sa.text("SELECT headline, dek, slug, body FROM articles WHERE id = :id")
    fill = sa.text("UPDATE story_words SET words = :words, text = :text WHERE article_id = :id")
    for number in bind.scalars(sa.text("SELECT id FROM articles ORDER BY id")).all():
        *written, body = bind.execute(find, {"id": number}).one()
        text = unescape(TAG.sub(" ", body[:LONGEST]))
        row = {"words": folded(" ".join(written)), "text": folded(text)}
        bind.execute(fill, row | {"id": number})


def without_accents(text):
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))
