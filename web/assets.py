"""Built stylesheets, scripts and fonts, with a content hash in their names."""

import json
from pathlib import Path


class Assets:
    """Reads the manifest written by the front-end build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The URL of, say, "main.css". Raises KeyError if it was not built."""
        return f"/static/build/{self._built(name)}"

    def read(self, name: str) -> bytes:
        """The file itself. Raises KeyError."""
        return (self._folder / self._built(name)).read_bytes()

    def _built(self, name: str) -> str:
        if not self._names:
            self._names = json.loads((self._folder / "manifest.json").read_text())
        return self._names[name]
