"""Built stylesheets, scripts and fonts, under names that change with their content."""

import json
from pathlib import Path


class Assets:
    """Reads the manifest that the front-end build leaves beside its files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of e.g. "main.css". Raises KeyError for what was not built."""
        return f"/static/build/{self._built(name)}"

    def read(self, name: str) -> bytes:
        """The file itself. Raises KeyError."""
        return (self._folder / self._built(name)).read_bytes()

    def _built(self, name: str) -> str:
        if not self._names:
            self._names = json.loads((self._folder / "manifest.json").read_text())
        return self._names[name]
