"""Renames that the search index has yet to follow.

Revision ID: 0014
Revises: 0013
"""
import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "reindexings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "kind IN ('contributor', 'picture')", name=op.f("ck_reindexings_kind")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reindexings"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reindexings_is_due", "reindexings", ["is_due"])


def downgrade():
    op.drop_table("reindexings")
