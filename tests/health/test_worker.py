"""A stuck or missing worker is reported in the newsroom and to monitoring."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from jobs.worker import run_due_jobs
from models.staff.message import Message
from models.staff.staff_member import StaffMember
from tests.conftest import Clock
from tests.factories import keep
from tests.newsroom import make_editor, sign_in


@pytest.fixture
def ana(app: Flask) -> StaffMember:
    return make_editor("administrator")


def troubles(app: Flask, editor: StaffMember) -> str:
    page = BeautifulSoup(sign_in(app, editor).get("/admin/").text, "html.parser")
    return " ".join(part.get_text(" ") for part in page.select(".troubles"))


def test_worker_never_seen_is_not_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200
    answer = client.get("/readyz?worker")
    assert (answer.status_code, answer.text) == (503, "ready\nworker: never seen\n")


def test_worker_is_ready_until_it_falls_silent(
    app: Flask, client: FlaskClient, clock: Clock, ana: StaffMember
) -> None:
    run_due_jobs(app)
    answer = client.get("/readyz?worker")
    assert answer.status_code == 200
    assert answer.text == "ready\nworker: seen 0 s ago, oldest work due for 0 s\n"
    clock.advance(minutes=6)
    assert client.get("/readyz?worker").status_code == 503
    assert "The worker was last seen" in troubles(app, ana)


def test_overdue_work_is_shown(
    app: Flask, client: FlaskClient, clock: Clock, ana: StaffMember
) -> None:
    run_due_jobs(app)
    keep(Message.to(ana, "notice", "Your account", clock()))
    clock.advance(minutes=16)
    answer = client.get("/readyz?worker")
    assert answer.status_code == 503
    assert "oldest work due for 960 s" in answer.text
    assert "has been waiting for the worker" in troubles(app, ana)
    run_due_jobs(app)
    assert client.get("/readyz?worker").status_code == 200
    assert "worker" not in troubles(app, ana)


def test_failed_work_waiting_for_a_retry_is_not_late(
    app: Flask, clock: Clock, ana: StaffMember
) -> None:
    from models.heartbeat import worker_state

    message = keep(Message.to(ana, "notice", "Your account", clock()))
    clock.advance(hours=1)
    message.fail("away", clock())
    assert worker_state(clock()).due_since is None
    later = clock.advance(minutes=2)
    state = worker_state(later)
    assert state.due_since == later - timedelta(minutes=1)
