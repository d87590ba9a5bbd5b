"""From signing up to unsubscribing, in a browser and through a mail server."""

import re
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from extensions import db
from jobs.worker import run_due_jobs
from models.base import transaction
from models.newsletter.newsletter import Newsletter
from models.taxonomy.region import Region
from tests.browser.magazine import make_region, publish, settle
from tests.browser.site import Site
from tests.conftest import Clock
from tests.jobs.newsletter.issues import read, text_of
from tests.postbox import Postbox, receiving

READER = "reader@example.org"
LINK = re.compile(r"https?://\S+")


@pytest.fixture
def journal(app: Flask, site: Site) -> Iterator[Postbox]:
    """Keeps every message that the mail server has accepted."""
    with receiving(app) as running:
        yield running


@pytest.fixture
def regions(site: Site, clock: Clock) -> dict[str, Region]:
    with transaction():
        weekly = db.session.scalars(select(Newsletter)).one()
        weekly.needs_approval, weekly.next_at = False, clock() + timedelta(days=1)
    made = {name: make_region(name) for name in ("Europe", "Africa")}
    settle()
    return made


def publish_in(regions: dict[str, Region], clock: Clock, *names: str) -> None:
    for name in names:
        slug = f"{name}-{clock():%d-%H}".lower()
        publish(slug, regions=[regions[name]], published_at=clock())
    settle()


def mails(app: Flask, journal: Postbox) -> list[str]:
    """The plain texts that have arrived since the last time."""
    run_due_jobs(app)
    found, journal.envelopes = journal.envelopes, []
    return [text_of(read(envelope), "plain") for envelope in found]


def next_issue(app: Flask, journal: Postbox, clock: Clock) -> list[str]:
    """A week later: the schedule makes the issue, and the worker sends it."""
    clock.advance(days=8)
    return mails(app, journal)


def link_in(text: str, part: str) -> str:
    return next(str(found) for found in LINK.findall(text) if part in found)


def sign_up(page: Page, app: Flask, journal: Postbox) -> None:
    """Without scripts, which report that a test types faster than a person."""
    page.goto("/newsletter/")
    page.get_by_label("Your e-mail address").first.fill(READER)
    page.get_by_role("button", name="Subscribe").first.click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    (mail,) = mails(app, journal)
    page.goto(link_in(mail, "/confirm/"))
    page.get_by_role("button", name="Confirm subscription").click()


def bare_post(url: str) -> str:
    """As a mail provider does: no cookies, no referrer, no redirect (RFC 8058)."""
    body = b"List-Unsubscribe=One-Click"
    assert urlsplit(url).scheme == "http"
    with urllib.request.urlopen(urllib.request.Request(url, body)) as answer:
        return str(answer.read().decode())


def test_reader_gets_the_chosen_regions_until_unsubscribing_by_one_click(
    plain_page: Page,
    app: Flask,
    journal: Postbox,
    regions: dict[str, Region],
    clock: Clock,
) -> None:
    sign_up(plain_page, app, journal)
    plain_page.get_by_label("Europe").check()
    plain_page.get_by_role("button", name="Save preferences").click()
    expect(plain_page.get_by_text("Your preferences are saved.")).to_be_visible()
    clock.advance(hours=1)
    publish_in(regions, clock, "Europe", "Africa")
    (first,) = next_issue(app, journal, clock)
    assert "EUROPE" in first
    assert "AFRICA" not in first
    assert bare_post(link_in(first, "/unsubscribe/")) == "You are unsubscribed."
    publish_in(regions, clock, "Europe", "Africa")
    assert next_issue(app, journal, clock) == []


def test_region_that_is_ticked_off_again_is_in_the_next_issue(
    plain_page: Page,
    app: Flask,
    journal: Postbox,
    regions: dict[str, Region],
    clock: Clock,
) -> None:
    sign_up(plain_page, app, journal)
    preferences = plain_page.url
    plain_page.get_by_label("Europe").check()
    plain_page.get_by_role("button", name="Save preferences").click()
    plain_page.goto(preferences)
    plain_page.get_by_label("Europe").uncheck()
    plain_page.get_by_role("button", name="Save preferences").click()
    clock.advance(hours=1)
    publish_in(regions, clock, "Europe", "Africa")
    (first,) = next_issue(app, journal, clock)
    assert "EUROPE" in first
    assert "AFRICA" in first
