"""`python -m bench.pollers`: a thousand live lists that poll one machine.

gunicorn runs as `flask serve` starts it. Each poller keeps a connection open, like a
browser, and sends its last ETag. All traffic stays on this machine.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event

from app import create_app
from bench.generate import fill
from commands.processes import Child
from commands.serve import WEB, wait_until_ready
from extensions import db
from testbed.ports import free_port

ADDRESSES = ("/latest/list?number=30", "/latest/lines.json?number=8")
MOST = 100.0  # milliseconds
SETTLING = 5.0  # seconds, until pages are cached and file times settled
STATEMENTS = "BENCH_STATEMENTS"


@dataclass
class Seen:
    """Milliseconds of each response, and the number of responses by status."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


@click.command()
@click.option("--pollers", default=1000, type=click.IntRange(1, 2000))
@click.option("--every", default=15.0, help="Seconds between two looks of a poller.")
@click.option("--seconds", default=60.0, type=click.FloatRange(5, 300))
@click.option("--articles", default=500, type=click.IntRange(100))
def main(pollers: int, every: float, seconds: float, articles: int) -> None:
    """How long pollers wait while nothing changes; exit status 1 past a limit."""
    with tempfile.TemporaryDirectory(prefix="bench-pollers-") as folder:
        port = free_port()
        environment = _prepare(Path(folder), port, articles)
        os.environ.update(environment)
        server = Child("web server", _watched(WEB))
        try:
            if not wait_until_ready(port, [server]):
                raise click.ClickException("The server has not started.")
            seen, statements = asyncio.run(
                _poll(port, pollers, every, seconds, Path(environment[STATEMENTS]))
            )
        finally:
            server.end()
            server.wait()
    sys.exit(not _report(seen, statements, seconds))


def _prepare(folder: Path, port: int, articles: int) -> dict[str, str]:
    environment = {"INSTANCE_PATH": str(folder / "instance"), "PORT": str(port)}
    app = create_app(environment)
    with app.app_context():
        upgrade()
        fill(articles, datetime.now(UTC))
        db.engine.dispose()
    statements = folder / "statements"
    statements.touch()
    return environment | {STATEMENTS: str(statements)}


def _watched(command: tuple[str, ...]) -> list[str]:
    """The same server, with an app that records its SQL statements."""
    noting = ("app:create_app", "bench.pollers:noting_app")
    return [part.replace(*noting) for part in command]


def noting_app() -> Flask:
    file = Path(os.environ[STATEMENTS])

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        with file.open("a") as notes:
            notes.write(f"{statement.split(maxsplit=1)[0]}\n")

    event.listen(Engine, "before_cursor_execute", note)
    return create_app()


async def _poll(
    port: int, pollers: int, every: float, seconds: float, notes: Path
) -> tuple[Seen, int]:
    warm, seen = Seen(), Seen()
    for address in ADDRESSES * 20:
        await _Poller(port, address).look(warm)
    await asyncio.sleep(SETTLING)
    before, until = notes.stat().st_size, time.monotonic() + seconds
    many = (_Poller(port, ADDRESSES[n % len(ADDRESSES)]) for n in range(pollers))
    await asyncio.gather(*(poller.go_on(every, until, seen) for poller in many))
    sent = notes.read_bytes()[before:]
    return seen, sent.count(b"\n")


class _Poller:
    """One list in one browser: a persistent connection and the last ETag."""

    def __init__(self, port: int, address: str) -> None:
        self._port, self._address = port, address
        self._etag = ""
        self._wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def go_on(self, every: float, until: float, seen: Seen) -> None:
        await asyncio.sleep(random.uniform(0, every))
        while time.monotonic() < until:
            try:
                await self.look(seen)
            except (OSError, EOFError, ValueError) as error:
                seen.statuses[type(error).__name__] += 1
                self._wire = None
            await asyncio.sleep(every)

    async def look(self, seen: Seen) -> None:
        began = time.perf_counter()
        if self._wire is None:
            self._wire = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._wire
        known = f"If-None-Match: {self._etag}\r\n" if self._etag else ""
        head = f"GET {self._address} HTTP/1.1\r\nHost: localhost\r\n"
        writer.write(f"{head}Accept-Encoding: br\r\n{known}\r\n".encode())
        status, headers = await self._answer(reader)
        seen.times.append((time.perf_counter() - began) * 1000)
        seen.statuses[status] += 1
        self._etag = headers.get("etag", "")

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
        text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = text.strip().split("\r\n")
        pairs = (line.partition(": ")[::2] for line in lines)
        headers = {name.lower(): value for name, value in pairs}
        await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self._wire = None
        return first.split()[1], headers


def _report(seen: Seen, statements: int, seconds: float) -> bool:
    cuts = quantiles(seen.times, n=1000)
    p99, p999 = cuts[989], cuts[998]
    click.echo(
        f"{len(seen.times)} looks, {len(seen.times) / seconds:.0f} a second; "
        f"median {median(seen.times):.1f} ms, p99 {p99:.1f} ms, p99.9 {p999:.1f} ms, "
        f"longest {max(seen.times):.1f} ms"
    )
    click.echo(f"answers: {dict(seen.statuses)}; statements: {statements}")
    has_failed = {*seen.statuses} - {"200", "304"}
    return p99 < MOST and not has_failed and not statements


if __name__ == "__main__":
    main()
