"""Links that are kept can be parsed wherever they are shown."""

import re
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.body.markup import clean_html, read_body

UNPARSABLE = (
    "http://u[@example.org/",
    "http://[a",
    "https://[::1/x",
    "//[",
    "http://example.org:99999/",
    "http://example.org:port/",
    "http://\u2100example.org/",  # NFKC turns it into a slash
    "mailto://[",
)
HREF = re.compile(r'href="([^"]*)"')
SHREDS = st.sampled_from(
    [
        *("http:", "https:", "mailto:", "//", "/", "\\", "[", "]", "@", ":", "#", "?"),
        *("::1", "u", "example.org", "99999", "-1", "%5B", "\u2100", "\uff0f", "\t"),
        *("&", "&amp;", "\n", " ", "\u202e", "\0", "é", "<", '"'),
    ]
)


@pytest.mark.parametrize("href", UNPARSABLE)
def test_unparsable_urls_are_not_linked(href: str) -> None:
    html = f'<p><a href="{escape(href)}">words</a></p>'
    assert clean_html(html) == '<p><a rel="noopener">words</a></p>'
    assert read_body(html).opening == "<p>words</p>\n"


@settings(max_examples=400, deadline=None)
@given(st.lists(SHREDS, max_size=9).map("".join))
def test_every_kept_link_can_be_joined_with_our_url(href: str) -> None:
    html = f'<p><a href="{escape(href)}">words</a></p>'
    kept = HREF.findall(read_body(html).opening + clean_html(html))
    ours = "https://example.org/feed"
    joined = [urlsplit(urljoin(ours, unescape(href))) for href in kept]
    assert "" not in [address.scheme for address in joined]
