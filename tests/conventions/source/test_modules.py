"""Any module can be imported first, and no two import one another."""

import ast
import os
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

from config import ROOT
from tests.conventions.source.test_imports import MODULES, own

NAMES = {own(path).removesuffix(".__init__"): path for path in MODULES}
# One interpreter has the libraries and the models, whose package is always imported
# whole; a child forked from it imports one module of the others.
EACH_FIRST = """
import os, sys
libraries, names = (line.split() for line in sys.stdin)
for library in (*libraries, "models"):
    __import__(library)
failed = []
for name in names:
    child = os.fork()
    if child == 0:
        try:
            __import__(name)
        except BaseException as error:
            print(name, repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(name)
sys.exit(f"cannot be imported first: {failed}" if failed else 0)
"""


def run(code: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def libraries() -> set[str]:
    """What our modules import of others."""
    ours = {name.partition(".")[0] for name in NAMES}
    nodes = [n for path in MODULES for n in ast.walk(ast.parse(path.read_text()))]
    named = {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}
    return {name for name in named if name.partition(".")[0] not in ours}


def test_every_module_can_be_imported_first() -> None:
    others = {name for name in NAMES if not name.startswith("models")}
    assert len(others) > 100
    given = f"{' '.join(sorted(libraries()))}\n{' '.join(sorted(others))}\n"
    done = run(EACH_FIRST, given)
    assert done.returncode == 0, done.stderr[-3000:]


def test_models_alone_configure_every_mapper() -> None:
    done = run("import models; from sqlalchemy.orm import configure_mappers as c; c()")
    assert done.returncode == 0, done.stderr[-3000:]


def needed(name: str) -> set[str]:
    """Our modules that one imports: also for types only, and within functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(NAMES[name].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (parts & NAMES.keys()) or {node.module}
    return found & NAMES.keys() - {name}


def test_no_two_modules_import_one_another() -> None:
    graph = {name: needed(name) for name in NAMES}
    assert any(graph.values())
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None
