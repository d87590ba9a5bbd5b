"""The picture library in a real browser: dropped files, the focal point, replacing."""

import gc
import os
import re
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from extensions import db
from jobs.images.renditions import create_picture, make_missing_renditions
from models.pictures.picture import Picture
from tests.browser.conftest import Trouble
from tests.browser.site import Site
from tests.browser.test_accessibility import EVERYTHING, faults
from tests.conftest import Clock
from tests.factories import keep, make_article
from tests.importers.conftest import picture_bytes
from tests.waiting import wait_until

Enter = Callable[..., Page]
DROP = """async ([names, kind]) => {
  const transfer = new DataTransfer();
  const bytesOf = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  for (const [name, text] of names) transfer.items.add(new File([bytesOf(text)], name));
  document.body.dispatchEvent(
    new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def halves() -> bytes:
    """Red on the left, blue on the right, to show where a crop was made."""
    image, out = Image.new("RGB", (1200, 400), "red"), BytesIO()
    image.paste("blue", (600, 0, 1200, 400))
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.fixture
def picture(site: Site, clock: Clock) -> Picture:
    picture: Picture = keep(create_picture(halves(), "0" * 64))
    make_missing_renditions(clock)
    return picture


def address(picture: Picture) -> str:
    """Ends the test's read transaction, which would block SQLite's writers."""
    id_ = picture.id
    db.session.rollback()
    return f"/admin/pictures/{id_}"


def drag(page: Page, kind: str, *names: tuple[str, bytes]) -> None:
    held = [[name, b64encode(data).decode()] for name, data in names]
    page.evaluate(DROP, [held, kind])


def test_dropped_files_are_uploaded_and_lead_to_their_details(enter: Enter) -> None:
    page = enter("editor")
    page.goto("/admin/pictures/")
    sea, red = ("sea.jpg", picture_bytes()), ("red.jpg", picture_bytes("red"))
    drag(page, "dragenter", sea)
    expect(page.locator("body")).to_have_class(re.compile("desk--over"))
    drag(page, "drop", sea, red)
    expect(page.locator("body")).not_to_have_class(re.compile("desk--over"))
    status = page.locator("form[data-upload] [role=status]")
    expect(status).to_have_text("2 of 2 pictures uploaded.")
    expect(page.locator("#pictures .library__item")).to_have_count(2)
    page.get_by_role("link", name="Add details to 2 pictures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Add details to 2 pictures"
    )
    page.get_by_label("Alt text").first.fill("The sea")
    page.get_by_role("button", name="Save details of all 2").click()
    expect(page.get_by_role("link", name="The sea")).to_be_visible()


def test_each_dropped_file_is_sent_once(enter: Enter, site: Site) -> None:
    page = enter("editor")
    page.goto("/admin/pictures/")
    drag(page, "drop", ("sea.jpg", picture_bytes()), ("red.jpg", picture_bytes("red")))
    status = page.locator("form[data-upload] [role=status]")
    expect(status).to_have_text("2 of 2 pictures uploaded.")
    page.wait_for_load_state("networkidle")
    log = site.wire.requests("/admin/pictures/")
    assert len([one for one in log if one.method == "POST"]) == 2


def on_disk(folder: Path, name: str, data: bytes, size: int = 0) -> Path:
    """Padded to its size; handing many bytes to the browser would take long."""
    path = folder / name
    path.write_bytes(data)
    if size:
        os.truncate(path, size)
    return path


def test_invalid_file_stops_no_other(
    enter: Enter, trouble: Trouble, tmp_path: Path
) -> None:
    trouble.expect("422")
    page = enter("editor")
    page.goto("/admin/pictures/")
    files = [
        on_disk(tmp_path, "evil.svg", b"<svg/>"),
        on_disk(tmp_path, "sea.jpg", picture_bytes()),
        on_disk(tmp_path, "huge.jpg", b"", 30 * 2**20 + 1),
    ]
    page.locator("#file").set_input_files(files)
    lines = page.locator(".uploads__line")
    expect(lines.nth(0)).to_contain_text("not a picture we can read")
    expect(lines.nth(1)).to_contain_text("Uploaded")
    expect(lines.nth(2)).to_contain_text("larger than 30 MB")
    status = page.locator("form[data-upload] [role=status]")
    expect(status).to_have_text("1 of 3 pictures uploaded, 2 failed.")


# The server's half of the file is closed by the garbage collector.
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_upload_shows_progress_and_can_be_cancelled(
    enter: Enter, site: Site, tmp_path: Path
) -> None:
    page = enter("editor")
    page.goto("/admin/pictures/")
    with site.wire.holding("/admin/pictures/"):
        large = on_disk(tmp_path, "large.jpg", picture_bytes(), 20 * 2**20)
        page.locator("#file").set_input_files([large])
        line = page.locator(".uploads__line")
        expect(line).to_have_class(re.compile("uploading"))
        line.get_by_role("button", name="Cancel: large.jpg").click()
        expect(line).to_contain_text("Cancelled")
    expect(line.get_by_role("button", name="Upload again")).to_be_visible()
    wait_until(lambda: len(site.wire.requests("/admin/pictures/")) == 2)
    gc.collect()
    assert db.session.scalars(select(Picture)).all() == []


def test_lost_upload_can_be_tried_again(
    enter: Enter, site: Site, trouble: Trouble
) -> None:
    trouble.expect("/admin/pictures/", "Failed to load resource")
    page = enter("editor")
    page.goto("/admin/pictures/")
    page.route("**/admin/pictures/", lambda route: route.abort(), times=1)
    page.locator("#file").set_input_files([file("sea.jpg", picture_bytes())])
    line = page.locator(".uploads__line")
    expect(line).to_contain_text("The server could not be reached")
    line.get_by_role("button", name="Try again: sea.jpg").press("Enter")
    expect(line).to_contain_text("Uploaded")


def test_refused_upload_can_be_dismissed_and_not_tried_again(
    enter: Enter, trouble: Trouble
) -> None:
    trouble.expect("/admin/pictures/", "Failed to load resource", "status of 422")
    page = enter("editor")
    page.goto("/admin/pictures/")
    page.locator("#file").set_input_files([file("notes.jpg", b"Dear editor")])
    line = page.locator(".uploads__line")
    expect(line).to_contain_text("not a picture we can read")
    expect(line.get_by_role("button", name="Try again")).to_have_count(0)
    line.get_by_role("button", name="Dismiss: notes.jpg").click()
    expect(line).to_have_count(0)


def test_same_file_is_offered_instead_of_a_second(enter: Enter) -> None:
    page = enter("editor")
    page.goto("/admin/pictures/")
    for _ in range(2):
        page.locator("#file").set_input_files([file("sea.jpg", picture_bytes())])
        last = page.locator(".uploads__line").last
        expect(last).to_have_class(re.compile("done"))
    expect(last).to_contain_text("is already in the library")
    last.get_by_role("button", name="Upload again: sea.jpg").click()
    expect(last).to_contain_text("Uploaded")
    expect(page.locator("#pictures .library__item")).to_have_count(2)


def test_thumbnail_appears_when_ready(enter: Enter, site: Site, clock: Clock) -> None:
    keep(create_picture(halves(), "0" * 64))
    page = enter("editor")
    page.goto("/admin/pictures/")
    expect(page.locator("#pictures").get_by_text("Processing")).to_be_visible()
    expect(page.locator("#pictures img")).to_have_count(0)
    make_missing_renditions(clock)
    expect(page.locator("#pictures img")).to_have_count(1)
    expect(page.locator("#awaited")).not_to_have_attribute(
        "data-hx-get", re.compile(".")
    )


def test_focal_point_is_set_by_pressing(enter: Enter, picture: Picture) -> None:
    page = enter("editor")
    page.goto(address(picture))
    surface = page.locator("[data-surface]")
    box = surface.bounding_box()
    assert box
    at: Any = {"x": box["width"] * 0.9, "y": box["height"] * 0.5}
    surface.click(position=at)
    expect(page.locator("[data-crop] img")).to_have_css(
        "object-position", re.compile(r"^(89\.9|90|90\.1)% (49\.9|50|50\.1)%$")
    )
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    db.session.rollback()
    assert abs(picture.focal_x - 0.9) < 0.01
    assert picture.renditions_due


def test_focal_point_is_moved_by_keys(enter: Enter, picture: Picture) -> None:
    page = enter("editor")
    page.goto(address(picture))
    mark = page.get_by_role("slider", name="Focal point")
    mark.focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(mark).to_have_attribute(
        "aria-valuetext", "61 per cent from the left, 49 from the top"
    )
    crop = page.locator("[data-crop] img")
    expect(crop).to_have_css("object-position", "61% 49%")
    expect(page.get_by_label("From the left")).to_have_value("61")
    page.get_by_label("From the left").fill("10")
    expect(crop).to_have_css("object-position", "10% 49%")


def test_details_are_edited_without_scripts(
    new_desk: Any, sign_in: Any, picture: Picture
) -> None:
    context = new_desk(java_script_enabled=False)
    sign_in(context)
    page = context.new_page()
    page.goto("/admin/pictures/")
    page.locator("#file").set_input_files([file("sea.jpg", picture_bytes())])
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add details")
    page.get_by_label("Alt text").fill("The sea")
    page.get_by_label("From the left").fill("30")
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_role("link", name="The sea")).to_be_visible()


def test_replaced_picture_reaches_readers(
    enter: Enter, page: Page, picture: Picture, clock: Clock
) -> None:
    make_article(slug="the-sea", lead_picture=picture)
    desk = enter("editor")
    desk.goto(address(picture))
    desk.get_by_label("New file").set_input_files([file("new.jpg", picture_bytes())])
    desk.get_by_role("button", name="Replace", exact=True).click()
    expect(desk.get_by_text("The picture is replaced")).to_be_visible()
    page.goto("/articles/the-sea")
    lead = page.locator(".article img").first
    before = lead.get_attribute("src")
    make_missing_renditions(clock)
    page.reload()
    expect(lead).not_to_have_attribute("src", str(before))
    desk.goto(address(picture))
    desk.get_by_role("button", name="Restore the previous file").click()
    make_missing_renditions(clock)
    page.reload()
    expect(lead).to_have_attribute("src", str(before))


def test_picture_in_use_offers_no_deletion(enter: Enter, picture: Picture) -> None:
    make_article(headline="A use of it", lead_picture=picture)
    page = enter("editor")
    page.goto(address(picture))
    expect(page.get_by_role("link", name="A use of it")).to_be_visible()
    expect(page.locator("details.deletion")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_out_of_reach(
    enter: Enter, picture: Picture, scheme: str, width: int
) -> None:
    view: Any = {"width": width, "height": 900}
    page = enter("editor", viewport=view, color_scheme=scheme)
    keep(create_picture(picture_bytes(), "1" * 64))
    id_ = address(picture).rpartition("/")[2]
    for path in ("", "?q=nothing", id_, f"arrivals?ids={id_}"):
        page.goto(f"/admin/pictures/{path}")
        assert faults(page, EVERYTHING) == []
        wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{path} is too wide at {width}"
