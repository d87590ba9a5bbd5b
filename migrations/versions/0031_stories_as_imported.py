"""Each imported story as it was stored, to notice that somebody edited it.

Revision ID: 0031
Revises: 0030
"""
import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade():
    column = sa.Column("stored_hash", sa.String(64), nullable=False, server_default="")
    op.add_column("imported_items", column)


def downgrade():
    with op.batch_alter_table("imported_items") as items:
        items.drop_column("stored_hash")
