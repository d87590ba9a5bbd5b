"""Converts another system's HTML to input for `read_body`.

Pictures become numbered figures, known videos and posts become embeds and everything
else that is loaded from elsewhere becomes a link. Nothing is hot-linked.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

import nh3
from bs4 import BeautifulSoup, Tag

from importers.archives.limits import LONGEST_TEXT, TOO_LONG
from importers.archives.records import ArchiveProblem, ForeignPicture
from importers.foreign_html.pictures import picture_of
from models.body.allow_list import SENT_ATTRIBUTES, SENT_TAGS
from models.body.media_embed import NoEmbed, read_embed

NOSCRIPT = re.compile(r"<noscript\b.*?</noscript\s*>", re.DOTALL | re.I)
MEDIA = {"img", "iframe", "video", "audio", "source", "embed", "object"}
REMOVED = {
    *("script", "style", "form", "select", "button", "textarea", "template", "svg"),
    *("nav", "noscript", "math"),
}
KEPT_TAGS = SENT_TAGS - REMOVED | MEDIA
IMAGE_ATTRIBUTES = {
    *("src", "alt", "class", "title", "srcset", "data-src", "data-lazy-src"),
    *("data-orig-file", "data-large-file", "data-full-url", "data-srcset"),
}
KEPT_ATTRIBUTES = SENT_ATTRIBUTES | {
    "*": SENT_ATTRIBUTES["*"] | {"class"},
    "img": IMAGE_ATTRIBUTES,
    "sup": {"data-fn"},
    "figure": set[str](),  # our own attributes would show any picture of the library
    **{name: {"src"} for name in ("iframe", "video", "audio", "source", "embed")},
    "object": {"data"},
}
WIDGETS = (
    ".sharedaddy, .jp-relatedposts, .wp-block-footnotes, .addtoany_share_save_container"
)
OPENS_OR_CLOSES = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)")
NEVER_CLOSED = {"br", "hr", "img", "wbr", "p", "li", "source", "embed", "input", "td"}
DEEPEST = 400
DEEP = "Its text is nested too deeply to be read: paste it by hand."
ADDRESS = re.compile(r"https?://\S+")
AROUND = {"a", "figure", "picture"}
NAMES = {"video": "Video", "audio": "Audio"}


@dataclass(frozen=True)
class Context:
    """Looks up what a text refers to.

    `picture_by_id` finds an attachment; `link` gives the new address of a link.
    """

    picture_by_id: Callable[[str], ForeignPicture | None]
    link: Callable[[str], str]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Converted:
    """`html` shows `pictures[n - 1]` as `<figure data-picture="n">`."""

    html: str
    pictures: list[ForeignPicture]
    remarks: Counter[str] = field(default_factory=Counter)


def convert(html: str, context: Context) -> Converted:
    """Unknown elements become plain text. Raises ArchiveProblem if the text is too long
    or too deeply nested to be parsed in reasonable time.
    """
    if len(html) > LONGEST_TEXT:
        raise ArchiveProblem(TOO_LONG)
    if _depth(html) > DEEPEST:
        raise ArchiveProblem(DEEP)
    clean = nh3.clean(
        NOSCRIPT.sub("", html),
        tags=KEPT_TAGS,
        clean_content_tags=REMOVED,
        attributes=KEPT_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative="pass_through",
    )
    soup = BeautifulSoup(clean, "html.parser")
    converted = Converted("", [])
    for widget in soup.select(WIDGETS):
        widget.decompose()
    _place_notes(soup, context.notes, converted)
    _mark_quotes(soup)
    _replace_media(soup, converted)
    _replace_pictures(soup, context, converted)
    for link in soup.find_all("a", href=True):
        address = context.link(str(link["href"]))
        if address:
            link["href"] = address
        else:
            link.unwrap()
    converted.html = str(soup)
    return converted


def _place_notes(
    soup: BeautifulSoup, notes: Mapping[str, str], converted: Converted
) -> None:
    """Moves footnotes to their references."""
    for mark in soup.select("sup[data-fn]"):
        if not _is_in(soup, mark):
            continue
        text = notes.get(str(mark["data-fn"]), "")
        if not text:
            converted.remarks["footnotes without a text"] += 1
            mark.decompose()
            continue
        mark.replace_with(_fragment(f'<small data-note="">{text}</small>'))


def _mark_quotes(soup: BeautifulSoup) -> None:
    for quote in soup.select(".wp-block-pullquote"):
        inner = quote.find("blockquote") or quote
        aside = _fragment('<aside class="pull-quote"></aside>')
        box = aside.aside
        assert box is not None
        for child in list(inner.children):
            box.append(child.extract())
        quote.replace_with(aside)


def _replace_media(soup: BeautifulSoup, converted: Converted) -> None:
    for frame in soup.find_all(("iframe", "embed", "object", "video", "audio")):
        if _is_in(soup, frame):
            _replace_one(frame, converted)
    for tweet in soup.select("blockquote.twitter-tweet, blockquote.bluesky-embed"):
        links = [str(link["href"]) for link in tweet.find_all("a", href=True)]
        if links:
            tweet.replace_with(_embed_or_link(links[-1], "", converted))
    for box in soup.find_all(("figure", "p", "div")):
        address = "" if box.decomposed else _lone_address(box)
        if address:
            caption = box.figcaption
            words = caption.get_text(" ", strip=True) if caption else ""
            box.replace_with(_embed_or_link(address, words, converted))
            box.decompose()


def _lone_address(box: Tag) -> str:
    """The URL of a box that contains nothing else but a caption."""
    if box.find(("img", "figure", "p", "a", "li")):
        return ""
    caption = box.figcaption
    text = box.get_text(" ", strip=True)
    if caption:
        text = text.removesuffix(caption.get_text(" ", strip=True)).strip()
    return text if ADDRESS.fullmatch(text) else ""


def _replace_one(frame: Tag, converted: Converted) -> None:
    source = frame.find(("source", "embed", "iframe"), src=True)
    found = frame.get("src") or frame.get("data") or (source and source.get("src"))
    if not isinstance(found, str) or not found:
        frame.decompose()
        return
    address = f"https:{found}" if found.startswith("//") else found
    if frame.name in NAMES:
        words = f"{NAMES[frame.name]}: {address.rsplit('/', 1)[-1]}"
        converted.remarks["audio and video files that became links"] += 1
        frame.replace_with(_link(address, words))
    else:
        frame.replace_with(_embed_or_link(address, "", converted))


def _embed_or_link(address: str, words: str, converted: Converted) -> BeautifulSoup:
    try:
        key = read_embed(address).key
    except NoEmbed:
        converted.remarks["embeds that became links"] += 1
        return _link(address, words or address)
    converted.remarks["embeds"] += 1
    caption = f"<figcaption>{escape(words)}</figcaption>"
    return _fragment(f'<figure data-embed="{escape(key)}">{caption}</figure>')


def _link(address: str, words: str) -> BeautifulSoup:
    return _fragment(f'<p><a href="{escape(address)}">{escape(words)}</a></p>')


def _replace_pictures(
    soup: BeautifulSoup, context: Context, converted: Converted
) -> None:
    for image in soup.find_all("img"):
        picture = picture_of(image, context.picture_by_id)
        if picture is None:
            image.decompose()
            continue
        converted.pictures.append(picture)
        number = len(converted.pictures)
        figure = _fragment(f'<figure data-picture="{number}"></figure>')
        _outermost(image).replace_with(figure)


def _outermost(image: Tag) -> Tag:
    """The link or figure around a picture, if it contains nothing else."""
    outer = image
    while (parent := outer.parent) is not None and parent.name in AROUND:
        if len(parent.select("img, [data-picture]")) > 1:
            break
        words = parent.get_text(strip=True)
        caption = parent.find("figcaption")
        own = caption.get_text(strip=True) if isinstance(caption, Tag) else ""
        if words != own:
            break
        outer = parent
    return outer


def _is_in(soup: BeautifulSoup, tag: Tag) -> bool:
    """Whether it has not been taken out with a tag around it."""
    return not tag.decomposed and any(parent is soup for parent in tag.parents)


def _depth(html: str) -> int:
    """How many tags are open at most. Parsing takes time that grows with its square."""
    deepest = depth = 0
    for found in OPENS_OR_CLOSES.finditer(html):
        if found[2].lower() not in NEVER_CLOSED:
            depth = max(0, depth - 1) if found[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _fragment(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")
