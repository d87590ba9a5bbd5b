"""From an empty instance to a withdrawn story, as staff and readers see it.

Everything is done by keyboard.
"""

import base64
import email
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect

from config import ROOT
from jobs.worker import run_due_jobs
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.conftest import Clock

PASSWORD = "slow river seventeen lamps"
LINK = re.compile(r"http://\S+/admin/invitations/\S+")
PICTURE = ROOT / "demo" / "pictures" / "catching-fog-in-the-atacama.jpg"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


IS_REACHED = """(element) => {
  const { activeElement } = document;
  const isOne = activeElement.matches("a, button, summary, input, textarea, [contenteditable]");
  return isOne && activeElement.contains(element);
}"""
FARTHEST = 120  # presses of a key


def reach(place: Locator, key: str = "Tab") -> None:
    """Fails if it cannot be reached by keyboard."""
    expect(place).to_be_visible()
    for _ in range(FARTHEST):
        if place.evaluate(IS_REACHED):
            return
        place.page.keyboard.press(key)
    raise AssertionError(f"{place} is out of reach")


def press(place: Locator) -> None:
    reach(place)
    place.page.keyboard.press("Enter")


def use_tool(tool: Locator) -> None:
    tool.page.keyboard.press("Alt+F10")
    reach(tool, "ArrowRight")
    tool.page.keyboard.press("Enter")


def one_time_code(key: str) -> str:
    """RFC 6238, with the usual steps and digits of authenticator apps."""
    padded = key.replace("-", "").replace(" ", "").upper()
    secret = base64.b32decode(padded + "=" * (-len(padded) % 8))
    digest = hmac.new(
        secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1
    ).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class Story:
    """The people, each with their own browser, and their mail."""

    def __init__(self, app: Flask, new_desk: Callable[[], BrowserContext]) -> None:
        self.app = app
        self.new_desk = new_desk
        self.mail = Path(app.instance_path) / "mail"

    def work(self) -> None:
        """Does the worker's jobs."""
        magazine.settle()
        run_due_jobs(self.app)
        magazine.settle()

    def invitation_to(self, address: str) -> str:
        self.work()
        for path in self.mail.glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=default)
            if message["To"] == address:
                body = message.get_body(("plain",))
                assert body
                return str(LINK.findall(body.get_content())[0])
        raise AssertionError(f"no mail to {address}")

    def join(self, link: str, **typed: str) -> Page:
        magazine.settle()
        page = self.new_desk().new_page()
        page.goto(link)
        for label, value in ({"Name": "", "New password": PASSWORD} | typed).items():
            if value:
                page.get_by_label(label, exact=True).fill(value)
        press(page.locator("main form [type=submit]").first)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Protect your account"
        )
        return page


@pytest.mark.skipif(not PICTURE.exists(), reason="the demonstration is not drawn")
def test_life_of_a_story(
    app: Flask,
    new_desk: Callable[[], BrowserContext],
    page: Page,
    clock: Clock,
    trouble: Trouble,
) -> None:
    trouble.expect("status: 410", "status: 404", "with a status of 4")
    story = Story(app, new_desk)
    ana = story.join(first_link(app), Name="Ana Example")
    set_up(ana)
    invite(ana, "ben@example.com", "Ben Example", "Contributor")
    invite(ana, "cleo@example.com", "Cleo Example", "Editor")
    ben = story.join(story.invitation_to("ben@example.com"))
    protect(ben)
    address = write(ben)
    check_and_submit(ben)
    story.work()

    cleo = story.join(story.invitation_to("cleo@example.com"))
    schedule(cleo, clock)
    expect_unseen(page)
    clock.advance(hours=3)
    expect_seen(page)
    move(cleo, address)
    page.goto("/articles/fog-for-water")
    expect(page).to_have_url(re.compile("/articles/water-from-fog$"))
    correct(cleo, address)
    page.goto("/articles/water-from-fog")
    expect(page.get_by_text("An earlier version named another valley.")).to_be_visible()
    withdraw(cleo, address)
    gone = page.goto("/articles/water-from-fog")
    assert gone
    assert gone.status == 410
    page.goto("/latest/")
    expect(page.locator("main")).not_to_contain_text("Fog for water")
    expect_log(ana)


def first_link(app: Flask) -> str:
    invite = ["editors", "invite", "ana@example.com", "--role", "administrator"]
    result = app.test_cli_runner().invoke(args=invite)
    assert result.exit_code == 0, result.output
    return str(LINK.findall(result.output)[0])


def set_up(ana: Page) -> None:
    for taxonomy, name in (
        ("regions", "South America"),
        ("contributors", "Ben Example"),
    ):
        ana.goto(f"/admin/{taxonomy}/new")
        ana.get_by_label("Name", exact=True).fill(name)
        press(ana.locator("main form [type=submit]").first)
        expect(ana.locator(".notice--done").first).to_be_visible()


def invite(ana: Page, address: str, name: str, role: str) -> None:
    ana.goto("/admin/people/invitation")
    ana.get_by_label("E-mail").fill(address)
    ana.get_by_label("Name", exact=True).fill(name)
    ana.get_by_label("Role").select_option(role.lower())
    press(ana.get_by_role("button", name="Send the invitation"))
    expect(ana.locator(".notice--done").first).to_be_visible()


