"""Alive, and able to serve."""

from flask import Blueprint, Response
from sqlalchemy import text

from extensions import db

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> Response:
    """503 by way of the error handler when the database does not answer."""
    db.session.execute(text("SELECT 1"))
    return Response("ready\n", mimetype="text/plain")
