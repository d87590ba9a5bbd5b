"""The site context: what pages show besides their content, read once per edition."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app, g
from sqlalchemy import select

from extensions import db
from models.edition_state import EditionState
from models.pictures.picture import Picture, Rendition
from models.setting import Newsroom, read_newsroom
from models.stories.article import Article
from models.taxonomy.region import Region
from web.clock import utc_now


@dataclass(frozen=True)
class RegionFact:
    """A region's values, detached from the session so they can be cached."""

    slug: str
    name: str
    description: str
    hue: int
    west: int
    east: int


@dataclass(frozen=True)
class PageFact:
    slug: str
    headline: str


@dataclass(frozen=True)
class LogoFact:
    """The smallest file first. JPEG is white where WebP is transparent. The icons are
    square PNGs, none until the worker has made them.
    """

    width: int
    height: int
    webp: tuple[Rendition, ...]
    jpeg: tuple[Rendition, ...]
    icons: tuple[Rendition, ...] = ()


@dataclass(frozen=True)
class SiteContext:
    edition: EditionState
    newsroom: Newsroom
    logo: LogoFact | None
    regions: tuple[RegionFact, ...]
    pages: tuple[PageFact, ...]


def site_context() -> SiteContext:
    """The current edition's site context. At most six queries, usually none."""
    if "site_context" not in g:
        watch = current_app.extensions["edition_watch"]
        edition = watch.state(utc_now())
        kept: SiteContext | None = current_app.extensions.get("site_context")
        if kept is None or kept.edition != edition:
            kept = _read_site_context(edition)
            current_app.extensions["site_context"] = kept
        g.site_context = kept
    fitting: SiteContext = g.site_context
    return fitting


def zone() -> ZoneInfo:
    """The newsroom's time zone, used for dates on public and newsroom pages."""
    return site_context().newsroom.zone(current_app.config["TIME_ZONE"])


def _read_site_context(edition: EditionState) -> SiteContext:
    regions = db.session.scalars(select(Region).order_by(Region.position, Region.name))
    pages = db.session.execute(
        select(Article.slug, Article.headline)
        .where(Article.public(utc_now()), Article.kind == "page")
        .order_by(Article.headline)
        .limit(12)
    )
    newsroom = read_newsroom()
    return SiteContext(
        edition,
        newsroom,
        _logo(newsroom.logo_id),
        tuple(
            RegionFact(r.slug, r.name, r.description, r.hue, r.west, r.east)
            for r in regions
        ),
        tuple(PageFact(*row) for row in pages),
    )


def _logo(id_: int | None) -> LogoFact | None:
    """None until its renditions are ready; pages show the name until then."""
    picture = db.session.get(Picture, id_) if id_ else None
    if picture is None or not picture.rendition_rows:
        return None
    webp, jpeg = (
        tuple(picture.renditions("whole", f"image/{kind}")) for kind in ("webp", "jpeg")
    )
    if not jpeg:
        return None
    icons = tuple(picture.renditions("icon", "image/png"))
    return LogoFact(picture.width, picture.height, webp, jpeg, icons)
