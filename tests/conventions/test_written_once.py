"""Code that must exist only once, because copies would drift apart."""

import pytest

from config import ROOT
from tests.conventions.source.test_imports import MODULES, own

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_csrf_field_is_one_include() -> None:
    holding = [path for path in TEMPLATES if "csrf_token()" in path.read_text()]
    names = {path.relative_to(ROOT / "templates").as_posix() for path in holding}
    assert names == {"admin/_csrf.html", "layouts/admin.html"}  # a meta for scripts


@pytest.mark.parametrize(
    ("words", "modules"),
    [
        ("HX-Request", set()),  # request.htmx; the next one is WSGI
        ("HTTP_HX_REQUEST", {"web.cache.read_counter"}),
        ("accept_mimetypes", {"web.permission"}),
        ('"no-referrer"', {"web.headers"}),
    ],
)
def test_header_is_read_or_written_in_one_place(words: str, modules: set[str]) -> None:
    assert {own(path) for path in MODULES if words in path.read_text()} == modules
