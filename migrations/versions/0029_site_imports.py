"""Uploaded exports of other systems.

Revision ID: 0029
Revises: 0028
"""
import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
STATES = ("checking", "checked", "importing", "done", "refused", "cancelled")


def upgrade():
    when = sa.DateTime(timezone=True)
    op.create_table(
        "site_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("file", sa.String(80), nullable=False),
        sa.Column("time_zone", sa.String(80), nullable=False),
        sa.Column("made_at", when, nullable=False),
        sa.Column(
            "made_by_id", sa.Integer(), sa.ForeignKey("editors.id", ondelete="SET NULL")
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("due_at", when, nullable=False),
        sa.Column("claimed_until", when),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", when),
        sa.Column("failure", sa.String(300), nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_site_imports_is_due", "site_imports", ["is_due"])
    op.create_index("ix_site_imports_made_by_id", "site_imports", ["made_by_id"])


def downgrade():
    op.drop_table("site_imports")
