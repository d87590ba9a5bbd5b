"""The Nu HTML checker (https://validator.github.io/validator/), which needs Java."""

import json
import shutil
import subprocess
from pathlib import Path

from config import ROOT
from tests.conftest import missing

CHECKER = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def faults(folder: Path) -> list[str]:
    """The faults of all HTML files in a folder. Needs Java: skips, or fails in CI."""
    java = shutil.which("java")
    if java is None or not CHECKER.exists():
        missing("The Nu checker, or Java")
    command = [str(java), "-jar", str(CHECKER), "--errors-only", "--format", "json"]
    pages = sorted(map(str, folder.glob("*.html")))
    done = subprocess.run(
        [*command, *pages], check=False, capture_output=True, text=True
    )
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}: {one['message']}" for one in found]
