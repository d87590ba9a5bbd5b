"""The test sign-in works like a real one."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_editor_is_in_the_newsroom(enter: Callable[..., Page]) -> None:
    page = enter("contributor", name="Ana Reyes")
    page.goto("/admin/")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
