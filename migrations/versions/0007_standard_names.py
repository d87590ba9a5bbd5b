"""Standard names: an audit entry's action, a draft's tab.

Revision ID: 0007
Revises: 0006
"""
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    rename("deed", "action", "page", "tab_id", "page_began_with", "tab_began_with")


def downgrade():
    rename("action", "deed", "tab_id", "page", "tab_began_with", "page_began_with")


def rename(action, new_action, tab, new_tab, began, new_began):
    op.drop_index(f"ix_audit_entries_{action}", "audit_entries")
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.alter_column(action, new_column_name=new_action)
    op.create_index(f"ix_audit_entries_{new_action}", "audit_entries", [new_action])
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.alter_column(tab, new_column_name=new_tab)
        batch_op.alter_column(began, new_column_name=new_began)
