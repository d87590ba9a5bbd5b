"""Alive, and able to serve."""

from flask import Blueprint, Response
from sqlalchemy import select

from extensions import db
from models.edition import Edition
from web.permission import open_to_anybody

health = Blueprint("health", __name__)


@health.get("/healthz")
@open_to_anybody
def alive() -> Response:
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
@open_to_anybody
def ready() -> Response:
    """503 by way of the error handler when the database does not answer."""
    db.session.execute(select(Edition.number))
    return Response("ready\n", mimetype="text/plain")
