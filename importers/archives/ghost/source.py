"""A Ghost export (JSON of versions 1 to 6) as a source of stories.

https://ghost.org/docs/migration/ghost/. Ghost exports the HTML of each post beside the
format of its editor, so the three formats it has had make no difference.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from importers.archives.limits import one_item
from importers.archives.records import (
    ArchiveProblem,
    ForeignPicture,
    ForeignStory,
    Key,
    Term,
)
from importers.archives.source import Advance, Item, Upload
from importers.foreign_html.converting import Context, Converted, convert
from importers.foreign_html.plain import host_of, plain
from models.input_rules import UNFIT

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LARGEST_FILE = 256 * 1024 * 1024  # bytes, as JSON is read whole
PLACEHOLDER = "__GHOST_URL__"
PUBLIC = {"published", "scheduled"}
BROKEN = "This is not a whole Ghost export: export the site again."
LARGE = "A Ghost export can have up to 256 MB."
NO_HTML = "Its HTML is not in the export: save it in Ghost, and export again."
MEMBERS = "It was for members only, and is a draft here."
BY_MAIL = "It was only sent by e-mail, and is a draft here."
NO_TIME = "It has no valid date, and is a draft here."

Row = dict[str, Any]


def is_ghost(path: Path) -> bool:
    """Raises OSError."""
    with path.open("rb") as file:
        start = file.read(4096)
    is_json = start.lstrip().startswith(b"{")
    return is_json and re.search(rb'"(?:db|meta|exported_on)"\s*:', start) is not None


class GhostSource:
    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._tables: dict[str, list[Row]] = {}
        self.url = upload.site_url.rstrip("/")
        self.remarks: Counter[str] = Counter()

    def survey(self, advance: Advance) -> Iterator[ForeignStory]:
        self._tables = _tables_in(self._upload.path)
        advance(self._upload.path.stat().st_size)
        for item in self.items(lambda _read: None):
            if isinstance(item, ForeignStory):
                yield item

    def items(self, advance: Advance) -> Iterator[Item]:
        posts = self._table("posts")
        share = self._upload.path.stat().st_size // max(1, len(posts))
        for post in posts:
            advance(share)
            try:
                with one_item(title=str(post.get("title"))[:200]):
                    item = self._item(post)
            except ArchiveProblem as problem:
                item = problem
            yield item

    def convert(self, story: ForeignStory, link: Callable[[str], str]) -> Converted:
        def new_address(address: str) -> str:
            return link(address.replace(PLACEHOLDER, self.url))

        html = _without_bookmarks(story.html.replace(PLACEHOLDER, self.url))
        return convert(html, Context(lambda _id: None, new_address))

    def other_pages(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def _item(self, post: Row) -> Item:
        title = plain(str(post.get("title") or ""))
        if not post.get("id") or not isinstance(post.get("status"), str):
            return ArchiveProblem(BROKEN, item=title)
        html = str(post.get("html") or "")
        if not html and (post.get("mobiledoc") or post.get("lexical")):
            words = plain(str(post.get("plaintext") or ""))
            if words:
                return ArchiveProblem(NO_HTML, item=title)
        return self._story(post, title, html)

    def _story(self, post: Row, title: str, html: str) -> ForeignStory:
        meta = post | self._by("posts_meta", "post_id").get(str(post["id"]), {})
        published_at = _moment(post.get("published_at"))
        status, remarks = _status(post, published_at)
        slug = str(post.get("slug") or "")
        is_page = post.get("type") == "page" or post.get("page") in (1, True)
        return ForeignStory(
            key=Key(
                f"ghost:{host_of(self.url)}",
                "post",
                str(post["id"]),
                str(post.get("uuid") or ""),
            ),
            kind="page" if is_page else "article",
            status=status,
            headline=title or "Untitled",
            html=html,
            slug=slug,
            dek=plain(str(post.get("custom_excerpt") or "")),
            published_at=published_at,
            authors=tuple(self._authors(post)),
            topics=tuple(self._topics(post)),
            lead=_lead(meta, self.url),
            paths=(f"/{slug}/",) if slug else (),
            seo_title=plain(str(meta.get("meta_title") or "")),
            seo_description=plain(str(meta.get("meta_description") or "")),
            remarks=remarks,
        )

    def _key(self, post: Row) -> Key:
        source = f"ghost:{host_of(self.url)}"
        return Key(source, "post", str(post["id"]), str(post.get("uuid") or ""))

    def _authors(self, post: Row) -> Iterator[Term]:
        users = self._by("users", "id")
        listed = self._linked("posts_authors", post, "author_id")
        for id_ in listed or [str(post.get("author_id") or "")]:
            user = users.get(id_, {})
            name = plain(str(user.get("name") or ""))
            if name and "@" not in name:
                slug = str(user.get("slug") or "")
                yield Term(name, slug, (f"/author/{slug}/",) if slug else ())

    def _topics(self, post: Row) -> Iterator[Term]:
        """Without internal tags, whose names begin with #."""
        tags = self._by("tags", "id")
        for id_ in self._linked("posts_tags", post, "tag_id"):
            tag = tags.get(id_, {})
            name, slug = plain(str(tag.get("name") or "")), str(tag.get("slug") or "")
            if name and not name.startswith("#"):
                yield Term(name, slug, (f"/tag/{slug}/",))

    def _linked(self, table: str, post: Row, column: str) -> list[str]:
        """The ids that a table of links has for a post, in their order."""
        rows = list(self._groups(table).get(str(post.get("id")), ()))
        rows.sort(key=lambda row: _number(row.get("sort_order")))
        return [str(row.get(column)) for row in rows]

    @cache  # noqa: B019  # a source is read once and then dropped
    def _groups(self, table: str) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = {}
        for row in self._table(table):
            groups.setdefault(str(row.get("post_id")), []).append(row)
        return groups

    @cache  # noqa: B019
    def _by(self, table: str, column: str) -> dict[str, Row]:
        return {str(row.get(column)): row for row in self._table(table)}

    def _table(self, name: str) -> list[Row]:
        return self._tables.get(name, [])


