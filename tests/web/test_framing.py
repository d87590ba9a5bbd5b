"""Our own pages frame previews; any site frames lists and stories; nothing else."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.conventions.routes import APP
from tests.factories import make_article
from web.headers import SECURITY, security_headers
from web.policy import NO_SITE, ViewPolicy, policy_of


def test_no_other_view_allows_framing() -> None:
    policies = {name: policy_of(name, APP) for name in APP.view_functions}
    framed = {n: p.framed_by for n, p in policies.items() if p.framed_by != NO_SITE}
    assert framed == {
        "admin.front_page.preview": "'self'",
        "admin.newsletter.issues.preview": "'self'",
        "admin.stories.preview.show_surface": "'self'",
        "previews.show_surface": "'self'",
        "embeds.frame": "*",
        "embeds.story": "*",
    }
    framing = {name for name, policy in policies.items() if policy.frames_own}
    assert framing == {
        "admin.front_page.create_rearrangement",
        "admin.front_page.edit",
        "admin.front_page.update",
        "admin.newsletter.issues.edit",
        "admin.newsletter.issues.update",
        "admin.stories.preview.show",
        "embeds.builder",
        "previews.show",
    }


def test_the_rest_of_the_policy_stays() -> None:
    headers = security_headers(ViewPolicy(framed_by="'self'"))
    ours = SECURITY["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    assert headers["Content-Security-Policy"] == ours
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "X-Frame-Options" not in security_headers(ViewPolicy(framed_by="*"))


@pytest.mark.parametrize("address", ["/latest/embed", "/articles/framed/embed"])
def test_frame_is_shown_on_pages_with_an_embedder_policy(
    client: FlaskClient, address: str
) -> None:
    make_article(slug="framed")
    frame = client.get(address)
    assert frame.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert frame.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    page = BeautifulSoup(frame.text, "html.parser")
    parts = [*page.select("link[rel=stylesheet]"), *page.select("script[src]")]
    assert parts
    for part in parts:
        path = str(part.get("href") or part.get("src"))
        answer = client.get(path, buffered=True)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin", path
