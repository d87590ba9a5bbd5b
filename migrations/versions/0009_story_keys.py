"""A random key for each story, and the tab that a revision came from

Revision ID: 0009
Revises: 0008
"""
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    key = sa.Column("key", sa.String(length=40), nullable=False, server_default="")
    tab = sa.Column("tab_id", sa.String(length=40), nullable=False, server_default="")
    op.add_column("articles", key)
    op.add_column("revisions", tab)
    for number in op.get_bind().scalars(sa.text("SELECT id FROM articles")).all():
        fill = sa.text("UPDATE articles SET key = :key WHERE id = :id")
        op.execute(fill.bindparams(key=secrets.token_urlsafe(16), id=number))


def downgrade():
    op.drop_column("revisions", "tab_id")
    op.drop_column("articles", "key")
