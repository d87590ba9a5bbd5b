"""The address of the site that an uploaded export is from.

Revision ID: 0030
Revises: 0029
"""
import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    column = sa.Column("site_url", sa.String(500), nullable=False, server_default="")
    op.add_column("site_imports", column)


def downgrade():
    with op.batch_alter_table("site_imports") as imports:
        imports.drop_column("site_url")
