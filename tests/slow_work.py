"""Slow work raises an error while a write transaction is open, in all tests.

While one is open, nobody else can write. The functions still
run: each only checks the session first.
"""

import socket
import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import argon2.low_level
import markdown_it
import markdownify
import nh3
import obstore
from flask import has_app_context

from extensions import db
from models.body import node

SHORT = 100  # characters, such as the name of a passkey: Flask-Security cleans it
FUNCTIONS = {
    nh3: ("clean",),
    node: ("read_nodes",),
    argon2.low_level: ("hash_secret", "verify_secret"),
    obstore: ("put", "get", "delete", "head", "list"),
}
METHODS = {
    markdown_it.MarkdownIt: ("parse",),
    markdownify.MarkdownConverter: ("convert",),
    socket.socket: ("connect",),
    subprocess.Popen: ("__init__",),  # pictures are decoded in child processes
}


class SlowWorkWhileWriting(AssertionError):
    """Do this work before or after the transaction."""


def refuse_slow_work_while_writing() -> None:
    """Applies to the whole process."""
    for module, names in FUNCTIONS.items():
        for name in names:
            _replace_everywhere(getattr(module, name))
    for owner, names in METHODS.items():
        for name in names:
            setattr(owner, name, _refused_while_writing(getattr(owner, name)))


def _replace_everywhere(function: Callable[..., Any]) -> None:
    """Also where it was imported by its name."""
    watched = _refused_while_writing(function)
    for module in [*sys.modules.values()]:
        for name, value in (
            [*vars(module).items()] if hasattr(module, "__dict__") else ()
        ):
            if value is function:
                setattr(module, name, watched)


def _refused_while_writing(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def watched(*args: Any, **more: Any) -> Any:
        if has_app_context() and db.session().info.get("writes"):
            if function.__name__ == "clean" and len(args[0]) <= SHORT:
                return function(*args, **more)
            raise SlowWorkWhileWriting(f"{function.__qualname__} in a transaction")
        return function(*args, **more)

    return watched
