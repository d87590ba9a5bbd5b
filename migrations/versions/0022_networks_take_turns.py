"""Which network asked for a confirmation, so that networks take turns.

Revision ID: 0022
Revises: 0021
"""
import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    column = sa.Column("network", sa.String(64), nullable=False, server_default="")
    op.add_column("subscribers", column)


def downgrade():
    with op.batch_alter_table("subscribers") as subscribers:
        subscribers.drop_column("network")
