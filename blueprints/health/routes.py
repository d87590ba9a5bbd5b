"""Health checks: liveness, readiness and, with `/readyz?worker`, the worker."""

from flask import Blueprint, Response, request
from sqlalchemy import select

from extensions import db
from models.edition import Edition
from models.heartbeat import worker_state
from models.pictures.media import media
from web.clock import utc_now
from web.permission import open_to_anybody

health = Blueprint("health", __name__)


@health.get("/healthz")
@open_to_anybody
def alive() -> Response:
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
@open_to_anybody
def ready() -> Response:
    """The error handler answers 503 if the database or media store does not respond."""
    db.session.execute(select(Edition.number))
    media.check()
    lines, status = ["ready"], 200
    if "worker" in request.args:
        line, status = _worker()
        lines.append(line)
    return Response("\n".join(lines) + "\n", status, mimetype="text/plain")


def _worker() -> tuple[str, int]:
    now = utc_now()
    state = worker_state(now)
    if state.seen_at is None:
        return "worker: never seen", 503
    seen = int((now - state.seen_at).total_seconds())
    waits = int((now - (state.due_since or now)).total_seconds())
    line = f"worker: seen {seen} s ago, oldest work due for {max(waits, 0)} s"
    return line, 503 if state.is_silent(now) or state.is_late(now) else 200
