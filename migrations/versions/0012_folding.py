"""The worker rebuilds the search index, whose text is folded differently now

Revision ID: 0012
Revises: 0011
"""
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("DELETE FROM settings WHERE name = 'search_folding'")


def downgrade():
    pass  # `flask search rebuild` makes the older index
