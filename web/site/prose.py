"""A story's text as readers see it, with pictures and embeds filled in."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from models.body.media_embed import SUBSCRIBE_BOX, Embed, NoEmbed
from models.pictures.picture import Picture
from models.stories.article import Article
from web.site.footnotes import Footnotes
from web.site.reading import with_directions, with_keyboard_access

FIGURE = re.compile(
    r'<figure data-picture="(?P<picture>[0-9]+)"></figure>\n?'
    r'|<figure data-embed="(?P<embed>[^"]+)">'
    r"<figcaption>(?P<caption>[^<]*)</figcaption></figure>\n?"
)
HEADING = re.compile(r"(</?h)([23])(?=[ >])")
SIZES = "(min-width: 38rem) 33.5rem, 100vw"

TextPictures = Mapping[int, Picture]


def rendered(
    html: str, pictures: TextPictures, folder: str = "shared", below: int = 1
) -> Markup:
    """Stored HTML for readers. Deleted pictures are left out.

    `folder` holds the templates of figures and embeds. `below` is the level of the
    heading above this text; its own headings start one level lower.
    """
    if below > 1:
        html = HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + below - 1}", html)
    shown = FIGURE.sub(
        lambda figure: _shown(figure, pictures, folder), with_directions(html)
    )
    if folder == "shared":
        shown = with_keyboard_access(shown)
    return Markup(shown)  # noqa: S704  # sanitised when stored


def story_text(
    article: Article,
    part: str = "body",
    *,
    folder: str = "shared",
    page: str = "",
    below: int = 1,
) -> Markup:
    """`part` is the body, the opening or the rest of a story.

    The footnotes of both parts are listed below the body or the rest. If the
    rest is not shown, `page` is the URL of the page that has it.
    """
    notes = Footnotes(article.id)
    opening = notes.numbered(article.opening, page)
    rest = notes.numbered(article.rest) if part != "opening" else ""
    texts = {"opening": opening, "rest": rest, "body": opening + rest}
    shown = rendered(texts[part], article.text_pictures, folder, below)
    return shown if part == "opening" else shown + notes.listed()


def _shown(figure: re.Match[str], pictures: TextPictures, folder: str) -> str:
    if figure["picture"]:
        picture = pictures.get(int(figure["picture"]))
        inputs = {"picture": picture, "sizes": SIZES}
        return _template(f"{folder}/_figure.html", **inputs) if picture else ""
    caption = unescape(figure["caption"])
    if figure["embed"] == SUBSCRIBE_BOX:
        return _subscribe_box(caption, folder)
    try:
        embed = Embed.parse(figure["embed"])
    except NoEmbed:  # its provider is no longer supported
        return f"<p>{escape(caption)}</p>"
    return _template(f"{folder}/_embed.html", embed=embed, caption=caption)


def _subscribe_box(pitch: str, folder: str) -> str:
    """Hidden until the site can send mail."""
    can_send: bool = current_app.config["SETTINGS"].can_send_mail
    return _template(f"{folder}/_subscribe.html", pitch=pitch) if can_send else ""


def _template(name: str, **inputs: Any) -> str:
    """Rendered without the site context, which these templates do not use."""
    return current_app.jinja_env.get_template(name).render(**inputs)
