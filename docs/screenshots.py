"""Pictures of the demonstration magazine for the README: `make screenshots`."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from commands.demo import fill

FOLDER = Path(__file__).parent / "pictures"
ARTICLE = "/articles/the-ship-that-let-the-ice-take-it"
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
)


def main() -> None:
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        raise SystemExit("Screenshots need Chromium: install it and try again.")
    FOLDER.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as instance,
        serving(instance) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        for name, path, width, height, scheme in SHOTS:
            take(browser, f"{address}{path}", (width, height), scheme, name)
        browser.close()


def take(
    browser: Browser, address: str, shape: tuple[int, int], scheme: str, name: str
) -> None:
    width, height = shape
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} did not answer with a page.")
    picture = Image.open(BytesIO(page.screenshot()))
    page.close()
    # A repository keeps every version: 256 colours are enough to see how it looks.
    picture.quantize(256).save(FOLDER / f"{name}.png", optimize=True)
    print(FOLDER / f"{name}.png")


@contextmanager
def serving(instance: str) -> Iterator[str]:
    """The demonstration magazine, for as long as the block lasts."""
    app = create_app({"INSTANCE_PATH": instance})
    prepare(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def prepare(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()
        fill()


if __name__ == "__main__":
    main()
