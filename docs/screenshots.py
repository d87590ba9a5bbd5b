"""Pictures of the demonstration magazine for the README: `make screenshots`."""

import shutil
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
from commands.demo import fill
from extensions import db
from models.stories.article import Article
from tests.newsroom import Cookie, make_editor

FOLDER = Path(__file__).parent / "pictures"
SLUG = "the-ship-that-let-the-ice-take-it"
ARTICLE = f"/articles/{SLUG}"
WRITING = "/admin/articles/{id}"
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
        editor, story = cast(app)
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        for name, path, width, height, scheme in SHOTS:
            place = address + path.replace("{id}", str(story))
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
    app = create_app({"INSTANCE_PATH": instance})
    prepare(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", app
    finally:
        server.shutdown()


def cast(app: Flask) -> tuple[Cookie, int]:
    """The session of an editor, and the number of the story that is written."""
    with app.app_context():
        editor = Cookie(app, make_editor("editor", name="Amara Okonjo"))
        story = db.session.scalars(select(Article.id).where(Article.slug == SLUG)).one()
        db.session.remove()
    return editor, story


def prepare(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()
        fill()


if __name__ == "__main__":
    main()
