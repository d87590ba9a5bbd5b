"""Media embeds: videos and posts from known providers, stored as provider and id.

Only the id is kept from a URL, so no other hosts can be framed. Mastodon is missing,
because each of its servers is a host of its own and our CSP names every host.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, parse_qs, urlsplit

SUBSCRIBE_BOX = "newsletter:box"  # our own subscribe form, placed by an editor
LONGEST_ADDRESS = 2000
YOUTUBE = re.compile(r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be)$")
TIME = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,5})s?)?", re.ASCII)
MOST_SECONDS = 100_000
SUPPORTED = (
    "Supported are videos on YouTube or Vimeo and posts on Bluesky or X. "
    "Copy the address from your browser."
)


class NoEmbed(ValueError):
    """The URL or key is not supported; the message says what is."""


@dataclass(frozen=True)
class Provider:
    """`address` matches host and path, and captures the parts of an id. `id` matches
    the parts joined by slashes. `page` and `frame` build URLs from the parts.
    """

    name: str
    kind: str
    address: re.Pattern[str]
    id: re.Pattern[str]
    page: Callable[..., str]
    frame: Callable[..., str]
    frame_origin: str


HANDLE = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,9}"
ACTOR = rf"did:plc:[a-z2-7]{{24}}|did:web:[a-z0-9.-]{{3,253}}|{HANDLE}"
RECORD = r"[a-z2-7]{13}"


def _youtube_page(video: str, seconds: str = "") -> str:
    start = f"&t={seconds}s" if seconds else ""
    return f"https://www.youtube.com/watch?v={video}{start}"


def _youtube_frame(video: str, seconds: str = "") -> str:
    start = f"&start={seconds}" if seconds else ""
    return f"https://www.youtube-nocookie.com/embed/{video}?autoplay=1{start}"


def _vimeo_frame(video: str, secret: str = "") -> str:
    hidden = f"&h={secret}" if secret else ""
    return f"https://player.vimeo.com/video/{video}?dnt=1&autoplay=1{hidden}"


PROVIDERS = {
    "youtube": Provider(
        name="YouTube",
        kind="video",
        address=re.compile(
            r"(?:(?:music\.)?youtube(?:-nocookie)?\.com/"
            r"(?:watch/|shorts/|embed/|live/|v/)|youtu\.be/)([\w-]{11})"
            r"(?:/([1-9][0-9]{0,4}))?",
            re.ASCII,
        ),
        id=re.compile(r"[\w-]{11}(?:/[1-9][0-9]{0,4})?", re.ASCII),
        page=_youtube_page,
        frame=_youtube_frame,
        frame_origin="https://www.youtube-nocookie.com",
    ),
    "vimeo": Provider(
        name="Vimeo",
        kind="video",
        address=re.compile(
            r"(?:player\.)?vimeo\.com/"
            r"(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?"
            r"([0-9]{5,12})(?:/([0-9a-f]{6,20}))?",
            re.ASCII,
        ),
        id=re.compile(r"[0-9]{5,12}(?:/[0-9a-f]{6,20})?"),
        page=lambda *parts: f"https://vimeo.com/{'/'.join(parts)}",
        frame=_vimeo_frame,
        frame_origin="https://player.vimeo.com",
    ),
    "bluesky": Provider(
        name="Bluesky",
        kind="post",
        address=re.compile(rf"bsky\.app/profile/({ACTOR})/post/({RECORD})"),
        id=re.compile(rf"(?:{ACTOR})/{RECORD}"),
        page=lambda actor, post: f"https://bsky.app/profile/{actor}/post/{post}",
        frame=lambda actor, post: (
            f"https://embed.bsky.app/embed/{actor}/app.bsky.feed.post/{post}"
        ),
        frame_origin="https://embed.bsky.app",
    ),
    "x": Provider(
        name="X",
        kind="post",
        address=re.compile(
            r"(?:mobile\.)?(?:x|twitter)\.com/(?:\w{1,15}|i/web)/status(?:es)?/"
            r"([0-9]{1,20})(?:/(?:photo|video)/[0-9])?",
            re.ASCII,
        ),
        id=re.compile(r"[0-9]{1,20}"),
        page=lambda post: f"https://x.com/i/status/{post}",
        frame=lambda post: (
            f"https://platform.twitter.com/embed/Tweet.html?id={post}&dnt=true"
        ),
        frame_origin="https://platform.twitter.com",
    ),
}
FRAME_ORIGINS = tuple(provider.frame_origin for provider in PROVIDERS.values())


@dataclass(frozen=True)
class Embed:
    """`provider` is a key of PROVIDERS; `id` matches the provider's pattern."""

    provider: str
    id: str

    @classmethod
    def parse(cls, key: str) -> Self:
        """From a stored "provider:id". Raises NoEmbed."""
        name, _, id_ = key.partition(":")
        provider = PROVIDERS.get(name)
        if provider is None or not provider.id.fullmatch(id_):
            raise NoEmbed(SUPPORTED)
        return cls(name, id_)

    @property
    def key(self) -> str:
        return f"{self.provider}:{self.id}"

    @property
    def name(self) -> str:
        return self._provider.name

    @property
    def kind(self) -> str:
        """ "video" or "post"."""
        return self._provider.kind

    @property
    def page_url(self) -> str:
        return self._provider.page(*self.id.split("/"))

    @property
    def frame_url(self) -> str:
        return self._provider.frame(*self.id.split("/"))

    @property
    def _provider(self) -> Provider:
        return PROVIDERS[self.provider]


def read_embed(url: str) -> Embed:
    """From the URL of a page. Raises NoEmbed."""
    address = _address(url.strip())
    for name, provider in PROVIDERS.items():
        if found := provider.address.fullmatch(address):
            return Embed(name, "/".join(filter(None, found.groups())))
    raise NoEmbed(SUPPORTED)


def _address(url: str) -> str:
    """Host and path, with the parts of the query that belong to the id."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = parts.hostname or ""
    except ValueError:
        raise NoEmbed(SUPPORTED) from None
    if len(url) > LONGEST_ADDRESS or parts.scheme not in ("http", "https"):
        raise NoEmbed(SUPPORTED)
    path = parts.path.rstrip("/") + _id_in_query(host, parts)
    path += _start_of(host, parts)
    return re.sub(r"^(?:www|m)\.", "", host) + path


def _id_in_query(host: str, parts: SplitResult) -> str:
    name = "h" if host == "player.vimeo.com" else "v" * (parts.path == "/watch")
    values = parse_qs(parts.query).get(name) if name else None
    return f"/{values[0]}" if values else ""


def _start_of(host: str, parts: SplitResult) -> str:
    """Where a YouTube video starts: "/90" for t=90, t=90s, t=1m30s or start=90."""
    if not YOUTUBE.search(host):
        return ""
    values = parse_qs(parts.query) | parse_qs(parts.fragment)
    written = [*values.get("t", []), *values.get("start", [])][:1]
    found = TIME.fullmatch(written[0]) if written else None
    if not found:
        return ""
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    start = 3600 * hours + 60 * minutes + seconds
    return f"/{start}" if 0 < start < MOST_SECONDS else ""


def is_embed(key: str) -> bool:
    if key == SUBSCRIBE_BOX:
        return True
    try:
        return bool(Embed.parse(key))
    except NoEmbed:
        return False
