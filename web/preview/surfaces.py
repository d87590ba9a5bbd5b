"""The surfaces a story appears on, each rendered with the public templates."""

from dataclasses import dataclass

from flask import render_template

from web.preview.surface_inputs import INPUTS, View


@dataclass(frozen=True)
class Surface:
    """`seen_at` is the endpoint of the page whose layout it uses."""

    name: str
    title: str
    kinds: tuple[str, ...]
    seen_at: str = "articles.show"


ARTICLE, BRIEF, ALL = ("article",), ("brief",), ("article", "brief", "page")
SURFACES = (
    Surface("page", "Page", ALL),
    Surface("stream", "Folded", ARTICLE),
    Surface("opened", "Opened", ARTICLE),
    Surface("card", "Card", ("article", "brief"), "topics.show"),
    Surface("brief", "Brief", BRIEF, "briefs.index"),
    Surface("row", "List row", ("article", "brief"), "latest.index"),
    Surface("lead", "Front page", ARTICLE, "front.index"),
    Surface("social", "Social picture", ALL),
    Surface("embed", "Embed", ("article", "brief")),
    Surface("feed", "In a feed", ("article", "brief")),
    Surface("search", "Search result", ALL),
    Surface("print", "Print", ALL),
)


def surfaces_of(kind: str) -> list[Surface]:
    return [surface for surface in SURFACES if kind in surface.kinds]


def render_surface(surface: Surface, view: View) -> str:
    template, inputs = INPUTS[surface.name](view)
    around = view.addresses.context(surface.seen_at)
    return render_template(template, article=view.shown, **around | inputs)


def render_rest(view: View) -> str:
    """The fragment that "keep reading" reveals."""
    return render_template(
        "articles/_rest.html",
        article=view.shown,
        **view.addresses.context("articles.rest"),
    )
