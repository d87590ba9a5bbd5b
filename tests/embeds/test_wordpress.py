"""WordPress embeds our stories: its discovery, request and filter, repeated here.

The rules are those of WP_oEmbed and wp_filter_oembed_result, WordPress 6.
"""

import re
from typing import Any
from urllib.parse import urlencode

import nh3
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

SITE = "http://localhost"
ALLOWED = {
    "a": {"href"},
    "blockquote": set[str](),
    "iframe": {"src", "width", "height", "title"}
    | {"frameborder", "marginwidth", "marginheight", "scrolling"},
}
EMBED = re.compile(
    r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", re.DOTALL
)
pytestmark = pytest.mark.usefixtures("stories")


def discovered(client: FlaskClient, path: str) -> Any:
    """The response to the oEmbed link in a page's head."""
    head = client.get(path).text.partition("</head>")[0]
    page = BeautifulSoup(head, "html.parser")
    (link,) = page.select("link[type='application/json+oembed'][href]")
    bounds = urlencode({"maxwidth": 600, "maxheight": 900, "dnt": 1})
    answer = client.get(f"{str(link['href']).removeprefix(SITE)}&{bounds}")
    assert answer.status_code == 200
    return answer.get_json()


def filtered(answer: Any) -> tuple[str, str]:
    """The blockquote, "" if none is kept, and the frame of an untrusted provider."""
    assert answer["type"] == "rich"
    kept = nh3.clean(answer["html"], tags={*ALLOWED}, attributes=ALLOWED, link_rel=None)
    found = EMBED.search(kept)
    assert found, "WordPress refuses an answer without a frame"
    return found[1] or "", found[2]


@pytest.mark.parametrize("slug", ["first", "short"])
def test_story_is_accepted_with_its_link_and_frame(
    client: FlaskClient, slug: str
) -> None:
    quote, frame = filtered(discovered(client, f"/articles/{slug}"))
    (link,) = BeautifulSoup(quote, "html.parser").select("a[href]")
    assert link["href"] == f"{SITE}/articles/{slug}"
    page = client.get(link["href"]).text
    assert BeautifulSoup(page, "html.parser").select("h1")[0].text == link.text
    (shown,) = BeautifulSoup(frame, "html.parser").select("iframe[src][title]")
    answer = client.get(str(shown["src"]))
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_list_is_accepted_as_a_frame(client: FlaskClient) -> None:
    _, frame = filtered(discovered(client, "/regions/europe"))
    assert "/regions/europe/latest/embed" in frame


def test_our_own_markup_names_itself_a_wordpress_embed(client: FlaskClient) -> None:
    html = BeautifulSoup(discovered(client, "/articles/first")["html"], "html.parser")
    assert html.select("blockquote.wp-embedded-content > a[href]")
    (frame,) = html.select("iframe.wp-embedded-content")
    assert "allow-scripts" in str(frame)
    assert "allow-same-origin" not in str(frame)
