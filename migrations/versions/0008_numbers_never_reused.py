"""Numbers that are never reused: AUTOINCREMENT on SQLite

Without it SQLite gives the number of the last row, once deleted, to the next one. An
open tab, a link and the log would then mean another story. PostgreSQL's sequences
never go back.

Revision ID: 0008
Revises: 0007
"""
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "articles",
    "audit_entries",
    "contributors",
    "corrections",
    "editions",
    "editors",
    "messages",
    "passkeys",
    "pictures",
    "pings",
    "preview_links",
    "redirects",
    "regions",
    "revisions",
    "sign_ins",
    "subscribers",
    "topics",
)
# What the log calls the rows of a table.
KINDS = {
    "articles": "article",
    "contributors": "contributor",
    "corrections": "correction",
    "editors": "editor",
    "pictures": "picture",
    "preview_links": "previewlink",
    "redirects": "redirect",
    "regions": "region",
    "topics": "topic",
}


def upgrade():
    make_anew(sqlite_autoincrement=True)
    if op.get_bind().dialect.name == "sqlite":
        for table, kind in KINDS.items():
            skip_deleted(table, kind)


def downgrade():
    make_anew()


def make_anew(**options):
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always", table_kwargs=options):
            pass


def skip_deleted(table, kind):
    """The log remembers numbers whose rows are gone."""
    bind = op.get_bind()
    logged = sa.text("SELECT max(subject_id) FROM audit_entries WHERE subject_kind = :kind")
    highest = max(
        bind.scalar(logged, {"kind": kind}) or 0,
        bind.scalar(sa.text(f"SELECT max(id) FROM {table}")) or 0,
    )
    bind.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    bind.execute(
        sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :highest)"),
        {"name": table, "highest": highest},
    )
