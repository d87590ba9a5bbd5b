"""Text survives killing the server while somebody writes, with real processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from config import ROOT
from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing
from tests.browser.site import Site, Wire
from tests.commands.test_serve import answers, children
from tests.waiting import LONGEST_WAIT, wait_until


class Server:
    """`flask serve` with all its processes, on the test app's port and files."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        settings = {"INSTANCE_PATH": folder, "PORT": port, "WEB_CONCURRENCY": 1}
        settings["SITE_URL"] = f"http://127.0.0.1:{port}"
        self._environment = os.environ | {n: str(v) for n, v in settings.items()}

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve", "--no-demo"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: answers(self.port))

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=LONGEST_WAIT)

    def kill(self) -> None:
        """Kills all at once, like a power failure."""
        for pid in {self._process.pid, *children(self._process.pid)}:
            os.kill(pid, signal.SIGKILL)
        self._process.wait(timeout=LONGEST_WAIT)
        wait_until(lambda: not answers(self.port))


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """The server's processes have the real one."""
    return lambda: datetime.now(UTC)


@pytest.fixture
def server(app: Flask, permission: socket.socket, tmp_path: Path) -> Iterator[Server]:
    running = Server(permission.getsockname()[1], tmp_path)
    permission.close()
    running.start()
    yield running
    running.end()


@pytest.fixture
def site(app: Flask, server: Server) -> Site:
    return Site(app.config["SITE_URL"], Wire(app), app)


def test_text_outlives_a_killed_server(
    write: Callable[..., Writing], server: Server, trouble: Trouble
) -> None:
    trouble.expect("ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "htmx:error")
    story = write("<p>One.</p>", headline="The line").end()
    story.type(" Two.").save()
    server.kill()
    assert story.stored_body() == "<p>One. Two.</p>\n"
    story.type(" Three.").wait_for_failure()
    expect(story.state).to_have_text("Offline — kept in this browser")
    server.start()
    story.type(" Four.").wait_for_answer(60_000)
    expect(story.state).to_contain_text("Saved ")
    assert story.stored_body() == "<p>One. Two. Three. Four.</p>\n"


def test_text_is_offered_again_after_browser_and_server_went_down(
    write: Callable[..., Writing], server: Server, trouble: Trouble
) -> None:
    trouble.expect("ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "htmx:error")
    story = write("<p>One.</p>", headline="The line").end()
    server.kill()
    story.type(" Two.").wait_for_failure()
    expect(story.state).to_have_text("Offline — kept in this browser")
    context = story.page.context
    story.page.close()
    server.start()
    returned = Writing(context.new_page(), story.article_id).open()
    notices = returned.page.locator("[data-notices]")
    expect(notices).to_contain_text("was never saved")
    notices.get_by_role("button", name="Restore it").press("Enter")
    returned.save()
    assert returned.stored_body() == "<p>One. Two.</p>\n"
