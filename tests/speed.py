"""Makes thousands of apps and databases cheap; changes nothing that is tested."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

MEMORY = Path("/dev/shm")  # Linux keeps it in memory
ENOUGH = 4 * 1024**3  # bytes


class RememberedRule(Rule):
    """Werkzeug compiles each rule for each app, which is half of what an app costs."""

    built: dict[Any, Callable[..., tuple[str, str]]] = {}  # noqa: RUF012

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (self.rule, append_unknown, repr(self.defaults))
        if key not in self.built:
            self.built[key] = super()._compile_builder(append_unknown)
        return self.built[key]


class CompiledTemplates(BytecodeCache):
    """Templates are compiled once, however many apps there are."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = CompiledTemplates()


def hurry() -> None:
    """Comes before anything makes a temporary file or an app."""
    Flask.url_rule_class = RememberedRule
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None
