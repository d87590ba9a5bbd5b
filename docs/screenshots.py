"""Pictures of the demonstration magazine for the README: `make screenshots`."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app
from commands.demo import import_demo
from extensions import db
from models.base import transaction
from models.newsletter.contents import begin_issue
from models.newsletter.newsletter import Newsletter
from models.stories.article import Article
from tests.newsroom import Cookie, make_editor
from web.clock import utc_now

FOLDER = Path(__file__).parent / "pictures"
SLUG = "the-ship-that-let-the-ice-take-it"
ARTICLE = f"/articles/{SLUG}"
WRITING = "/admin/articles/{id}"
MAIL = "/admin/newsletter/issues/{issue}/preview"
DARK_MAIL = f"{MAIL}?scheme=dark"
INTRODUCTION = (
    "<p>Good morning. This week we follow <em>a ship that let the ice take it</em>, "
    'and read <a href="/latest/">everything else that is new</a>.</p>'
)
# name, address, width and height in CSS pixels, colour scheme
SHOTS = (
    ("front-light", "/", 1280, 1000, "light"),
    ("front-dark", "/", 1280, 1000, "dark"),
    ("front-phone", "/", 360, 780, "light"),
    ("front-tablet", "/", 768, 1000, "light"),
    ("article-light", ARTICLE, 1280, 1000, "light"),
    ("article-dark", ARTICLE, 1280, 1000, "dark"),
    ("article-phone", ARTICLE, 360, 780, "dark"),
    ("region-light", "/regions/polar-seas", 1280, 1000, "light"),
    ("search-light", "/search/?q=ice", 1280, 1000, "light"),
    ("writing-light", WRITING, 1280, 1000, "light"),
    ("arranging-dark", "/admin/front-page/", 1280, 1000, "dark"),
    # The mail beside the article page, as wide as mail programs show it.
    ("mail-light", MAIL, 640, 1000, "light"),
    ("mail-dark", DARK_MAIL, 640, 1000, "dark"),
    ("mail-phone-light", MAIL, 320, 780, "light"),
    ("mail-phone-dark", DARK_MAIL, 320, 780, "dark"),
    ("article-beside-mail-light", ARTICLE, 640, 1000, "light"),
    ("article-beside-mail-dark", ARTICLE, 640, 1000, "dark"),
    ("article-beside-mail-phone-light", ARTICLE, 320, 780, "light"),
    ("article-beside-mail-phone-dark", ARTICLE, 320, 780, "dark"),
)


def main() -> None:
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        raise SystemExit("Screenshots need Chromium: install it and try again.")
    FOLDER.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as instance,
        serving(instance) as (address, app),
        sync_playwright() as playwright,
    ):
        editor, numbers = cast(app)
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        for name, path, width, height, scheme in SHOTS:
            place = address + path.format(**numbers)
            take(browser, place, (width, height), scheme, name, editor)
        browser.close()


def take(
    browser: Browser,
    address: str,
    shape: tuple[int, int],
    scheme: str,
    name: str,
    editor: Cookie,
) -> None:
    width, height = shape
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    if "/admin/" in address:
        kept: Any = {"name": editor.name, "value": editor.value, "url": address}
        page.context.add_cookies([kept])
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} did not answer with a page.")
    picture = Image.open(BytesIO(page.screenshot()))
    page.close()
    # A repository keeps every version: 256 colours are enough to see how it looks.
    picture.quantize(256).save(FOLDER / f"{name}.png", optimize=True)
    print(FOLDER / f"{name}.png")


@contextmanager
def serving(instance: str) -> Iterator[tuple[str, Flask]]:
    """The demonstration magazine, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        app = create_app({"INSTANCE_PATH": instance, "SITE_URL": address})
        prepare(app)
        server = make_server("127.0.0.1", 0, app, threaded=True, fd=bound.fileno())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield address, app
        finally:
            server.shutdown()


def cast(app: Flask) -> tuple[Cookie, dict[str, int]]:
    """The session of an editor, and the numbers of what the addresses name."""
    with app.app_context():
        editor = Cookie(app, make_editor("editor", name="Amara Okonjo"))
        story = db.session.scalars(select(Article.id).where(Article.slug == SLUG)).one()
        with transaction():
            newsletter = db.session.scalars(select(Newsletter).limit(1)).one()
            issue = begin_issue(newsletter, utc_now())
            issue.preheader = "What the ice gave back, and eleven other stories."
            issue.intro = INTRODUCTION
            db.session.flush()
            numbers = {"id": story, "issue": issue.id}
        db.session.remove()
    return editor, numbers


def prepare(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()
        import_demo()


if __name__ == "__main__":
    main()
