"""The Nu HTML checker (https://validator.github.io/validator/), which needs Java."""

import json
import shutil
import subprocess
from pathlib import Path

from config import ROOT
from tests.conftest import missing

CHECKER = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
# It ends before more pays off; without much of a stack it cannot read its own schema.
QUICK = ("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def faults(folder: Path) -> list[str]:
    """The faults of all HTML files in a folder. Needs Java: skips, or fails in CI."""
    java = shutil.which("java")
    if java is None or not CHECKER.exists():
        missing("The Nu checker, or Java")
    command = [str(java), *QUICK, "-jar", str(CHECKER), "--errors-only"]
    pages = sorted(map(str, folder.glob("*.html")))
    done = subprocess.run(
        [*command, "--format", "json", *pages],
        check=False,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}: {one['message']}" for one in found]
