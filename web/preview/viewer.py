"""The page around a preview: tabs, widths and the frame."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from web.preview.surface_inputs import View
from web.preview.surfaces import Surface, render_rest, render_surface, surfaces_of

WIDTHS = {"": "Full width", "768": "Tablet", "360": "Phone"}
Tab = tuple[str, str, bool]  # label, URL, whether it is the current one


@dataclass(frozen=True)
class Viewer:
    """`address` returns the viewer's URL for a surface's name."""

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
        """Empty for the print surface, which sets its own width."""
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
    """A surface's document; opened on its own, it redirects to the viewer."""
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return redirect(around, 302)
    if name == "rest":
        return render_rest(view)
    return render_surface(chosen_surface(view.shown.kind, name), view)
