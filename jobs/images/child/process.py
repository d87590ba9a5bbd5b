"""The child process itself: its limits, and how it answers."""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY = 270 * 2**20  # bytes; with the libraries' own pages, under 300 MB resident

Row = dict[str, Any]
Made = tuple[Row, bytes]  # a picture's facts, and its bytes


class Refusal(Exception):
    """The picture cannot be used. The message is for the editor."""


def limit(cpu_seconds: int) -> None:
    """Sets limits; the kernel kills a process that exceeds them."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    # RLIMIT_DATA counts writable memory; RLIMIT_AS would include shared libraries.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # If the machine runs out of memory, the kernel should kill this process first.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def answer(made: list[Made], **refused: str) -> None:
    """Writes the pictures, or the reason for refusal, to stdout."""
    rows = [row | {"size": len(data)} for row, data in made]
    head: Row = {**refused} or {"pictures": rows}
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    out.writelines(data for _, data in made)
