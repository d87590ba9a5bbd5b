"""The same columns for all rows that wait for the worker.

Revision ID: 0010
Revises: 0009
"""
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RENAMED = {"pictures": "renditions_due", "subscribers": "confirmation_due"}
SINCE = {
    "pictures": "taken_in_at",
    "subscribers": "asked_at",
    "messages": "made_at",
    "pings": "visible_at",
}
ADDED = {
    "pictures": ("due_at", "failures", "failing_since"),
    "subscribers": ("due_at", "failing_since", "failure"),
    "messages": ("due_at", "failing_since"),
    "pings": ("is_due", "due_at"),
}


def upgrade():
    for table, old in RENAMED.items():
        rename(table, old, "is_due")
    rename_pings("due_at", "visible_at")
    for table, names in ADDED.items():
        for name in names:
            op.add_column(table, column(name))
    for table, since in SINCE.items():
        op.execute(f"UPDATE {table} SET due_at = {since}")
    op.create_index("ix_pings_is_due", "pings", ["is_due"])


def downgrade():
    op.drop_index("ix_pings_is_due", "pings")
    for table, names in ADDED.items():
        for name in names:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    rename_pings("visible_at", "due_at")
    for table, old in RENAMED.items():
        rename(table, "is_due", old)


# Plain SQL, which both databases know: batch mode would make the tables anew.
def rename(table, old, new):
    op.drop_index(f"ix_{table}_{old}", table)
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    op.create_index(f"ix_{table}_{new}", table, [new])


def rename_pings(old, new):
    op.drop_index("ix_pings_due", "pings")
    op.execute(f"ALTER TABLE pings RENAME COLUMN {old} TO {new}")
    op.create_index("ix_pings_due", "pings", ["service", new])


def column(name):
    if name == "failing_since":
        return sa.Column(name, sa.DateTime(timezone=True))
    kinds = {
        "due_at": (sa.DateTime(timezone=True), "1970-01-01 00:00:00+00:00"),
        "failures": (sa.Integer(), "0"),
        "failure": (sa.String(300), ""),
        "is_due": (sa.Boolean(), sa.true()),
    }
    kind, default = kinds[name]
    return sa.Column(name, kind, nullable=False, server_default=default)
