"""The same input rules for forms, queries and imports."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from wtforms import ValidationError

from blueprints.admin.fields import web_address
from jobs.pings.outward import OutwardRefused, address_parts
from models.input_rules import clean_line, clean_text, is_web_address, read_number
from models.redirect import Redirect
from models.stories.checks.links import is_whole

GOOD = (
    *("https://a.b/", "http://localhost:8000/x?y=z#q", "https://[::1]/", "HTTPS://A.B"),
    *("https://münchen.example/ä", "https://en.wikipedia.org/wiki/Foo_(bar)"),
    *("https://a.b/x|y", "https://a.b/{x}", "https://user@a.b/", "https://a.b:65535"),
)
BAD = (
    *("https://a b/", "https://:80", "https://", "https:///x", "https://a..b"),
    *("http://u[@example.org/", "http://[", "https://a.b:0/", "https://a.b:99999/"),
    *("https://a.b/\u202f", "https://a.b/\n", 'https://a.b/"', "https://a.b/<x>"),
    *("javascript:alert(1)", "//a.b/", "/x", "a.b", "ftp://a.b/", "", "https://a%20b/"),
    *("https://a.b\\@c.d/", "https://a.b/" + "x" * 2000, "https://a.b:x/"),
)


def accepts(check: Callable[[], object]) -> bool:
    try:
        check()
    except (ValidationError, OutwardRefused, ValueError):
        return False
    return True


# Everything that accepts a web address, with its exceptions.
USERS: dict[str, tuple[Callable[[str], bool], str]] = {
    "rule": (is_web_address, "^$"),
    "field": (
        lambda url: accepts(lambda: web_address(None, SimpleNamespace(data=url))),
        "^$",  # may be empty
    ),
    "ping": (
        lambda url: accepts(lambda: address_parts(url, private_allowed=True)),
        "@",  # no user names
    ),
    "check": (is_whole, "^/"),  # paths are internal links
    "redirect": (lambda url: accepts(lambda: Redirect(new_path=url)), "^/"),
}


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("address", [*GOOD, *BAD])
def test_web_addresses_have_the_same_rules_everywhere(user: str, address: str) -> None:
    accepted, exception = USERS[user]
    is_exempt = re.search(exception, address) is not None
    assert is_exempt or accepted(address) == (address in GOOD)


def test_line_keeps_typographic_spaces() -> None:
    typed = " Qui \t vient\u202f?\r\n«\u00a0Elle\u00a0»\u2009! \u0007\u2028"
    assert clean_line(typed) == "Qui vient\u202f? «\u00a0Elle\u00a0»\u2009!"
    assert clean_line(None) == clean_line(" \u00a0 ") == ""


def test_text_keeps_line_breaks() -> None:
    assert clean_text("\r\na\r\n\rb\x00\tc ") == "a\n\nb\tc"


@pytest.mark.parametrize("typed", ["", "9" * 5000, "²", "٣", "1.0", " 1", "1e3", "11"])
def test_invalid_number_is_none(typed: str) -> None:
    assert read_number(typed, 0, 10) is None


def test_number_within_bounds_is_read() -> None:
    assert [read_number(typed, -5, 10) for typed in ("-5", "007", "10")] == [-5, 7, 10]
