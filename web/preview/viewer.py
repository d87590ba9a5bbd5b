"""The page around a preview: its tabs, its widths, and the frame in which it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from web.preview.surface_inputs import View
from web.preview.surfaces import Surface, render_rest, render_surface, surfaces_of

WIDTHS = {"": "Full width", "768": "Tablet", "360": "Telephone"}
Tab = tuple[str, str, bool]  # what it says, where it leads, whether it is this one


@dataclass(frozen=True)
class Viewer:
    """`address` gives that of the page around a surface, by the surface's name."""

    kind: str
    surface: Surface
    width: str
    address: Callable[..., str]
    frame: str

    @property
    def tabs(self) -> list[Tab]:
        return [
            (s.title, self._address(s.name, self.width), s == self.surface)
            for s in surfaces_of(self.kind)
        ]

    @property
    def widths(self) -> list[Tab]:
        """Paper has its own."""
        if self.surface.name == "print":
            return []
        return [
            (title, self._address(self.surface.name, width), width == self.width)
            for width, title in WIDTHS.items()
        ]

    def _address(self, surface: str, width: str) -> str:
        return self.address(surface=surface, width=width or None)


def chosen_surface(kind: str, name: str) -> Surface:
    """Aborts with 404."""
    found = next((s for s in surfaces_of(kind) if s.name == name), None)
    return found or abort(404)


def chosen_width() -> str:
    width = request.args.get("width", "")
    return width if width in WIDTHS else ""


def framed(name: str, view: View, around: str) -> str | Response:
    """The document of a surface; opened as a page of its own, it leads to its frame."""
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return redirect(around, 302)
    if name == "rest":
        return render_rest(view)
    return render_surface(chosen_surface(view.shown.kind, name), view)
