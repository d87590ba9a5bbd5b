"""The audit log can be read and searched, but never changed."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from blueprints.admin.site.audit_log_sentences import Sentence, past
from config import ROOT
from extensions import db
from models.base import transaction
from models.plurals import counted
from models.staff.audit_entry import AuditEntry, Indelible
from tests.conftest import START, Clock
from tests.conventions.routes import RULES
from tests.factories import keep, make_article
from tests.newsroom import Desk

LOG = "/admin/log/"
CALLS = re.compile(r'\baudit\(\s*"([^"]+)"')


@pytest.fixture
def boss(signed_in: Callable[..., Desk]) -> Desk:
    return signed_in("administrator", name="Boss")


def note(action: str = "publish", **given: object) -> AuditEntry:
    values = {"at": START, "editor_name": "Ana", "action": action}
    return keep(AuditEntry(**{**values, **given}))


def test_action_is_a_sentence_with_a_link(boss: Desk) -> None:
    story = make_article(headline="Rivers that have moved")
    named = {"subject_id": story.id, "subject_name": story.headline}
    note("withdraw", subject_kind="article", address="203.0.113.5", **named)
    page = boss.get(LOG).text
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "Ana withdrew “Rivers that have moved”" in text
    assert "from 203.0.113.5" in text
    assert f'href="/admin/articles/{story.id}"' in page


def test_newest_come_first_and_pages_stay_where_they_are(boss: Desk) -> None:
    for number in range(60):
        note(detail=f"number-{number:02}")
    first = boss.get(LOG).text
    assert first.index("number-59") < first.index("number-58")
    assert "number-09" not in first
    older = re.search(r'rel="next"\s+href="([^"]+)"', first)
    assert older
    note(detail="newer")
    second = boss.get(older[1].replace("&amp;", "&")).text
    assert "number-09" in second
    assert "number-10" not in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *(("q=harbour", "a"), ("q=HARBOUR+ana", "a"), ("q=ben", "b")),
        *(
            ("action=delete", "b"),
            ("kind=article&subject=7", "a"),
            ("q=203.0.113", "b"),
        ),
        *(("since=2026-11-24", "b"), ("until=2026-11-23", "a"), ("q=%25", "")),
        *(("since=nonsense", "ab"), ("before=nonsense&subject=x", "ab")),
        *(("until=9999-12-31", "ab"), ("since=0001-01-01", "ab")),
        ("before=99999999999999", "ab"),
    ],
)
def test_log_is_searched(boss: Desk, query: str, found: str) -> None:
    harbour = {"subject_kind": "article", "subject_id": 7, "subject_name": "Harbour"}
    note("publish", detail="entry-a", **harbour)
    later = {"at": START + timedelta(days=1), "editor_name": "Ben"}
    note("delete", detail="entry-b", address="203.0.113.9", **later)
    page = boss.get(f"{LOG}?{query}").text
    assert "".join(letter for letter in "ab" if f"entry-{letter}" in page) == found


def test_days_are_those_of_the_newsroom(app: Flask, boss: Desk) -> None:
    from zoneinfo import ZoneInfo

    app.config["TIME_ZONE"] = ZoneInfo("Asia/Tokyo")
    note(detail="by night", at=START.replace(hour=20))  # the next morning in Tokyo
    assert "by night" in boss.get(f"{LOG}?since=2026-11-24").text
    assert "by night" not in boss.get(f"{LOG}?until=2026-11-23").text


def test_no_route_changes_the_log() -> None:
    methods = {
        method
        for rule in RULES
        if str(rule).startswith(LOG)
        for method in rule.methods or ()
    }
    assert methods == {"GET", "HEAD", "OPTIONS"}


def test_code_cannot_change_the_log(app: Flask) -> None:
    entry = note()
    with pytest.raises(Indelible), transaction():
        entry.action = "another"
    with pytest.raises(Indelible), transaction():
        db.session.delete(entry)
    for statement in (delete(AuditEntry), update(AuditEntry).values(action="another")):
        with pytest.raises(Indelible), transaction():
            db.session.execute(statement)


def test_entry_outlives_its_editor(
    app: Flask, boss: Desk, signed_in: Callable[..., Desk]
) -> None:
    invited = {"email": "ben@desk.example.com", "name": "Ben", "role": "editor"}
    boss.post("/admin/people/invitation", data=invited)
    person = re.search(
        r"/admin/people/(\d+)\"[^>]*><bdi>Ben", boss.get("/admin/people/").text
    )
    assert person
    boss.post(f"/admin/people/{person[1]}/withdrawal")
    text = " ".join(re.sub(r"<[^>]+>", "", boss.get(LOG).text).split())
    assert "Boss withdrew the invitation of “Ben”" in text
    assert "Boss invited “Ben”" in text


def test_every_action_reads_well() -> None:
    """Every action in the code has a past tense."""
    folders = ("blueprints", "web", "commands", "jobs")
    files = [path for name in folders for path in (ROOT / name).rglob("*.py")]
    actions = {action for path in files for action in CALLS.findall(path.read_text())}
    assert len(actions) > 20
    for action in actions:
        verb = past(action).partition(" ")[0]
        assert re.fullmatch(r"\w+ed|sent|set|reset|withdrew", verb), action


@pytest.mark.parametrize(
    ("action", "kind", "subject", "wanted"),
    [
        ("create redirect", "redirect", "/old", "Ana created the redirect “/old”"),
        ("merge", "topic", "Rivers", "Ana merged the topic “Rivers”"),
        ("upload", "picture", "a.jpg", "Ana uploaded the picture “a.jpg”"),
        ("take back", "article", "Tides", "Ana returned to draft “Tides”"),
        ("change the settings", "", "", "Ana changed the settings"),
        ("restore", "article", "Tides", "Ana restored an earlier revision of “Tides”"),
    ],
)
def test_log_speaks_plain_english(
    boss: Desk, action: str, kind: str, subject: str, wanted: str
) -> None:
    note(action, subject_kind=kind, subject_name=subject)
    text = " ".join(re.sub(r"<[^>]+>", "", boss.get(LOG).text).split())
    assert wanted in text


def test_counts_in_the_log_have_their_plural(boss: Desk) -> None:
    story = make_article()
    boss.post(f"/admin/articles/{story.id}/preview-links/", data={"days": "1"})
    page = boss.get(LOG).text
    assert "1 day" in page
    assert "1 days" not in page
    assert [counted(n, "story") for n in (1, 2)] == ["1 story", "2 stories"]
    assert [counted(n, "day") for n in (1, 7)] == ["1 day", "7 days"]


def test_own_account_is_named_once(app: Flask) -> None:
    own = {"subject_kind": "editor", "subject_id": 3, "subject_name": "Ana"}
    entry = AuditEntry(action="change password", editor_id=3, editor_name="Ana", **own)
    with app.test_request_context():
        sentence = Sentence.of(entry)
    assert (sentence.action, sentence.subject) == ("changed the password", "")


def test_long_log_is_fast(boss: Desk, clock: Clock) -> None:
    rows = [
        {
            "at": START + timedelta(seconds=number),
            "editor_name": f"StaffMember {number % 9}",
            "action": ("publish", "save", "delete")[number % 3],
            "subject_kind": "article",
            "subject_id": number % 500,
            "subject_name": f"Story number {number}",
        }
        for number in range(20_000)
    ]
    with transaction():
        db.session.execute(insert(AuditEntry), rows)
    boss.get(LOG)
    for query in (
        "",
        "?q=number+7",
        "?action=delete",
        "?kind=article&subject=3",
        "?q=none",
    ):
        took = min(_seconds(boss, f"{LOG}{query}") for _ in range(3))
        assert took < 0.1, (query, took)


def _seconds(boss: Desk, path: str) -> float:
    """CPU time, which other programs do not affect."""
    began = time.process_time()
    assert boss.get(path).status_code == 200
    return time.process_time() - began
