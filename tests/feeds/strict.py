"""The rules of the feed formats, independent of the code that writes feeds."""

import json
import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FORMATS = ("rss", "atom", "json")


def parsed(text: str) -> Any:
    """Parsed as feed readers do; a warning is a failure."""
    found = feedparser.parse(text.encode())
    assert not found.bozo, found.get("bozo_exception")
    return found


def check(kind: str, text: str) -> list[str]:
    """The ids of its entries. Fails if the feed breaks a rule."""
    ids = {"rss": check_rss, "atom": check_atom, "json": check_json}[kind](text)
    assert len(ids) == len(set(ids))
    return ids


def check_rss(text: str) -> list[str]:
    """RSS 2.0: the required elements of a channel and its items."""
    parsed(text)
    root = ET.fromstring(text.encode())
    assert (root.tag, root.attrib["version"]) == ("rss", "2.0")
    (channel,) = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert one(channel, name), name
    absolute(one(channel, "link"))
    for link in channel.findall(f"{ATOM}link"):
        absolute(link.attrib["href"])
    for item in channel.findall("item"):
        assert one(item, "title")
        absolute(one(item, "link"))
        assert item.find("guid").attrib["isPermaLink"] == "false"  # type: ignore[union-attr]
        assert parsedate_to_datetime(one(item, "pubDate")).utcoffset() is not None
        item.findall("description")[0]
        assert len(item.findall("{*}encoded")) <= 1
    return [one(item, "guid") for item in channel.findall("item")]


def check_atom(text: str) -> list[str]:
    """RFC 4287, sections 4.1.1 and 4.1.2."""
    parsed(text)
    feed = ET.fromstring(text.encode())
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for part in (feed, *entries):
        absolute_or_urn(one(part, f"{ATOM}id"))
        assert one(part, f"{ATOM}title")
        assert RFC_3339.fullmatch(one(part, f"{ATOM}updated"))
        rels = [link.attrib["rel"] for link in part.findall(f"{ATOM}link")]
        assert rels.count("alternate") == 1
        assert rels.count("self") == (part is feed)
        for link in part.findall(f"{ATOM}link"):
            absolute(link.attrib["href"])
        for author in part.findall(f"{ATOM}author"):
            assert one(author, f"{ATOM}name")
    assert feed.findall(f"{ATOM}author")
    for entry in entries:
        assert RFC_3339.fullmatch(one(entry, f"{ATOM}published"))
        assert len(entry.findall(f"{ATOM}content")) <= 1
        assert one(entry, f"{ATOM}summary")
    return [one(entry, f"{ATOM}id") for entry in entries]


def check_json(text: str) -> list[str]:
    """JSON Feed 1.1: what is required, and what it strongly recommends."""
    feed = json.loads(text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    for name in ("home_page_url", "feed_url"):
        absolute(feed[name])
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        absolute(item["url"])
        assert item.get("content_html") or item.get("content_text")
        for name in ("date_published", "date_modified"):
            assert RFC_3339.fullmatch(item[name])
        assert all(author["name"] for author in item.get("authors", []))
    return [item["id"] for item in feed["items"]]


def one(part: Any, name: str) -> str:
    found = part.findall(name)
    assert len(found) == 1, name
    return str(found[0].text or "").strip()


def absolute(url: str) -> None:
    parts = urlsplit(url)
    assert parts.scheme in ("http", "https"), url
    assert parts.netloc, url


def absolute_or_urn(url: str) -> None:
    if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", url):
        absolute(url)
