"""Previews stand in frames of ours, lists in frames of any site, and nothing else."""

from typing import Any

from tests.conventions.routes import APP
from web.framing import framing_headers
from web.headers import CONTENT_SECURITY_POLICY


def test_no_other_view_has_to_do_with_frames() -> None:
    views = APP.view_functions.items()
    framing: dict[str, Any] = {n: v.framing for n, v in views if hasattr(v, "framing")}
    framed = {
        name: how["frame-ancestors"]
        for name, how in framing.items()
        if "frame-ancestors" in how
    }
    assert framed == {
        "admin.front_page.preview": "'self'",
        "admin.stories.preview.show_surface": "'self'",
        "previews.show_surface": "'self'",
        "embeds.frame": "*",
    }
    parts = {name.rpartition(".")[0] for name in framing}
    assert parts == {"admin.front_page", "admin.preview", "embeds", "previews"}
    public = {n for n in framing if getattr(APP.view_functions[n], "public", 0)}
    assert public == {"embeds.builder", "embeds.frame"}


def test_the_rest_of_the_policy_stays() -> None:
    headers = framing_headers(CONTENT_SECURITY_POLICY, {"frame-ancestors": "'self'"})
    policy = headers["Content-Security-Policy"]
    assert policy == CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "X-Frame-Options" not in framing_headers(CONTENT_SECURITY_POLICY, {})
