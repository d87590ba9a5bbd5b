"""An index by which the live list finds what was updated lately.

Revision ID: 0018
Revises: 0017
"""
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_articles_updated_at", "articles", ["updated_at"])


def downgrade():
    op.drop_index("ix_articles_updated_at", table_name="articles")
