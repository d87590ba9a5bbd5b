"""Uploaded lists of subscribers.

Revision ID: 0020
Revises: 0019
"""
import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATES = "('checking', 'checked', 'importing', 'done', 'refused', 'cancelled')"


def upgrade():
    op.create_table(
        "subscriber_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("newsletter_id", sa.Integer()),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("consent", sa.String(200), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer()),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.String(300), nullable=False),
        sa.CheckConstraint(
            f"state IN {STATES}", name=op.f("ck_subscriber_imports_state")
        ),
        sa.ForeignKeyConstraint(
            ["newsletter_id"],
            ["newsletters.id"],
            name=op.f("fk_subscriber_imports_newsletter_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["editors.id"],
            name=op.f("fk_subscriber_imports_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscriber_imports"),
        sqlite_autoincrement=True,
    )
    for column in ("newsletter_id", "made_by_id", "is_due"):
        op.create_index(
            f"ix_subscriber_imports_{column}", "subscriber_imports", [column]
        )


def downgrade():
    op.drop_table("subscriber_imports")
