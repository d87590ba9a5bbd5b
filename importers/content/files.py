"""Which files an import may read: never outside its folders, never pipes or devices."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

BESIDE = "pictures"  # the folder beside the content folder


class Unreadable(OSError):
    """The message says what is wrong with the file and what to do."""


@dataclass(frozen=True)
class Grounds:
    """The folders a content folder may read files from.

    These are the folder itself and a "pictures" folder beside it, so that content from
    strangers cannot publish files such as ../../../home/….
    """

    root: Path

    @classmethod
    def of(cls, paths: Iterable[Path]) -> "Grounds":
        """The combined scope of all paths of one import."""
        real = [path.resolve() for path in paths]
        folders = [path if path.is_dir() else path.parent for path in real]
        return cls(Path(os.path.commonpath(folders)))

    def read(self, path: Path, most: int) -> bytes:
        """At most `most` bytes. Raises Unreadable."""
        try:
            # Resolved first, because a symbolic link may lead out of the folders.
            real = path.resolve(strict=True)
            if not self._holds(real):
                raise Unreadable(
                    f"It is outside {self.root} and the folder {BESIDE!r} beside "
                    "that: move it there, or import the folder that holds both."
                )
            return _read_ordinary(real, most)
        except Unreadable:
            raise
        except OSError as error:
            why = error.strerror or "no such file"
            raise Unreadable(f"It cannot be read: {why}.") from None
        except (ValueError, RuntimeError):  # a NUL in its name; a symlink loop
            raise Unreadable("It cannot be read: the name is not valid.") from None

    def _holds(self, path: Path) -> bool:
        beside = self.root.parent / BESIDE
        return path.is_relative_to(self.root) or path.is_relative_to(beside)


def content_files(paths: Iterable[Path]) -> list[Path]:
    """Every Markdown file at or below the paths, sorted, without hidden files."""
    found: list[Path] = []
    for path in paths:
        found += _markdown_below(path) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _markdown_below(folder: Path) -> list[Path]:
    """Includes an unreadable folder itself, so that it is reported."""
    found: list[Path] = []

    def note(error: OSError) -> None:
        found.append(Path(error.filename))

    for name, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(inner for inner in folders if not inner.startswith("."))
        shown = (file for file in sorted(files) if not file.startswith("."))
        found += [Path(name, file) for file in shown if file.endswith(".md")]
    return found


def _read_ordinary(path: Path, most: int) -> bytes:
    # Without O_NONBLOCK, opening a pipe blocks until something writes to it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Unreadable("It is not an ordinary file: remove it.")
        data = file.read(most + 1)  # one more byte shows that it is too large
    if len(data) > most:
        raise Unreadable(f"It is larger than {most // 2**20} MB: make it smaller.")
    return data
