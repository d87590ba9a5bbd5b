"""The tools that `make` needs."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

LOCKS = [ROOT / "package-lock.json", *sorted((ROOT / "requirements").glob("*.txt"))]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_names_no_registry(lock: Path) -> None:
    assert '"resolved"' not in lock.read_text()
    assert "--index-url" not in lock.read_text()


@pytest.mark.parametrize(("version", "is_new"), [("18.20.4", False), ("20.0.0", True)])
def test_node_that_is_installed_is_used(
    tmp_path: Path, version: str, is_new: bool
) -> None:
    """With a Node that refuses booleans for process.exit, as all since 20 do."""
    real = shutil.which("node")
    if real is None:
        pytest.skip("Node is not installed: this test did not run.")
    script = (
        f"Object.defineProperty(process.versions, 'node', {{ value: '{version}' }})"
    )
    (tmp_path / "version.cjs").write_text(script)
    (tmp_path / "node").write_text(
        f'#!/bin/sh\nexec {real} -r {tmp_path}/version.cjs "$@"'
    )
    (tmp_path / "node").chmod(0o755)
    show = "show: ; @echo $(NODE_IS_NEW)"
    path = f"{tmp_path}:{os.environ['PATH']}"
    answer = subprocess.run(
        ["make", "--no-print-directory", f"--eval={show}", "show", f"BIN={tmp_path}"],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == ("yes" if is_new else "")


def test_types_of_every_script_are_checked() -> None:
    included = json.loads((ROOT / "tsconfig.json").read_text())["include"]
    checked = {path for one in included for path in scripts_in(one)}
    assert checked >= set((ROOT / "static" / "js").rglob("*.js"))


def scripts_in(included: str) -> Iterator[Path]:
    return ROOT.glob(included if included.endswith(".js") else f"{included}/**/*.js")
