"""PostgreSQL within limits: a server that hangs costs a request seconds, not minutes.

The server's own limits end what is slow or waits for a lock. They do not help when the
server is stopped or the network drops everything, so the client has one as well.
"""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

STATEMENT, LOCK = 5, 3  # seconds
PATIENCE = 7.0  # seconds; more than the server's own limits
Result = TypeVar("Result")

CONNECT = {
    "connect_timeout": 3,
    "options": f"-c statement_timeout={STATEMENT}s -c lock_timeout={LOCK}s",
    # A peer that has vanished without a word is noticed within seconds.
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 5000,  # milliseconds
}


class LimitedConnection(psycopg.Connection[Any]):
    """Closes itself when the server has not answered for `patience` seconds."""

    patience: float | None = PATIENCE

    def wait(
        self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None
    ) -> Result:
        try:
            limit = self.patience if timeout is None else timeout
            return super().wait(gen, interval, limit)
        except _WaitTimeout:
            if timeout is not None:
                raise
            self.pgconn.finish()
            message = f"the database has not answered for {self.patience} seconds"
            raise psycopg.OperationalError(message) from None


@event.listens_for(Engine, "do_connect")
def _connect(dialect: Any, _record: Any, args: Any, options: Any) -> Any:
    if dialect.name != "postgresql":
        return None
    return LimitedConnection.connect(*args, **options)


def lift_limits(connection: Connection) -> None:
    """For what may take long, such as migrations; invalidate the connection after."""
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.driver_connection
        raw.patience = None
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("SET lock_timeout = 0")
