"""Reports a port that is in use, and the process that uses it."""

import errno
import socket
from pathlib import Path

import click

PROC = Path("/proc")
LISTENING = "0A"  # a state in /proc/net/tcp, proc(5)


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"Port {port} needs more rights: set PORT to another."
            if error.errno == errno.EADDRINUSE:
                holder = holder_of(port) or "what uses it"
                message = (
                    f"Port {port} is in use: stop {holder}, or set PORT to another."
                )
            raise click.ClickException(message) from None


def holder_of(port: int) -> str:
    """For example "process 123 (command)"; "" if it is unknown."""
    inodes = _listeners(port)
    for folder in PROC.glob("[0-9]*/fd"):
        try:
            held = {str(link.readlink()) for link in folder.iterdir()}
            if not held.isdisjoint(inodes):
                command = (folder.parent / "cmdline").read_bytes().split(b"\0")
                words = b" ".join(command).decode(errors="replace").strip()
                return f"process {folder.parent.name} ({words[:80]})"
        except OSError:
            continue  # the process has ended, or belongs to another user
    return ""


def _listeners(port: int) -> set[str]:
    """The listening sockets, named like the links in /proc/PID/fd."""
    found = set()
    for table in ("tcp", "tcp6"):
        path = PROC / "net" / table
        lines = path.read_text().splitlines()[1:] if path.exists() else []
        for columns in map(str.split, lines):
            if columns[3] == LISTENING and columns[1].endswith(f":{port:04X}"):
                found.add(f"socket:[{columns[9]}]")
    return found
