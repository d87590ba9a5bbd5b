"""WordPress shortcodes as HTML (https://codex.wordpress.org/Shortcode).

Known ones are converted. All others are removed and counted, because readers should not
see them; the text between an opening and a closing one is kept.
"""

import re
from collections import Counter
from collections.abc import Callable
from html import escape

CODE = re.compile(r"<(pre|code|script|style)\b.*?</\1\s*>", re.DOTALL | re.I)
LISTING = re.compile(r"\[(code|sourcecode)\b[^\[\]]*\](.*?)\[/\1\]", re.DOTALL)
ESCAPED = re.compile(r"\[(\[[a-zA-Z][^\[\]]*\])\]")
NAME = r"[a-zA-Z][\w-]*"
ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”|([^\s\]]+))|(\S+)"""
)
PAIR = re.compile(
    rf"(?P<escape>\[?)\[(?P<name>{NAME})(?P<attributes>(?:\s|=)[^\[\]]*|)\]"
    r"(?P<inner>.*?)\[/(?P=name)\]",
    re.DOTALL,
)
SINGLE = re.compile(rf"\[(?P<name>/?{NAME})(?P<attributes>(?:\s|=)[^\[\]]*|)\]")
FILES = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "url")

Attributes = dict[str, str]
Gallery = Callable[[Attributes], str]


def without_shortcodes(html: str, gallery: Gallery, unknown: Counter[str]) -> str:
    """`gallery` renders a gallery. Unknown names are added to `unknown`.

    Brackets in code are kept.
    """
    html = LISTING.sub(_listing, html)
    parts: list[str] = []
    at = 0
    for code in CODE.finditer(html):
        parts += [_replaced(html[at : code.start()], gallery, unknown), code[0]]
        at = code.end()
    return "".join([*parts, _replaced(html[at:], gallery, unknown)])


def _listing(found: re.Match[str]) -> str:
    """Before anything else, because it may contain tags and shortcodes."""
    return f"<pre><code>{escape(found[2])}</code></pre>"


def _replaced(html: str, gallery: Gallery, unknown: Counter[str]) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\0{len(kept) - 1}\0"

    def pair(found: re.Match[str]) -> str:
        maker = PAIRS.get(found["name"].lower())
        if maker is None:
            return found[0]
        return found["escape"] + maker(_attributes(found["attributes"]), found["inner"])

    def single(found: re.Match[str]) -> str:
        name = found["name"].lower()
        attributes = _attributes(found["attributes"])
        if name == "gallery":
            return gallery(attributes)
        if name in SINGLES:
            return SINGLES[name](attributes)
        if not _is_shortcode(found, html):
            return found[0]
        unknown[name.lstrip("/")] += not name.startswith("/")
        return ""

    html = ESCAPED.sub(keep, html.replace("\0", ""))
    html = SINGLE.sub(single, PAIR.sub(pair, html))
    return re.sub("\0([0-9]+)\0", lambda place: kept[int(place[1])], html)


def _is_shortcode(found: re.Match[str], html: str) -> bool:
    """Brackets are also used in prose: "[sic]", "[in Paris]", "[1]"."""
    name, attributes = found["name"], found["attributes"]
    if "=" in attributes or "_" in name or "-" in name:
        return True
    closing = f"[/{name.lstrip('/')}]"
    if name.startswith("/") or closing in html:
        return True
    line = html[html.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
    alone = re.sub(r"</?p>|<br ?/?>", "", line).strip() == found[0]
    return alone and not attributes and name.islower()


def _attributes(text: str) -> Attributes:
    """Attributes by name; those without a name are "0", "1" and so on."""
    attributes: Attributes = {}
    for name, *values, bare in ATTRIBUTE.findall(text.lstrip("=").rstrip("/ ")):
        key = name.lower() if name else str(sum(key.isdigit() for key in attributes))
        attributes[key] = next(filter(None, values), "") if name else bare.strip("\"'")
    return attributes


def _caption(attributes: Attributes, inner: str) -> str:
    picture = re.match(r"\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", inner)
    if not picture:
        return inner
    words = attributes.get("caption") or inner[picture.end() :].strip()
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{picture[0]}{caption}</figure>\n\n"


def _embed(attributes: Attributes, inner: str = "") -> str:
    address = (
        inner.strip()
        or attributes.get("src")
        or attributes.get("url")
        or attributes.get("0", "")
    )
    return f"\n\n<p>{escape(address)}</p>\n\n" if address else ""


def _file(attributes: Attributes, inner: str = "") -> str:
    """A link to an audio or video file."""
    address = next((attributes[name] for name in FILES if attributes.get(name)), "")
    address = address or inner.strip() or attributes.get("0", "")
    return f'\n\n<audio src="{escape(address)}"></audio>\n\n' if address else ""


def _vimeo(attributes: Attributes) -> str:
    number = attributes.get("id") or attributes.get("0", "")
    is_number = number.isdigit()
    return _embed({"0": f"https://vimeo.com/{number}" if is_number else number})


def _youtube(attributes: Attributes) -> str:
    video = attributes.get("id") or attributes.get("v") or attributes.get("0", "")
    is_address = "/" in video or not video
    return _embed(
        {"0": video if is_address else f"https://www.youtube.com/watch?v={video}"}
    )


PAIRS: dict[str, Callable[[Attributes, str], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "embed": _embed,
    "audio": _file,
    "video": _file,
}
SINGLES: dict[str, Callable[[Attributes], str]] = {
    "embed": _embed,
    "audio": _file,
    "video": _file,
    "youtube": _youtube,
    "vimeo": _vimeo,
    "tweet": _embed,
}
