"""Remember which browser tab saved an issue last.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("tab_id", sa.String(40), nullable=False, server_default="")
    op.add_column("newsletter_issues", column)


def downgrade() -> None:
    op.drop_column("newsletter_issues", "tab_id")
