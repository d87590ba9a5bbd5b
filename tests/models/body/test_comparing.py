"""The server and the editor's scripts find the same changes in the same texts."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from models.body.alignment import Budget, steps
from models.body.kinship import akin
from models.body.node import Node, read_nodes
from tests.conftest import missing
from tests.some import some

HERE = Path(__file__).parent
CASES: dict[str, list[dict[str, Any]]] = json.loads((HERE / "texts.json").read_text())
NODE = shutil.which("node")


def named(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", CASES[kind], ids=lambda case: case["name"])


def blocks(html: list[str]) -> list[Node]:
    return [node for node in read_nodes("".join(html)) if isinstance(node, Node)]


@pytest.fixture(scope="module")
def in_scripts() -> dict[str, Any]:
    if NODE is None:
        missing("Node")
    done = subprocess.run(
        [str(NODE), HERE / "compare.mjs"],
        input=json.dumps(CASES),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@named("runs")
def test_server_finds_the_runs(case: dict[str, Any]) -> None:
    found = [list(step) for step in steps(case["old"], case["new"], Budget(100))]
    assert found == case["runs"]


@named("akin")
def test_server_finds_the_pairs(case: dict[str, Any]) -> None:
    found = akin(blocks(case["old"]), blocks(case["new"]))
    assert [list(pair) for pair in found] == case["pairs"]


@pytest.mark.parametrize(("kind", "answer"), [("runs", "runs"), ("akin", "pairs")])
def test_scripts_find_the_same(
    in_scripts: dict[str, Any], kind: str, answer: str
) -> None:
    for case, found in some(zip(CASES[kind], in_scripts[kind], strict=True)):
        assert found == case[answer], case["name"]
