"""How fast newsletters leave, to each domain and in all.

Revision ID: 0028
Revises: 0027
"""
import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "sending_paces",
        sa.Column("domain", sa.String(254), primary_key=True),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
    )
    # The row of all domains, which workers lock while they count.
    op.execute(
        "INSERT INTO sending_paces (domain, free_at)"
        " VALUES ('', '2000-01-01 00:00:00.000000')"
    )
    op.create_index("ix_deliveries_sent_at", "deliveries", ["sent_at"])


def downgrade():
    op.drop_index("ix_deliveries_sent_at", "deliveries")
    op.drop_table("sending_paces")
