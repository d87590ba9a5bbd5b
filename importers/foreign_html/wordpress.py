"""Converts a text from WordPress's classic or block editor."""

import re
from collections import Counter
from collections.abc import Callable
from html import escape

from importers.archives.limits import LONGEST_TEXT, TOO_LONG
from importers.archives.records import ArchiveProblem, ForeignPicture
from importers.foreign_html.converting import Context, Converted, convert
from importers.foreign_html.paragraphs import with_paragraphs
from importers.foreign_html.shortcodes import Attributes, without_shortcodes

BLOCKS = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL)
NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->")
FOLD = "\n\n<hr data-fold>\n\n"


def convert_wordpress(
    html: str, context: Context, attached: Callable[[], list[ForeignPicture]]
) -> Converted:
    """`attached` returns the pictures for a gallery without ids."""
    if len(html) > LONGEST_TEXT:
        raise ArchiveProblem(TOO_LONG)
    unknown: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    remarks = Counter(
        {
            "fold marks": len(MORE.findall(html)),
            "page breaks that were removed": len(NEXT_PAGE.findall(html)),
        }
    )
    has_blocks = BLOCKS.search(html) is not None
    html = MORE.sub(FOLD, NEXT_PAGE.sub("\n\n", html), count=1)
    html = MORE.sub("", html)

    def gallery(attributes: Attributes) -> str:
        return _gallery(attributes, context, attached, missing)

    html = without_shortcodes(BLOCKS.sub("", html), gallery, unknown)
    converted = convert(html if has_blocks else with_paragraphs(html), context)
    converted.remarks += remarks + missing
    for name, number in unknown.items():
        converted.remarks[f"unknown shortcodes [{name}]"] += number
    return converted


def _gallery(
    attributes: Attributes,
    context: Context,
    attached: Callable[[], list[ForeignPicture]],
    missing: Counter[str],
) -> str:
    ids = re.findall(r"\d+", attributes.get("ids") or attributes.get("include") or "")
    found = [context.picture_by_id(id_) for id_ in ids] if ids else attached()
    shown = [one for one in found if one]
    missing["gallery pictures that the file lacks"] += len(found) - len(shown)
    return "\n\n" + "\n".join(map(_figure, shown)) + "\n\n"


def _figure(picture: ForeignPicture) -> str:
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>"
    image = f'<img src="{escape(picture.url)}" alt="{escape(picture.alt_text)}">'
    return f"<figure>{image}{caption if picture.caption else ''}</figure>"
