"""Makes thousands of apps and databases cheap, without changing what is tested."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from whitenoise import WhiteNoise

MEMORY = Path("/dev/shm")  # Linux keeps it in memory
ENOUGH = 4 * 1024**3  # bytes
COMPILED = ("arguments", "_parts", "_trace", "_converters", "_build", "_build_unknown")


class RememberedRule(Rule):
    """Every app has the same URL rules; compiling them is half the cost of an app."""

    compiled: dict[Any, dict[str, Any]] = {}  # noqa: RUF012

    def compile(self) -> None:
        converters = tuple(self.map.converters.values())
        defaults, places = repr(self.defaults), (self.subdomain, self.host)
        key = (self.rule, defaults, self.merge_slashes, *places, converters)
        if key not in self.compiled:
            super().compile()
            self.compiled[key] = {name: getattr(self, name) for name in COMPILED}
        for name, value in self.compiled[key].items():
            bound = getattr(value, "__func__", None)
            setattr(self, name, bound.__get__(self) if bound else value)


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
    """Call this before creating a temporary file or an app."""
    Flask.url_rule_class = RememberedRule
    WhiteNoise.update_files_dictionary = _remembered(WhiteNoise.update_files_dictionary)
    _share_statements()
    gc.freeze()  # modules are never garbage
    gc.set_threshold(50_000, 20, 20)
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None


def _remembered(read: Callable[..., None]) -> Callable[..., None]:
    """WhiteNoise reads the whole build for each app."""
    found: dict[Any, dict[str, Any]] = {}

    def update_files(self: WhiteNoise, root: str, prefix: str) -> None:
        key = (root, prefix, Path(root).stat().st_mtime_ns)
        if key not in found:
            read(self, root, prefix)
            found[key] = dict(self.files)
        self.files.update(found[key])

    return update_files


def _share_statements() -> None:
    """SQLAlchemy compiles each statement again for each engine, so for each test."""
    shared: LRUCache[Any, Any] = LRUCache(5000)
    engine: Any = Engine
    engine._compiled_cache = property(lambda self: shared, lambda self, own: None)
    same: Any = DefaultDialect  # a statement is kept under its dialect
    same.__eq__ = lambda self, other: type(self) is type(other)
    same.__hash__ = lambda self: hash(type(self))
