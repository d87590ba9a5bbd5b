"""What every template can use: site_context, assets, dates and a few filters."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app
from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape

from models.pictures.picture import Rendition
from models.taxonomy.meridian import meridians as lines_of_longitude
from web.site.context import RegionFact, site_context, zone
from web.site.credit import credit_of
from web.site.direction import direction
from web.site.left_out import unless_broken
from web.site.prose import rendered, story_text
from web.site.reading import with_directions
from web.site.social_card import card_image, card_locale
from web.site.structured_data import (
    absolute,
    article_facts,
    breadcrumb_facts,
    machine_time,
    magazine_facts,
)

LONG_HEADLINE, LONGEST_HEADLINE = 60, 110  # characters


def register_templating(app: Flask) -> None:
    app.context_processor(_site_context)
    app.jinja_env.globals["asset"] = app.extensions["assets"].url
    app.jinja_env.globals["absolute"] = absolute
    app.jinja_env.globals["article_facts"] = article_facts
    app.jinja_env.globals["breadcrumb_facts"] = breadcrumb_facts
    app.jinja_env.globals["card_image"] = card_image
    app.jinja_env.globals["card_locale"] = card_locale
    app.jinja_env.globals["credit_of"] = credit_of
    app.jinja_env.globals["ratio_step"] = ratio_step
    app.jinja_env.globals["magazine_facts"] = magazine_facts
    app.jinja_env.globals["meridians"] = meridians
    app.jinja_env.globals["unless_broken"] = unless_broken
    app.jinja_env.globals["url_for"] = paths(app)
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["directed"] = directed
    app.jinja_env.filters["direction"] = direction
    app.jinja_env.filters["fitting"] = fitting
    app.jinja_env.filters["length_step"] = length_step
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["machine_time"] = machine_time
    app.jinja_env.filters["html_text"] = html_text
    app.jinja_env.filters["mail_time"] = mail_time
    app.jinja_env.filters["prose"] = rendered
    app.jinja_env.filters["story_text"] = story_text
    app.jinja_env.filters["safe_html"] = Markup
    app.jinja_env.filters["srcset"] = srcset
    app.jinja_env.filters["mail_query"] = lambda fields: urlencode(
        fields, quote_via=quote
    )


def paths(app: Flask) -> Callable[..., str]:
    """A cached `url_for`: a page builds about a hundred paths."""
    addresses = app.url_map.bind("")

    @lru_cache(8192)
    def url_for(endpoint: str, **values: object) -> str:
        return addresses.build(endpoint, values)

    return url_for


def _site_context() -> dict[str, Any]:
    fitting = site_context()
    return {
        "newsroom": fitting.newsroom,
        "logo": fitting.logo,
        "regions": fitting.regions,
        "static_pages": fitting.pages,
        "can_send_mail": current_app.config["SETTINGS"].can_send_mail,
    }


def directed(html: str) -> Markup:
    """For stored, sanitised HTML."""
    return Markup(with_directions(html))  # noqa: S704  # sanitised when stored


def length_step(headline: str) -> str:
    """The class that sets a long headline smaller (components/headline.css)."""
    steps = (
        (LONGEST_HEADLINE, " headline--longest"),
        (LONG_HEADLINE, " headline--long"),
    )
    return next((name for length, name in steps if len(headline) > length), "")


def ratio_step(width: int, height: int) -> int:
    """A picture's width as a share of its height in tenths, rounded down, from 2 to 30:
    see static/css/components/picture.css.
    """
    return min(max(10 * width // height, 2), 30)


@lru_cache(64)
def meridians(lit: RegionFact | None) -> tuple[str, str]:
    """Lines of longitude as SVG paths: those outside the region, and those within."""
    paths = {False: "", True: ""}
    span = (lit.west, lit.east) if lit else (-180, 180)
    for across, is_within in lines_of_longitude(*span):
        paths[is_within and lit is not None] += f"M{360 * across:.1f} 0v40"
    return paths[False], paths[True]


def day(moment: datetime) -> str:
    """3 March 2026, in the newsroom's time zone."""
    local = moment.astimezone(zone())
    return f"{local.day} {local:%B %Y}"


def moment(when: datetime) -> str:
    """3 Mar 2026, 14:02, in the newsroom's time zone."""
    local = when.astimezone(zone())
    return f"{local.day} {local:%b %Y, %H:%M}"


def mail_time(when: datetime) -> str:
    """RFC 822 with a four-digit year, in UTC, for RSS."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def html_text(text: str) -> str:
    """Plain text as HTML: RSS readers treat titles and descriptions as HTML.

    Returns str, not Markup, because the XML template must escape it a second time.
    """
    return str(escape(str(text)))


@pass_environment
def srcset(environment: Environment, files: list[Rendition]) -> str:
    address: Any = environment.globals["url_for"]
    return ", ".join(
        f"{address('pictures.show', key=file.key)} {file.width}w" for file in files
    )


def fitting(files: list[Rendition], width: int) -> Rendition:
    """The largest file at most `width` pixels wide, or else the smallest."""
    return max(
        (file for file in files if file.width <= width),
        key=lambda file: file.width,
        default=files[0],
    )
