"""The lists in a ZIP archive, as Mailchimp and Substack export them."""

import io
import zipfile
from pathlib import PurePosixPath

from jobs.subscribers.table import LARGEST_FILE, BadFile

ZIP = b"PK\x03\x04"
LISTS = (".csv", ".json", ".txt")
MOST_LISTS = 20
TOO_LARGE = f"The archive holds more than {LARGEST_FILE // 2**20} MB: split it."


def lists_in(file_name: str, data: bytes) -> list[tuple[str, bytes]]:
    """Names and contents: of the file itself, or of the lists in an archive. Raises
    BadFile.
    """
    if not data.startswith(ZIP):
        return [(file_name, data)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _lists(archive)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as bad:
        reason = "This archive cannot be read. Unpack it and upload its files."
        raise BadFile(reason) from bad


def _lists(archive: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    chosen = [one for one in archive.infolist() if _is_list(one.filename)]
    if not chosen:
        raise BadFile("This archive holds no CSV, JSON or text file.")
    if len(chosen) > MOST_LISTS:
        raise BadFile(f"This archive holds more than {MOST_LISTS} lists: split it.")
    room, found = LARGEST_FILE, []
    for one in chosen:
        with archive.open(one) as file:
            content = file.read(room + 1)  # not what the archive claims: it may lie
        room -= len(content)
        if room < 0:
            raise BadFile(TOO_LARGE)
        found.append((PurePosixPath(one.filename).name, content))
    return found


def _is_list(name: str) -> bool:
    """Substack's "posts" says who opened which mail, and macOS adds its own files."""
    path = PurePosixPath(name)
    is_other = {"posts", "__MACOSX"} & set(path.parts) or path.name.startswith(".")
    return path.suffix.lower() in LISTS and not is_other
