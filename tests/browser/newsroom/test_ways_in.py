"""Signing in by passkey, app and recovery code, in a real browser."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask_security import hash_password
from playwright.sync_api import BrowserContext, CDPSession, Page, Route, expect

from models.staff.staff_member import Passkey, StaffMember
from tests.admin.accounts.test_own_account import one_time_code
from tests.browser.magazine import settle
from tests.factories import keep
from tests.newsroom import make_editor

PASSWORD = "tidal lantern oyster grid"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def host() -> str:
    """A passkey belongs to a host name, not to an IP address."""
    return "localhost"


@pytest.fixture
def ana(app: Flask) -> StaffMember:
    hashed = hash_password(PASSWORD)
    return make_editor(name="Ana", email="ana@desk.example.com", password=hashed)


@pytest.fixture
def page(new_desk: Callable[[], BrowserContext]) -> Page:
    return new_desk().new_page()


@pytest.fixture
def device(page: Page) -> CDPSession:
    """A virtual device that accepts everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def sign_in(page: Page, email: str = "ana@desk.example.com") -> None:
    page.goto("/admin/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/admin/account/")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def expect_inside(page: Page) -> None:
    expect(page.get_by_role("navigation", name="Newsroom")).to_be_visible()


def add_passkey(page: Page) -> None:
    page.goto("/admin/account/protection")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("My phone")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_text("The passkey “My phone” is added.")).to_be_visible()


def make_codes(page: Page) -> list[str]:
    page.get_by_role("button", name="Create recovery codes").click()
    expect(page.get_by_text("They will not be shown again.")).to_be_visible()
    return page.locator(".codes code").all_inner_texts()


def test_passkey_signs_in_alone_and_after_the_password(
    page: Page, device: CDPSession, ana: StaffMember
) -> None:
    sign_in(page)
    expect_inside(page)
    add_passkey(page)
    codes = make_codes(page)
    assert len(codes) == 10

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_inside(page)

    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sign in with your passkey"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect_inside(page)

    sign_out(page)
    sign_in(page)
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect_inside(page)


def test_passkey_is_listed_and_removed(
    page: Page, device: CDPSession, ana: StaffMember
) -> None:
    sign_in(page)
    add_passkey(page)
    page.goto("/admin/account/")
    expect(page.get_by_role("heading", name="Passkey “My phone”")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove the passkey “My phone”").click()
    expect(page.get_by_text("The passkey “My phone” is removed.")).to_be_visible()
    sign_out(page)
    sign_in(page)
    expect_inside(page)


def give_passkey_elsewhere(editor: StaffMember) -> None:
    """A passkey on another device."""
    more = {"device_type": "single_device", "backup_state": False, "usage": "first"}
    keep(
        Passkey(
            user_id=editor.id,
            credential_id=b"elsewhere",
            public_key=b"key",
            lastuse_datetime=datetime(2026, 1, 1),  # noqa: DTZ001  # as the library has it
            name="Elsewhere",
            **more,
        )
    )
    settle()


def test_passkey_of_another_account_is_no_second_factor(
    page: Page, device: CDPSession, ana: StaffMember
) -> None:
    """Ben knows Ana's password, and has an account with a passkey of his own."""
    hashed = hash_password(PASSWORD)
    make_editor(email="ben@desk.example.com", password=hashed)
    sign_in(page, "ben@desk.example.com")
    add_passkey(page)
    sign_out(page)
    give_passkey_elsewhere(ana)
    page.route("**/admin/wan-signin*", _allow_any_passkey)
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This passkey belongs to another account.")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def _allow_any_passkey(route: Route) -> None:
    answer = route.fetch()
    named = re.compile(r"(allowCredentials&#34;: )\[.*?\]")
    route.fulfill(response=answer, body=named.sub(r"\1[]", answer.text()))


def test_refused_passkey_leaves_other_ways(page: Page, ana: StaffMember) -> None:
    page.goto("/admin/login")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    more = {"isUserVerified": False}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | more})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used.")).to_be_visible()
    page.get_by_role("link", name="Start again").click()
    sign_in(page)
    expect_inside(page)


def test_authenticator_app_is_set_up_and_asked_for(
    page: Page, ana: StaffMember
) -> None:
    sign_in(page)
    page.goto("/admin/account/protection")
    page.get_by_role("link", name="Set up an authenticator app").click()
    page.get_by_role("button", name="Set up the app").click()
    expect(page.get_by_role("img", name="QR code for the app")).to_be_visible()
    key = page.locator(".entrance__key").inner_text()
    page.get_by_label("Six-digit code").fill(one_time_code(key, -1))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Your authenticator app is set up.")).to_be_visible()
    sign_out(page)
    sign_in(page)
    page.get_by_label("Six-digit code").fill(one_time_code(key))
    page.get_by_role("button", name="Sign in").click()
    expect_inside(page)


def test_lost_phone_leaves_a_recovery_code(page: Page, ana: StaffMember) -> None:
    sign_in(page)
    page.goto("/admin/tf-setup")
    page.get_by_role("button", name="Set up the app").click()
    key = page.locator(".entrance__key").inner_text()
    page.get_by_label("Six-digit code").fill(one_time_code(key, -1))
    page.get_by_role("button", name="Confirm").click()
    codes = make_codes(page)
    give_passkey_elsewhere(ana)
    sign_out(page)
    sign_in(page)
    expect(page.get_by_text("you can use a recovery code there, too")).to_be_visible()
    page.get_by_role("button", name="With a code from the authenticator app").click()
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect_inside(page)


def test_everything_but_passkeys_works_without_javascript(
    new_desk: Callable[..., BrowserContext], ana: StaffMember
) -> None:
    page = new_desk(java_script_enabled=False).new_page()
    sign_in(page)
    expect_inside(page)
    page.goto("/admin/tf-setup")
    page.get_by_role("button", name="Set up the app").click()
    key = page.locator(".entrance__key").inner_text()
    page.get_by_label("Six-digit code").fill(one_time_code(key, -1))
    page.get_by_role("button", name="Confirm").click()
    assert len(make_codes(page)) == 10
    sign_out(page)
