"""No number causes a server error, in any parameter of any route."""

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from extensions import db
from tests.conventions.routes import RULES, SHUT, address
from tests.newsroom import Desk, make_editor, sign_in

ROOT = Path(__file__).parents[2]
READ = re.compile(
    r'(?:args|form|values|typed|given|query)\.(?:get|getlist)\(\s*"(\w+)"'
    r"|^    (\w+) = [\w.]+\("
    r'|\bname="(\w+)"',
    re.MULTILINE,
)
LONG, LARGE = "9" * 5000, "-99999999999"
TAKING = [rule for rule in RULES if rule.endpoint not in SHUT]


def names() -> list[str]:
    """The names of all fields and parameters in views, forms and templates."""
    files = [*ROOT.glob("blueprints/**/*.py"), *ROOT.glob("web/**/*.py")]
    files += ROOT.glob("templates/**/*.html")
    found = {n for file in files for row in READ.findall(file.read_text()) for n in row}
    return sorted(found - {"", "csrf_token"})


NAMES = names()


@pytest.fixture
def desk(magazine: Flask) -> Desk:
    with magazine.app_context():
        desk = sign_in(magazine, make_editor("administrator"))
        db.session.remove()
    return desk


def test_names_are_found() -> None:
    known = {"version", "page", "number", "poll_seconds", "hue", "focal_x", "days"}
    assert known <= {*NAMES}


@pytest.mark.parametrize("rule", TAKING, ids=lambda rule: f"{rule.endpoint}")
def test_no_number_is_a_server_error(desk: Desk, rule: Rule) -> None:
    path = address(rule).partition("?")[0]
    query = dict.fromkeys(NAMES, LARGE) | {"page": LONG, "number": LONG}
    answers = [desk.get(path, query_string=query)]
    if "POST" in (rule.methods or ()):
        answers.append(desk.post(path, data=dict.fromkeys(NAMES, LONG)))
    # oEmbed answers 501 to a format that we do not write.
    assert all(a.status_code < 500 or a.status_code == 501 for a in answers)


def test_no_number_in_a_path_is_a_server_error(desk: Desk) -> None:
    paths = {re.sub(r"/1(?=/|$)", f"/{'9' * 5000}", address(rule)) for rule in TAKING}
    long = sorted(path for path in paths if len(path) > 5000)
    assert len(long) > 30
    assert {desk.get(path).status_code for path in long} <= {404, 405}
