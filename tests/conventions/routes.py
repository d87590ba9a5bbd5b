"""Every route of the app, with sample values, so that no new one is forgotten."""

import tempfile
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from web.policy import Public, policy_of

# Without a permission either: nobody may use them.
SHUT = {"security.two_factor_rescue", "security.wan_delete"}
SAMPLES = {
    ("admin", "correction_id"): "1",
    ("admin", "format"): "csv",
    ("admin", "id"): "1",
    ("admin", "link_id"): "1",
    ("admin", "number"): "1",
    ("admin", "surface"): "card",
    ("admin", "token"): "nonsense",
    ("previews", "surface"): "card",
    ("previews", "token"): "nonsense",
    ("security", "token"): "nonsense",
    ("articles", "slug"): "the-line",
    ("contributors", "slug"): "ines-calloway",
    ("embeds", "place"): "latest",
    ("embeds", "slug"): "the-line",
    ("feeds", "place"): "latest",
    ("feeds", "slug"): "newsletter",
    ("latest", "place"): "latest",
    ("discovery", "key"): "0123456789abcdef",
    ("discovery", "month"): "2026-11",
    ("newsletter", "number"): "2",
    ("newsletter", "slug"): "newsletter",
    ("newsletter", "token"): "nonsense",
    ("pages", "slug"): "about",
    ("pictures", "key"): f"{0:040x}.jpg",
    ("pictures", "story"): "1",
    ("regions", "slug"): "europe",
    ("topics", "slug"): "maps",
}


# Required query parameters.
QUERIES = {"embeds.oembed": "?url=http://localhost/articles/the-line"}


def _routes() -> Flask:
    with tempfile.TemporaryDirectory() as folder:
        return create_app({"INSTANCE_PATH": folder, "SITE_URL": "http://localhost"})


APP = _routes()
RULES = list(APP.url_map.iter_rules())


def mark(rule: Rule) -> Public | None:
    return policy_of(rule.endpoint, APP).public


def permission(rule: Rule) -> str | None:
    return policy_of(rule.endpoint, APP).permission


def address(rule: Rule) -> str:
    """On a KeyError, add a sample value for the new route's parameter."""
    blueprint = rule.endpoint.partition(".")[0]
    values = {name: SAMPLES[blueprint, name] for name in rule.arguments}
    built: Any = APP.url_map.bind("localhost").build(rule.endpoint, values)
    return f"{built}{QUERIES.get(rule.endpoint, '')}"


GETS = [rule for rule in RULES if "GET" in (rule.methods or ())]
PUBLIC = {rule.endpoint: address(rule) for rule in GETS if mark(rule)}
FRAGMENTS = {
    rule.endpoint: address(rule) for rule in GETS if (m := mark(rule)) and m.page
}
# Public, but for programs and other sites, so not in the site's layout.
FOR_PROGRAMS = {
    *(f"feeds.{name}" for name in ("rss", "atom", "json", "opml")),
    *("feeds.issues.rss", "feeds.issues.atom"),
    *(f"discovery.{name}" for name in ("sitemap", "sitemap_of_places", "robots")),
    *(f"discovery.{name}" for name in ("sitemap_of_month", "news_sitemap", "security")),
    "discovery.indexnow_key",
    *("embeds.frame", "embeds.lines", "embeds.oembed", "embeds.script"),
    "embeds.story",
    *("icons.favicon", "icons.apple_touch_icon", "icons.manifest"),
}
PAGES = {
    name: path
    for name, path in PUBLIC.items()
    if name not in FRAGMENTS and name not in FOR_PROGRAMS
}
EVERY_GET = {rule.endpoint: address(rule) for rule in GETS}
# Needs no account. The rest: tests/admin/accounts/test_permissions.py.
OPEN_GETS = {
    rule.endpoint: address(rule)
    for rule in GETS
    if mark(rule) or permission(rule) == "anybody"
}
DESK_GETS = {
    rule.endpoint: address(rule)
    for rule in GETS
    if rule.endpoint not in OPEN_GETS and rule.endpoint not in SHUT
}
