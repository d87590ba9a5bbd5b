"""Turns the posts and pages of a WordPress export into stories."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from importers.archives.records import ForeignPicture, ForeignStory, Key, Term
from importers.archives.wordpress.items import Element
from importers.archives.wordpress.site import WordPressSite, meta
from importers.foreign_html.plain import host_of, plain

KINDS = {"post": "article", "page": "page"}
SKIPPED_STATUSES = {"trash": "in the trash", "auto-draft": "empty drafts"}
PUBLIC = {"publish", "future"}
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
# The fields of Yoast SEO, Rank Math, All in One SEO and The SEO Framework.
SEO_TITLES = (
    *("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title"),
    "_genesis_title",
)
SEO_DESCRIPTIONS = (
    *("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description"),
    *("_aioseop_description", "_genesis_description"),
)
TEMPLATE = re.compile(r"%%?[a-z_]+%?%|#(?:post|site|separator|taxonomy|author)_[a-z_]+")
UNTITLED_WORDS = 8
NO_TITLE = "It has no title. Its first words are the headline."
PROTECTED = "It was protected by a password, and is a draft here."
PRIVATE = "It was private, and is a draft here."
NO_TIME = "It has no valid date, and is a draft here."


@dataclass(frozen=True)
class Reading:
    """`zone` is the site's time zone, for posts that only have a local time."""

    site: WordPressSite
    zone: tzinfo = UTC


def skipped_as(item: Element) -> str:
    """Why the item is not a story, in the plural as reports count it; else empty."""
    kind = item.value("wp:post_type") or "post"
    if kind not in KINDS:
        return f"of type {kind}"
    return SKIPPED_STATUSES.get(item.value("wp:status"), "")


def story_of(item: Element, reading: Reading, line: int) -> ForeignStory:
    fields, remarks = meta(item), list[str]()
    kind = item.value("wp:post_type") or "post"
    published_at = _time(item, "post_date", reading.zone)
    status = _status(item, published_at, remarks)
    html = item.raw("content:encoded")
    return ForeignStory(
        key=Key(
            f"wordpress:{reading.site.host}",
            kind,
            item.value("wp:post_id"),
            item.value("guid"),
        ),
        kind=KINDS[kind],
        status=status,
        headline=_headline(item, html, remarks),
        html=html,
        line=line,
        slug=unquote(item.value("wp:post_name")),
        dek=plain(item.raw("excerpt:encoded")),
        published_at=published_at,
        updated_at=None,
        authors=tuple(_authors(item, reading.site)),
        topics=tuple(_topics(item, reading.site)),
        lead=_lead(fields, reading.site),
        paths=tuple(_paths(item, kind, reading.site)),
        seo_title=_seo(fields, SEO_TITLES),
        seo_description=_seo(fields, SEO_DESCRIPTIONS),
        notes=_notes(fields.get("footnotes", "")),
        remarks=tuple(remarks),
    )


def _status(item: Element, published_at: datetime | None, remarks: list[str]) -> str:
    status = item.value("wp:status")
    if item.raw("wp:post_password"):
        remarks.append(PROTECTED)
    elif status == "private":
        remarks.append(PRIVATE)
    elif status in PUBLIC and published_at is None:
        remarks.append(NO_TIME)
    elif status in PUBLIC:
        return "published"
    return "draft"


def _headline(item: Element, html: str, remarks: list[str]) -> str:
    title = plain(item.raw("title"))
    if title:
        return title
    remarks.append(NO_TITLE)
    words = plain(re.sub(r"\[[^\[\]]*\]|<!--[^<>]*-->", " ", html[:20_000])).split()
    return " ".join(words[:UNTITLED_WORDS]) or item.value("wp:post_name") or "Untitled"


def _time(item: Element, name: str, zone: tzinfo) -> datetime | None:
    """GMT, else the local time, else the date of the feed."""
    found = (
        _moment(item.value(f"wp:{name}_gmt"), UTC)
        or _moment(item.value(f"wp:{name}"), zone)
        or _feed_date(item.value("pubDate"))
    )
    return found if found and EARLIEST <= found < LATEST else None


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """From "2024-11-02 12:00:00"; None for "0000-00-00 00:00:00"."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _feed_date(text: str) -> datetime | None:
    """RFC 5322, as RSS requires."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _authors(item: Element, site: WordPressSite) -> Iterator[Term]:
    """Co-Authors Plus lists all authors as terms; else there is one creator."""
    listed = [
        site.author(one.attributes.get("nicename", "").removeprefix("cap-"))
        if one.attributes.get("nicename", "").removeprefix("cap-") in site.authors
        else site.author(plain(one.text))
        for one in item.all("category")
        if one.attributes.get("domain") == "author"
    ]
    authors = listed or [site.author(item.value("dc:creator"))]
    yield from dict.fromkeys(author for author in authors if author)


def _topics(item: Element, site: WordPressSite) -> Iterator[Term]:
    found: dict[str, Term] = {}
    for one in item.all("category"):
        domain = one.attributes.get("domain", "category")
        slug = one.attributes.get("nicename", "")
        if domain in ("category", "post_tag"):
            term = site.term(domain, slug, plain(one.text))
            if term.name:
                found.setdefault(slug, term)
    yield from found.values()


def _lead(fields: Mapping[str, str], site: WordPressSite) -> ForeignPicture | None:
    return site.picture(fields.get("_thumbnail_id", ""))


def _paths(item: Element, kind: str, site: WordPressSite) -> Iterator[str]:
    """The permalink, former permalinks, and the URL with the post's number."""
    path = own_path(item.value("link"), site)
    if path:
        yield path
    folder = path.rstrip("/").rpartition("/")[0] if path.startswith("/") else ""
    for one in item.all("wp:postmeta"):
        if one.value("wp:meta_key") == "_wp_old_slug" and one.value("wp:meta_value"):
            yield f"{folder}/{one.value('wp:meta_value')}/"
    name, number = "page_id" if kind == "page" else "p", item.value("wp:post_id")
    if number.isdigit():
        yield f"/?{name}={number}"


def own_path(url: str, site: WordPressSite) -> str:
    """The path with its query if the URL is one of the old site, else empty."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.netloc and host_of(url) != site.host:
        return ""
    path = re.sub(r"/{2,}", "/", parts.path or "/")
    if not path.startswith("/") or (path == "/" and not parts.query):
        return ""
    return path + (f"?{parts.query}" if parts.query else "")


def _seo(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    """An SEO text without the plug-ins' variables, such as %%sitename%%."""
    texts = (plain(fields.get(name, "")) for name in names)
    return next((text for text in texts if text and not TEMPLATE.search(text)), "")


def _notes(text: str) -> dict[str, str]:
    """WordPress stores footnotes as JSON: [{"id": "…", "content": "…"}]."""
    try:
        found = json.loads(text) if text else []
        return {str(one["id"]): str(one["content"]) for one in found}
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
