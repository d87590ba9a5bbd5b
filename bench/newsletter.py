"""`python -m bench.newsletter`: sends an issue while readers use the site.

Web server, worker and mail server are processes of their own, as on a real machine;
all of them and the readers share its cores. Every mail is signed (DKIM).
"""

import os
import smtplib
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

import click
from flask_migrate import upgrade
from sqlalchemy import func, insert, select

from app import create_app
from bench.generate import fill
from commands.processes import Child
from commands.serve import WEB, WORKER, wait_until_ready
from extensions import db
from jobs.mail.signing import key_path, make_key
from models.base import transaction
from models.newsletter.contents import begin_issue
from models.newsletter.delivery import Delivery, counts
from models.newsletter.newsletter import Newsletter
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Follow, Subscription
from models.stories.article import Article, path_of
from models.taxonomy.region import Region
from testbed.ports import free_port

CHUNK = 5000
DOMAINS = 400
FOLLOWING = 5  # every fifth subscriber follows a region
BEFORE = 20.0  # seconds of reading without mail
READS_A_SECOND = 30
LEAST_A_SECOND, MOST_RATIO, MOST_GROWTH = 200, 1.2, 1.1
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Readers:
    """Requests pages at a steady rate; records milliseconds of each response."""

    port: int
    addresses: list[str]
    times: list[float] = field(default_factory=list)

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.times.clear()
        over = threading.Event()
        thread = threading.Thread(target=self._read, args=(over,))
        thread.start()
        yield
        over.set()
        thread.join()

    def _read(self, over: threading.Event) -> None:
        connection = HTTPConnection("127.0.0.1", self.port)
        for address in cycle(self.addresses):
            began = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, address
            self.times.append((time.perf_counter() - began) * 1000)
            if over.wait(1 / READS_A_SECOND):
                return

    @property
    def p99(self) -> float:
        return quantiles(self.times, n=100)[98]


@dataclass(frozen=True)
class Usage:
    """Of one process: CPU seconds so far, and resident megabytes."""

    cpu: float
    memory: float

    @classmethod
    def of(cls, pid: int) -> "Usage":
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        cpu = (int(fields[11]) + int(fields[12])) / TICKS
        return cls(cpu, pages * os.sysconf("SC_PAGE_SIZE") / 2**20)


@click.command()
@click.option("--recipients", default=100_000, type=click.IntRange(200))
@click.option("--articles", default=500, type=click.IntRange(100))
def main(recipients: int, articles: int) -> None:
    """Messages per second, memory, and response times; exit status 1 past a limit."""
    with tempfile.TemporaryDirectory(prefix="bench-newsletter-") as folder:
        port, mail_port = free_port(), free_port()
        settings = {
            "INSTANCE_PATH": folder,
            "PORT": str(port),
            "MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "DKIM_SELECTOR": "bench",
        }
        os.environ.update(settings)
        addresses = _prepare(settings, recipients, articles)
        sink = Child("sink", (sys.executable, "-m", "bench.sink", str(mail_port)))
        web = Child("web server", WEB)
        try:
            if not wait_until_ready(port, [web]):
                raise click.ClickException("The server has not started.")
            passed = _measure(Readers(port, addresses), settings, mail_port, recipients)
        finally:
            for child in (web, sink):
                child.end()
                child.wait()
    sys.exit(not passed)


def _prepare(settings: dict[str, str], recipients: int, articles: int) -> list[str]:
    """Creates subscribers; returns the pages to read."""
    app = create_app(settings)
    with app.app_context():
        upgrade()
        fill(articles, datetime.now(UTC))
        make_key(key_path(app.config["SETTINGS"]))
        _subscribe(recipients)
        newest = select(Article).where(Article.public(datetime.now(UTC)))
        stories = db.session.scalars(newest.order_by(Article.id.desc()).limit(20))
        addresses = ["/", "/latest/", *(path_of(s.kind, s.slug) for s in stories)]
        db.session.remove()
        db.engine.dispose()
    return addresses


