"""Starts a process for each uploaded site, so that other jobs never wait for one.

The process extends the lease of its row. If it is killed, the lease ends and the next
round starts another, which goes on where it was.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from config import ROOT
from extensions import db
from models.base import transaction
from models.imports.site_import import SiteImport
from models.imports.upload import OPEN_STATES

FOLDER = "imports"
FILE_IS_KEPT = timedelta(days=2)
LONGEST_UPLOAD = 3600.0  # seconds, after which a file without a row is a leftover
COMMAND = ("-m", "flask", "--app", "app:create_app", "content", "work-on-import")
RUNNING = "site_imports"  # processes by the ids of their rows


def folder_of_imports() -> Path:
    folder: Path = current_app.config["SETTINGS"].instance_path / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start_site_imports(clock: Callable[[], datetime]) -> None:
    """Safe to repeat and to run concurrently."""
    running = current_app.extensions.setdefault(RUNNING, {})
    for id_, process in list(running.items()):
        if process.poll() is not None:
            del running[id_]
    _forget_files(clock())
    # A lease may end while an item takes long, but its process goes on.
    others = SiteImport.id.not_in(running)
    for claim in SiteImport.claim(clock(), among=others):
        settings = current_app.config["SETTINGS"]
        environment = {
            "INSTANCE_PATH": str(settings.instance_path),
            "DATABASE_URL": settings.database_url,
        }
        process = subprocess.Popen(  # noqa: S603  # no part of it is user input
            [sys.executable, *COMMAND, str(claim.id)],
            cwd=ROOT,
            env={**os.environ, **environment},
        )
        running[claim.id] = process


def _forget_files(now: datetime) -> None:
    """Deletes files of imports that have ended or wait for days."""
    late = SiteImport.made_at <= now - FILE_IS_KEPT
    waiting = select(SiteImport).where(SiteImport.state == "checked", late)
    if db.session.scalar(waiting.limit(1)):
        with transaction():
            for row in db.session.scalars(waiting):
                row.cancel(now)
    needed = select(SiteImport.file).where(SiteImport.state.in_(OPEN_STATES))
    kept = set(db.session.scalars(needed))
    db.session.rollback()
    for path in folder_of_imports().iterdir():
        is_old = now.timestamp() - path.stat().st_mtime > LONGEST_UPLOAD
        if path.name not in kept and is_old:
            path.unlink(missing_ok=True)
