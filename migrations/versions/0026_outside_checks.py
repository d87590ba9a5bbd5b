"""Results of checking links to other sites, and the mail setup.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(2000), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outside_checks"),
        sa.UniqueConstraint("subject", name="uq_outside_checks_subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outside_checks_made_at", "outside_checks", ["made_at"])
    op.create_index("ix_outside_checks_is_due", "outside_checks", ["is_due"])


def downgrade() -> None:
    op.drop_table("outside_checks")
