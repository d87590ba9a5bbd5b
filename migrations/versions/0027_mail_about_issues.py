"""Mail to editors about newsletter issues.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}
BEFORE = "kind IN ('invitation', 'reset', 'notice', 'return')"
NOW = (
    "kind IN ('invitation', 'reset', 'notice', 'return', 'issue-held', "
    "'issue-stopped', 'issue-sent')"
)


def upgrade() -> None:
    with op.batch_alter_table("messages", table_kwargs=KEPT) as messages:
        messages.add_column(sa.Column("issue_id", sa.Integer(), nullable=True))
        messages.create_foreign_key(
            op.f("fk_messages_issue_id"),
            "newsletter_issues",
            ["issue_id"],
            ["id"],
            ondelete="CASCADE",
        )
        messages.create_index(op.f("ix_messages_issue_id"), ["issue_id"])
        messages.drop_constraint(op.f("ck_messages_kind"), type_="check")
        messages.create_check_constraint(op.f("ck_messages_kind"), NOW)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE kind LIKE 'issue-%'")
    with op.batch_alter_table("messages", table_kwargs=KEPT) as messages:
        messages.drop_constraint(op.f("ck_messages_kind"), type_="check")
        messages.create_check_constraint(op.f("ck_messages_kind"), BEFORE)
        messages.drop_index(op.f("ix_messages_issue_id"))
        messages.drop_constraint(op.f("fk_messages_issue_id"), type_="foreignkey")
        messages.drop_column("issue_id")