def _tables_in(path: Path) -> dict[str, list[Row]]:
    """Raises ArchiveProblem."""
    if path.stat().st_size > LARGEST_FILE:
        raise ArchiveProblem(LARGE)
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
        data = whole["db"][0]["data"] if "db" in whole else whole["data"]
        found = {
            str(name): [_clean(row) for row in rows if isinstance(row, dict)]
            for name, rows in data.items()
            if isinstance(rows, list)
        }
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise ArchiveProblem(BROKEN) from None
    if "posts" not in found:
        raise ArchiveProblem(BROKEN)
    return found


def _clean(value: Any) -> Any:
    """Without lone surrogates and control characters, which cannot be stored."""
    if isinstance(value, str):
        return UNFIT.sub("", value)
    if isinstance(value, dict):
        return {str(name): _clean(one) for name, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _status(post: Row, published_at: datetime | None) -> tuple[str, tuple[str, ...]]:
    """The status here, and a remark if it differs from the one there."""
    status = post.get("status")
    if status == "sent" or post.get("email_only"):
        return "draft", (BY_MAIL,)
    if status not in PUBLIC:
        return "draft", ()
    if post.get("visibility") not in (None, "public"):
        return "draft", (MEMBERS,)
    if published_at is None:
        return "draft", (NO_TIME,)
    return "published", ()


def _moment(value: object) -> datetime | None:
    """From ISO 8601, or from milliseconds since 1970 as in early versions."""
    try:
        if isinstance(value, int):
            found = datetime.fromtimestamp(value / 1000, UTC)
        else:
            found = datetime.fromisoformat(str(value))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found = found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if EARLIEST <= found < LATEST else None


def _lead(meta: Row, url: str) -> ForeignPicture | None:
    address = str(meta.get("feature_image") or "").replace(PLACEHOLDER, url)
    if not address or address.startswith("data:"):
        return None
    return ForeignPicture(
        address,
        plain(str(meta.get("feature_image_alt") or "")),
        plain(str(meta.get("feature_image_caption") or "")),
    )


def _without_bookmarks(html: str) -> str:
    """Bookmark cards as links: their thumbnails belong to other sites."""
    if "kg-bookmark-card" not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for card in soup.select(".kg-bookmark-card"):
        link, title = card.find("a", href=True), card.select_one(".kg-bookmark-title")
        if link is None:
            card.decompose()
            continue
        paragraph = soup.new_tag("p")
        anchor = soup.new_tag("a", href=str(link["href"]))
        anchor.string = title.get_text(" ", strip=True) if title else str(link["href"])
        paragraph.append(anchor)
        card.replace_with(paragraph)
    return str(soup)