def protect(ben: Page) -> None:
    """Sets up an authenticator app and recovery codes."""
    press(ben.get_by_role("link", name="Set up an authenticator app"))
    press(ben.get_by_role("button", name="Set up the app"))
    key = ben.locator(".entrance__key").inner_text()
    ben.locator("[name=code]").fill(one_time_code(key))
    with ben.expect_navigation():
        press(ben.get_by_role("button", name="Confirm"))
    ben.goto("/admin/account/protection")
    press(ben.get_by_role("button", name="Create recovery codes"))
    expect(ben.locator("main li")).to_have_count(10)


def write(ben: Page) -> str:
    ben.goto("/admin/")
    press(ben.get_by_role("button", name="New story").first)
    expect(ben.locator(".writing__text")).to_be_visible()
    ben.get_by_label("Headline", exact=True).fill("Fog for water")
    reach(ben.locator(".writing__text"))
    for line in ("Nets catch the fog.", "It drips into a trough.", "People drink it."):
        ben.keyboard.type(line)
        ben.keyboard.press("Enter")
    put_in_picture(ben)
    put_in_embed(ben)
    ben.get_by_label("Regions, 1").fill("South America")
    ben.get_by_label("Regions, 1").press("Tab")
    expect(ben.locator("[data-saved-state=saved]")).to_be_visible()
    return ben.url


def put_in_picture(ben: Page) -> None:
    use_tool(ben.locator("[data-tool=picture]"))
    ben.locator("#dialog-picture input[type=file]").set_input_files(PICTURE)
    words = ben.locator("#dialog-words")
    expect(words).to_be_visible()
    words.get_by_label("Alt text").fill("Nets on a dry hillside in thick fog")
    words.get_by_label("Credit", exact=True).fill("Ben Example")
    press(words.get_by_role("button", name="Save details"))
    expect(words).to_be_hidden()


def put_in_embed(ben: Page) -> None:
    ben.locator(".writing__text").focus()
    ben.keyboard.press("Control+End")
    use_tool(ben.locator("[data-tool=embed]"))
    ben.locator("#embed-address").fill(VIDEO)
    ben.locator("#embed-caption").fill("A morning among the nets")
    press(ben.locator("#dialog-embed [type=submit]"))
    expect(ben.locator("#dialog-embed")).to_be_hidden()


def check_and_submit(ben: Page) -> None:
    panel = ben.locator("#story-panel")
    expect(panel).to_contain_text("dek")  # there is none yet: a warning
    ben.get_by_label("Dek", exact=True).fill("How a desert drinks from the air.")
    expect(ben.locator("[data-saved-state=unsaved]")).to_be_visible()
    expect(ben.locator("[data-saved-state=saved]")).to_be_visible()
    press(panel.get_by_role("button", name="Submit for review"))
    expect(panel.get_by_role("button", name="Take back")).to_be_visible()


def schedule(cleo: Page, clock: Clock) -> None:
    cleo.goto("/admin/articles/?state=submitted")
    press(cleo.get_by_role("link", name="Fog for water").first)
    press(cleo.get_by_text("Schedule", exact=True).last)
    at = clock.now.replace(hour=clock.now.hour + 2, minute=0)
    cleo.get_by_label("Day and time").fill(at.strftime("%Y-%m-%dT%H:%M"))
    press(cleo.locator("#action-schedule [type=submit]"))
    expect(cleo.locator("#workflow")).to_contain_text("Will be published")
    cleo.goto("/admin/schedule/")
    expect(cleo.locator("main")).to_contain_text("Fog for water")


def expect_unseen(page: Page) -> None:
    for address in ("/", "/latest/"):
        page.goto(address)
        expect(page.locator("main")).not_to_contain_text("Fog for water")
    answer = page.goto("/articles/fog-for-water")
    assert answer
    assert answer.status == 404


def expect_seen(page: Page) -> None:
    """Expects it in the list, on the front page, and on its own page."""
    for address in ("/latest/", "/regions/south-america", "/"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Fog for water")
    page.goto("/articles/fog-for-water")
    expect(page.get_by_role("img", name="Nets on a dry hillside")).to_be_visible()
    expect(page.locator("main")).to_contain_text("A morning among the nets")
    assert not [frame for frame in page.frames if "youtube" in frame.url]


def move(cleo: Page, address: str) -> None:
    cleo.goto(address)
    expect(cleo.locator(".writing__text")).to_be_visible()
    cleo.get_by_label("Address", exact=True).fill("water-from-fog")
    cleo.get_by_label("Address", exact=True).press("Tab")
    expect(cleo.locator("[data-saved-state=saved]")).to_be_visible()
    press(cleo.get_by_role("button", name="Publish changes"))
    expect(cleo.locator("#workflow")).to_contain_text("/articles/water-from-fog")


def correct(cleo: Page, address: str) -> None:
    cleo.goto(f"{address}/corrections/")
    correction = "An earlier version named another valley."
    cleo.locator("textarea[name=text]").fill(correction)
    cleo.locator("[name=is_material]").check()
    press(cleo.get_by_role("button", name="Publish the correction"))
    expect(cleo.locator("main")).to_contain_text(correction)


def withdraw(cleo: Page, address: str) -> None:
    cleo.goto(address)
    press(cleo.get_by_text("Withdraw", exact=True).first)
    cleo.get_by_label("Reason").fill("The source has taken it back.")
    press(cleo.locator("#action-withdraw [type=submit]"))
    expect(cleo.locator("#workflow")).to_contain_text("Publish again")


def expect_log(ana: Page) -> None:
    ana.goto("/admin/log/")
    log = ana.locator("main")
    for words in (
        *("invited", "joined", "submitted", "scheduled", "published", "corrected"),
        *("withdrew", "Cleo Example", "Ben Example", "Fog for water"),
    ):
        expect(log).to_contain_text(words)
