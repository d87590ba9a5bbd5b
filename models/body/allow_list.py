"""Allowed HTML. nh3 parses like a browser and removes everything else."""

import re
from urllib.parse import urlsplit

import nh3

from models.body.bounds import refuse_costly
from models.body.media_embed import is_embed
from models.body.tidy import CONTAINERS, RENAMED, is_picture, is_target
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

# Only in story bodies: pictures, embeds, pull quotes and footnotes.
BODY_TAGS = TAGS | {"aside", "figure", "figcaption"}
BODY_ATTRIBUTES = ATTRIBUTES | {
    "*": ATTRIBUTES["*"] | {"id"},  # the target of a link on the same page
    "aside": {"class"},
    "figure": {"data-picture", "data-embed"},
    "small": {"data-note"},  # a footnote, stored at its reference
}
# Also accepted from the editor or a paste; `tidied` converts it to the above.
SENT_TAGS = BODY_TAGS | CONTAINERS | {*RENAMED}
SENT_ATTRIBUTES = BODY_ATTRIBUTES | {
    "hr": {"data-fold"},
    "a": ATTRIBUTES["a"] | {"name"},
}
# Not allowed in XML 1.0 (section 2.2), so they would break feeds. Surrogates cannot be
# stored either.
CONTROLS = dict.fromkeys(
    {*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {9, 10}
)
LINE_END = re.compile(r"\r\n?")
BREAKS_IN_FRONT = re.compile(r"(<pre[^>]*>)\n+")


def cleaned(html: str, tags: set[str], attributes: dict[str, set[str]]) -> str:
    """One pass. Raises TangledHTML."""
    html = LINE_END.sub("\n", html).translate(CONTROLS)
    refuse_costly(html)
    html = nh3.clean(
        html,
        tags=tags,
        attributes=attributes,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        url_relative=_on_this_site,
        link_rel="noopener",
    )
    return BREAKS_IN_FRONT.sub(r"\1", html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Checks the attributes that have a meaning here; others stay as they are."""
    if tag == "aside" and name == "class":
        return "pull-quote" if "pull-quote" in value.split() else None
    if name in ("data-fold", "data-note"):
        return ""
    if name == "href" and not _can_be_parsed(value):
        return None
    known = {
        "data-picture": is_picture,
        "data-embed": is_embed,
        "id": is_target,
        "name": is_target,
    }.get(name)
    return None if known and not known(value) else value


def _can_be_parsed(url: str) -> bool:
    """Feeds join each URL with ours, which fails if urllib cannot parse it."""
    try:
        urlsplit(url.strip()).port  # noqa: B018  # raises ValueError for an invalid port
    except ValueError:
        return False
    return True


def _on_this_site(url: str) -> str | None:
    """For URLs without a scheme: those that begin with // lead to another site."""
    url = url.strip()
    is_fragment = url.startswith("#") and url.isprintable()
    return url if is_fragment or is_on_this_site(url) else None
