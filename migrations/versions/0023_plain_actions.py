"""Plain names: actions in the audit log, and who uploaded a picture when.

Revision ID: 0023
Revises: 0022
"""
import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ACTIONS = {
    "take in": "upload",
    "bring back": "restore file",
    "change words": "edit details",
    "begin issue": "create issue",
    "allow a new password for": "create reset link",
}
COLUMNS = {"taken_in_at": "uploaded_at", "taken_in_by": "uploaded_by"}


def upgrade():
    rename(ACTIONS, COLUMNS)


def downgrade():
    old_actions = {new: old for old, new in ACTIONS.items()}
    rename(old_actions, {new: old for old, new in COLUMNS.items()})


# Plain SQL, which both databases know: batch mode would make the tables anew.
def rename(actions, columns):
    entries = sa.text("UPDATE audit_entries SET action = :new WHERE action = :old")
    for old, new in actions.items():
        op.execute(entries.bindparams(old=old, new=new))
    for old, new in columns.items():
        op.execute(f"ALTER TABLE pictures RENAME COLUMN {old} TO {new}")
    indexed, _by = columns.items()
    op.drop_index(f"ix_pictures_{indexed[0]}", "pictures")
    op.create_index(f"ix_pictures_{indexed[1]}", "pictures", [indexed[1]])
