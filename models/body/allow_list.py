"""The allow-list: nh3, which parses as browsers do, drops all that is not on it."""

import re

import nh3

from models.body.media_embed import is_embed
from models.body.node import TangledHTML
from models.body.tidy import CONTAINERS, RENAMED, is_picture
from models.redirect import is_on_this_site

TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "br", "pre", "code"),
    *("a", "em", "strong", "b", "i", "s", "sub", "sup", "small", "abbr", "cite", "q"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto"}

# What the body of a story has besides: pictures, embeds and pull quotes.
BODY_TAGS = TAGS | {"aside", "figure", "figcaption"}
BODY_ATTRIBUTES = ATTRIBUTES | {
    "aside": {"class"},
    "figure": {"data-picture", "data-embed"},
}
# What an editor or a paste may send, and `tidied` turns into the above.
SENT_TAGS = BODY_TAGS | CONTAINERS | {*RENAMED}
SENT_ATTRIBUTES = BODY_ATTRIBUTES | {"hr": {"data-fold"}}
# What XML 1.0 cannot carry, section 2.2: a feed that held it could not be read. Nor
# can half a character be stored.
CONTROLS = dict.fromkeys(
    {*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {9, 10}
)
LINE_END = re.compile(r"\r\n?")
OPEN_OR_CLOSE = re.compile(r"<(/?)(?!(?:br|hr)\b)[a-zA-Z]")
BREAKS_IN_FRONT = re.compile(r"(<pre[^>]*>)\n+")
MOST_WORK = 500_000
MOST_TAGS = 50_000


def cleaned(html: str, tags: set[str], attributes: dict[str, set[str]]) -> str:
    """One pass. Raises TangledHTML."""
    _refuse_tangles(html)
    html = nh3.clean(
        LINE_END.sub("\n", html).translate(CONTROLS),
        tags=tags,
        attributes=attributes,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        url_relative=_on_this_site,
        link_rel="noopener",
    )
    return BREAKS_IN_FRONT.sub(r"\1", html)


def _refuse_tangles(html: str) -> None:
    """The parser's time, and its memory, can grow as the depth times the tags."""
    tags = depth = deepest = 0
    for tag in OPEN_OR_CLOSE.finditer(html):
        tags += not tag[1]
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    if tags > MOST_TAGS or tags * deepest > MOST_WORK:
        raise TangledHTML


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Those that mean something to us have one spelling; all others stay."""
    if tag == "aside" and name == "class":
        return "pull-quote" if "pull-quote" in value.split() else None
    if name == "data-fold":
        return ""
    known = {"data-picture": is_picture, "data-embed": is_embed}.get(name)
    return None if known and not known(value) else value


def _on_this_site(url: str) -> str | None:
    """An address without a scheme: one that begins with // leads elsewhere."""
    url = url.strip()
    is_place_on_page = url.startswith("#") and url.isprintable()
    return url if is_place_on_page or is_on_this_site(url) else None