def _subscribe(recipients: int) -> None:
    now = datetime.now(UTC)
    shared = {"status": "confirmed", "nonce": "n", "asked_at": now}
    newsletter_id = db.session.scalar(select(Newsletter.id))
    region_ids = list(db.session.scalars(select(Region.id)))
    for first in range(1, recipients + 1, CHUNK):
        ids = range(first, min(first + CHUNK, recipients + 1))
        names = {id_: f"reader{id_}@d{id_ % DOMAINS}.example" for id_ in ids}
        people = [
            {"id": id_, "email": name, "address_key": name, **shared}
            for id_, name in names.items()
        ]
        values = {"newsletter_id": newsletter_id, "began_at": now}
        following = [
            {"subscriber_id": id_, "region_id": region_ids[id_ % len(region_ids)]}
            for id_ in ids
            if id_ % FOLLOWING == 0
        ]
        with transaction():
            db.session.execute(insert(Subscriber), people)
            rows = [{"subscriber_id": id_, **values} for id_ in ids]
            db.session.execute(insert(Subscription), rows)
            db.session.execute(insert(Follow), following)


def _measure(
    readers: Readers, settings: dict[str, str], mail_port: int, recipients: int
) -> bool:
    with readers.reading():
        time.sleep(BEFORE)
    before = readers.p99
    click.echo(
        f"readers alone: median {median(readers.times):.1f}, p99 {before:.1f} ms"
    )
    issue_id = _begin_issue(settings)
    worker = Child("worker", WORKER)
    try:
        accepted = _Accepted(mail_port)
        while accepted.number() < min(1000, recipients // 10):
            time.sleep(0.1)
        start, began, first = Usage.of(worker.process.pid), time.monotonic(), accepted
        already = first.number()
        with readers.reading():
            while accepted.number() < recipients:
                time.sleep(1)
        seconds = time.monotonic() - began
        end = Usage.of(worker.process.pid)
    finally:
        worker.end()
        worker.wait()
    sent = recipients - already
    click.echo(
        f"{sent} mails in {seconds:.0f} s: {sent / seconds:.0f} a second; "
        f"{1000 * (end.cpu - start.cpu) / sent:.2f} CPU seconds for 1,000; "
        f"memory {start.memory:.0f} MB, at the end {end.memory:.0f} MB"
    )
    click.echo(
        f"readers meanwhile: median {median(readers.times):.1f}, "
        f"p99 {readers.p99:.1f} ms ({readers.p99 / before:.2f} times)"
    )
    is_right = accepted.number() == accepted.distinct() == recipients
    click.echo(f"each recipient once: {is_right}; {_outcomes(settings, issue_id)}")
    return (
        is_right
        and sent / seconds >= LEAST_A_SECOND
        and readers.p99 <= MOST_RATIO * before
        and end.memory <= MOST_GROWTH * start.memory
    )


class _Accepted:
    """The number of messages that the sink accepted."""

    def __init__(self, port: int) -> None:
        self._server = smtplib.SMTP("127.0.0.1", port)

    def number(self) -> int:
        return self._counts()[0]

    def distinct(self) -> int:
        return self._counts()[1]

    def _counts(self) -> tuple[int, int]:
        number, distinct = self._server.docmd("COUNT")[1].split()
        return int(number), int(distinct)


def _begin_issue(settings: dict[str, str]) -> int:
    now = datetime.now(UTC)
    with create_app(settings).app_context():
        with transaction():
            issue = begin_issue(db.session.scalars(select(Newsletter)).one(), now)
            issue.intro, issue.state, issue.started_at = (
                "<p>Hello</p>",
                "preparing",
                now,
            )
            db.session.flush()
            id_ = issue.id
        db.engine.dispose()
    return id_


def _outcomes(settings: dict[str, str], issue_id: int) -> str:
    with create_app(settings).app_context():
        rows = db.session.scalar(select(func.count()).select_from(Delivery))
        found = counts(issue_id)
        db.session.remove()
        db.engine.dispose()
    return f"{rows} rows, {found}"


if __name__ == "__main__":
    main()
