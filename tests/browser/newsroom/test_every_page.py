"""Every page of the newsroom passes automatic accessibility checks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.test_accessibility import COLOURS, EVERYTHING, faults
from tests.conventions.routes import DESK_GETS, OPEN_GETS

NO_PAGES = {
    *(
        "admin.stories.media_embeds.show",
        "admin.accounts.session.show",
        "admin.stories.suggestions",
        "admin.stories.recovery.index",
    ),
    *("admin.pictures.chooser", "admin.pictures.figure", "admin.pictures.thumbnails"),
    *(
        "admin.pictures.metadata.edit",
        "admin.taxonomy.regions.meridians",
        "security.wan_delete",
    ),
    "admin.pictures.metadata.arrivals",
    "admin.newsletter.subscribers.export",
    "admin.newsletter.subscribers.data",
    "admin.newsletter.imports.progress",
    "admin.newsletter.issues.checks",
    *("admin.site.move_in.progress", "admin.site.move_in.report"),
    "admin.newsletter.reports.export",
}
PAGES = {name: path for name, path in DESK_GETS.items() if name not in NO_PAGES}
PERMISSIONS = {
    name: path
    for name, path in OPEN_GETS.items()
    if path.startswith(("/admin", "/previews"))
}
OVERFLOW = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth - clientWidth;
}"""
WIDTHS = (360, 1280)
pytestmark = pytest.mark.usefixtures("full_magazine")


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_has_no_fault(
    enter: Callable[..., Page], trouble: Trouble, address: str
) -> None:
    trouble.expect("status: 404", "the server responded with a status of 404")
    _has_no_fault(enter("administrator"), address)


@pytest.mark.parametrize("address", PERMISSIONS.values(), ids=PERMISSIONS)
def test_permission_has_no_fault(
    new_desk: Callable[..., object], trouble: Trouble, address: str
) -> None:
    trouble.expect(r"status: 4\d\d", r"responded with a status of 4\d\d")
    context = new_desk()
    _has_no_fault(context.new_page(), address)  # type: ignore[attr-defined]


def _has_no_fault(page: Page, address: str) -> None:
    magazine.settle()
    page.goto(address)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += [f"{width} light {fault}" for fault in faults(page, EVERYTHING)]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"{width} dark {fault}" for fault in faults(page, COLOURS)]
        overflow = page.evaluate(OVERFLOW)
        if overflow > 0:
            found.append(f"{width}: {overflow} px too wide")
    assert found == []
