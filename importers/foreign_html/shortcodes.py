"""WordPress shortcodes as HTML (https://codex.wordpress.org/Shortcode).

The known ones become what they showed. All others are removed and counted, because a
reader should never see them; the text between an opening and a closing one is kept.
"""

import re
from collections import Counter
from collections.abc import Callable
from html import escape

CODE = re.compile(r"<(pre|code|script|style)\b.*?</\1\s*>", re.DOTALL | re.I)
ESCAPED = re.compile(r"\[(\[[a-zA-Z][\w-]*[^\[\]]*\])\]")
NAME = r"[a-zA-Z][\w-]*"
ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”|([^\s\]]+))|(\S+)"""
)
PAIR = re.compile(
    rf"(?P<escape>\[?)\[(?P<name>{NAME})(?P<given>(?:\s|=)[^\[\]]*|)\]"
    r"(?P<inner>.*?)\[/(?P=name)\]",
    re.DOTALL,
)
SINGLE = re.compile(rf"\[(?P<name>/?{NAME})(?P<given>(?:\s|=)[^\[\]]*|)\]")
FILES = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "url")

Given = dict[str, str]
Gallery = Callable[[Given], str]


def without_shortcodes(html: str, gallery: Gallery, unknown: Counter[str]) -> str:
    """`gallery` makes the HTML of a gallery. Names nobody knows go to `unknown`.

    Code keeps its brackets.
    """
    parts: list[str] = []
    at = 0
    for code in CODE.finditer(html):
        parts += [_replaced(html[at : code.start()], gallery, unknown), code[0]]
        at = code.end()
    return "".join([*parts, _replaced(html[at:], gallery, unknown)])


def _replaced(html: str, gallery: Gallery, unknown: Counter[str]) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\0{len(kept) - 1}\0"

    def pair(found: re.Match[str]) -> str:
        maker = PAIRS.get(found["name"].lower())
        if maker is None:
            return found[0]
        return found["escape"] + maker(_given(found["given"]), found["inner"])

    def single(found: re.Match[str]) -> str:
        name = found["name"].lower()
        given = _given(found["given"])
        if name == "gallery":
            return gallery(given)
        if name in SINGLES:
            return SINGLES[name](given)
        if not _is_shortcode(found, html):
            return found[0]
        unknown[name.lstrip("/")] += not name.startswith("/")
        return ""

    html = ESCAPED.sub(keep, html.replace("\0", ""))
    html = SINGLE.sub(single, PAIR.sub(pair, html))
    return re.sub("\0([0-9]+)\0", lambda place: kept[int(place[1])], html)


def _is_shortcode(found: re.Match[str], html: str) -> bool:
    """Brackets are also used in prose: "[sic]", "[in Paris]", "[1]"."""
    name, given = found["name"], found["given"]
    if "=" in given or "_" in name or "-" in name:
        return True
    closing = f"[/{name.lstrip('/')}]"
    if name.startswith("/") or closing in html:
        return True
    line = html[html.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
    alone = re.sub(r"</?p>|<br ?/?>", "", line).strip() == found[0]
    return alone and not given and name.islower()


def _given(text: str) -> Given:
    """Attributes by name; those without a name are "0", "1" and so on."""
    given: Given = {}
    for name, *values, bare in ATTRIBUTE.findall(text.lstrip("=").rstrip("/ ")):
        key = name.lower() if name else str(sum(key.isdigit() for key in given))
        given[key] = next(filter(None, values), "") if name else bare.strip("\"'")
    return given


def _caption(given: Given, inner: str) -> str:
    picture = re.match(r"\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", inner)
    if not picture:
        return inner
    words = given.get("caption") or inner[picture.end() :].strip()
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{picture[0]}{caption}</figure>\n\n"


def _embed(given: Given, inner: str = "") -> str:
    address = (
        inner.strip() or given.get("src") or given.get("url") or given.get("0", "")
    )
    return f"\n\n<p>{escape(address)}</p>\n\n" if address else ""


def _file(given: Given, inner: str = "") -> str:
    """Audio or video, of which a link is kept."""
    address = next((given[name] for name in FILES if given.get(name)), "")
    address = address or inner.strip() or given.get("0", "")
    return f'\n\n<audio src="{escape(address)}"></audio>\n\n' if address else ""


def _vimeo(given: Given) -> str:
    number = given.get("id") or given.get("0", "")
    is_number = number.isdigit()
    return _embed({"0": f"https://vimeo.com/{number}" if is_number else number})


def _youtube(given: Given) -> str:
    video = given.get("id") or given.get("v") or given.get("0", "")
    is_address = "/" in video or not video
    return _embed(
        {"0": video if is_address else f"https://www.youtube.com/watch?v={video}"}
    )


PAIRS: dict[str, Callable[[Given, str], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "embed": _embed,
    "audio": _file,
    "video": _file,
    "code": lambda _given, inner: f"<pre><code>{escape(inner)}</code></pre>",
    "sourcecode": lambda _given, inner: f"<pre><code>{escape(inner)}</code></pre>",
}
SINGLES: dict[str, Callable[[Given], str]] = {
    "embed": _embed,
    "audio": _file,
    "video": _file,
    "youtube": _youtube,
    "vimeo": _vimeo,
    "tweet": _embed,
}
