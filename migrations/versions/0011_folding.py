"""The worker rebuilds the search index, whose text is folded differently now

Revision ID: 0011
Revises: 0010
"""
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("DELETE FROM settings WHERE name = 'search_folding'")


def downgrade():
    pass  # `flask search rebuild` makes the older index
