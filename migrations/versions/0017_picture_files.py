"""Which files of the media store are whose, and which are nobody's.

Revision ID: 0017
Revises: 0016
"""
import json

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    files = op.create_table(
        "picture_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["pictures.id"],
            name=op.f("fk_picture_files_picture_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_files")),
        sqlite_autoincrement=True,
    )
    for column in ("picture_id", "key", "left_at"):
        op.create_index(f"ix_picture_files_{column}", "picture_files", [column])
    op.create_table(
        "leftovers",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removing_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leftovers")),
    )
    op.create_index("ix_leftovers_found_at", "leftovers", ["found_at"])
    _fill(files)


def _fill(files):
    connection = op.get_bind()
    named = sa.text("SELECT id, original, previous, rendition_rows FROM pictures")
    for id_, original, previous, rows in connection.execute(named).all():
        keys = {original, *(row["key"] for row in _read(rows) or [] if "key" in row)}
        if _read(previous):
            keys.add(_read(previous)["original"])
        connection.execute(
            files.insert(), [{"picture_id": id_, "key": key} for key in keys]
        )


def _read(value):
    return json.loads(value) if isinstance(value, str) else value


def downgrade():
    op.drop_table("leftovers")
    op.drop_table("picture_files")
