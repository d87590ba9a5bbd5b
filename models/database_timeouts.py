"""PostgreSQL timeouts: a server that hangs costs a request seconds, not minutes.

The server's own timeouts end slow queries and lock waits. They do not help if the
server is stopped or the network drops packets, so the client has a timeout too.
"""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

STATEMENT, LOCK = 5, 3  # seconds
PATIENCE = 7.0  # seconds; longer than the server's own timeouts
Result = TypeVar("Result")

CONNECT = {
    "connect_timeout": 3,
    "options": f"-c statement_timeout={STATEMENT}s -c lock_timeout={LOCK}s",
    # TCP keepalives notice a vanished server within seconds.
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 5000,  # milliseconds
}


class LimitedConnection(psycopg.Connection[Any]):
    """Closes itself if the server does not answer for `patience` seconds."""

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
    """For long work such as migrations; invalidate the connection afterwards."""
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.driver_connection
        raw.patience = None
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("SET lock_timeout = 0")
