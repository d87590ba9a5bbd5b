"""Which system an export is from."""

from pathlib import Path

from importers.archives.ghost.source import GhostSource, is_ghost
from importers.archives.source import Source, Upload
from importers.archives.wordpress.source import WordPressSource, is_wordpress

UNKNOWN = (
    "This is neither a WordPress export (.xml: Tools → Export → All content) nor a "
    "Ghost export (.json: Settings → Migration tools → Export)."
)


def is_export(path: Path) -> bool:
    """Raises OSError."""
    return path.is_file() and (is_wordpress(path) or is_ghost(path))


def source_of(upload: Upload) -> Source | None:
    """Raises OSError."""
    if not upload.path.is_file():
        return None
    if is_wordpress(upload.path):
        return WordPressSource(upload)
    return GhostSource(upload) if is_ghost(upload.path) else None
