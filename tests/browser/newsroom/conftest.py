"""Editors in a real browser: signed in by a cookie, without typing a password."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from models.staff.staff_member import StaffMember
from tests.browser.conftest import PATIENCE, WIDE, Trouble
from tests.browser.newsroom.writing import Writing, make_draft
from tests.browser.site import Site
from tests.newsroom import Cookie, make_editor

OpenContext = Callable[..., BrowserContext]
SignIn = Callable[..., StaffMember]


@pytest.fixture
def new_desk(
    browser: Browser, site: Site, trouble: Trouble, _nothing_goes_wrong: None
) -> Iterator[OpenContext]:
    """Contexts for members, who have a cookie; `new_context` is for readers."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"base_url": site.url, "viewport": WIDE, **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        trouble.watch(context)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """`sign_in(context, "contributor", name="Ana")` makes Ana and signs her in."""

    def enter(
        context: BrowserContext, role: str = "editor", **given: Any
    ) -> StaffMember:
        editor = make_editor(role, **given)
        cookie = Cookie(app, editor)
        kept: Any = {"name": cookie.name, "value": cookie.value}
        place = {"url": app.config["SITE_URL"], "httpOnly": True, "sameSite": "Lax"}
        context.add_cookies([kept | place])
        return editor

    return enter


@pytest.fixture
def enter(new_desk: OpenContext, sign_in: SignIn) -> Callable[..., Page]:
    """`enter("editor", name="Ana", viewport=…)`: a page in her own browser."""

    def open_page(role: str = "editor", name: str = "", **options: Any) -> Page:
        context = new_desk(**options)
        sign_in(context, role, **({"name": name} if name else {}))
        return context.new_page()

    return open_page


@pytest.fixture
def write(enter: Callable[..., Page]) -> Callable[..., Writing]:
    """`write("<p>One.</p>", headline="…")`: a draft, open in an editor's browser."""

    def begin(html: str = "", name: str = "", **given: Any) -> Writing:
        article = make_draft(html, **given)
        return Writing(enter("editor", name), article.id).open()

    return begin
