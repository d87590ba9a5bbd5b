"""Built stylesheets, scripts and fonts, under names that change with their content."""

import json
from pathlib import Path


class Assets:
    """Reads the manifest that the front-end build leaves beside its files."""

    def __init__(self, folder: Path) -> None:
        self._manifest = folder / "manifest.json"
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of e.g. "main.css". Raises KeyError for what was not built."""
        if not self._names:
            self._names = json.loads(self._manifest.read_text())
        return f"/static/build/{self._names[name]}"
