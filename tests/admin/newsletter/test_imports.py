"""An administrator uploads a list, checks the result, and confirms."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.test import TestResponse

from blueprints.admin.newsletter import imports
from extensions import db
from jobs.mail.confirmations import send_due_confirmations
from jobs.subscribers.background import import_uploads
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscriber_import import SubscriberImport
from models.staff.audit_entry import AuditEntry
from tests.conftest import Clock
from tests.newsroom import Desk

WHERE = "/admin/newsletter/imports/"
LIST = "email,status\nana@example.org,active\nben@example.org,cleaned\nnobody,active\n"


@pytest.fixture
def boss(signed_in: Callable[..., Desk]) -> Desk:
    return signed_in("administrator")


@pytest.fixture
def upload(boss: Desk) -> Callable[..., str]:
    """The path of the import's page, or the page if the upload is refused."""

    def send(text: str = LIST, **more: str) -> str:
        form = {"newsletter": "newsletter", "consent": "They asked.", **more}
        file = (io.BytesIO(text.encode()), "C:\\lists\\members.csv")
        answer = boss.post(WHERE, data={**form, "file": file})
        if answer.status_code == 422:
            return answer.text
        return answer.location

    return send


def known() -> dict[str, str]:
    db.session.rollback()
    return {row.email: row.status for row in db.session.scalars(select(Subscriber))}


def row() -> SubscriberImport:
    db.session.rollback()
    return db.session.scalars(select(SubscriberImport)).one()


def test_check_shows_the_result_and_changes_nothing(
    boss: Desk, upload: Callable[..., str]
) -> None:
    page = boss.get(upload()).text
    assert "Result of the check" in page
    assert "New: kept as bounced, never mailed" in page
    assert "Line 4" in page
    assert "nobody" in page
    assert known() == {}


def test_confirmed_import_is_stored_and_mails_nobody(
    boss: Desk, upload: Callable[..., str], clock: Clock, mail_folder: Path
) -> None:
    path = upload()
    assert boss.post(f"{path}/confirmation").status_code == 303
    assert ">Result</h2>" in boss.get(path).text
    assert known() == {"ana@example.org": "confirmed", "ben@example.org": "bounced"}
    assert row().data is None
    assert send_due_confirmations(clock()) == 0
    assert not mail_folder.exists() or not [*mail_folder.iterdir()]


def test_double_click_imports_once(boss: Desk, upload: Callable[..., str]) -> None:
    path = upload()
    boss.post(f"{path}/confirmation")
    boss.post(f"{path}/confirmation")
    assert "The state of this import has changed" in boss.get(path).text
    entries = db.session.scalars(select(AuditEntry.action)).all()
    assert entries.count("import subscribers") == 1


def test_large_file_is_left_to_the_worker(
    boss: Desk,
    upload: Callable[..., str],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imports, "SMALL", 10)
    path = upload()
    assert "every 2s" in boss.get(f"{path}/progress").text
    import_uploads(clock)
    assert "every 2s" not in boss.get(f"{path}/progress").text
    boss.post(f"{path}/confirmation")
    assert row().state == "importing"
    import_uploads(clock)
    assert (row().state, len(known())) == ("done", 2)


def test_import_continues_after_a_killed_worker(
    boss: Desk,
    upload: Callable[..., str],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jobs.subscribers.background.AT_ONCE", 1)
    monkeypatch.setattr(imports, "SMALL", 10)
    path = upload()
    import_uploads(clock)
    boss.post(f"{path}/confirmation")

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("jobs.subscribers.background._report", killed)
        with pytest.raises(KeyboardInterrupt):
            import_uploads(clock)
    assert row().settled == 1
    clock.advance(minutes=6)
    import_uploads(clock)
    assert row().counts == {"new confirmed": 1, "new bounced": 1, "refused": 1}


def test_cancelled_import_keeps_no_file(boss: Desk, upload: Callable[..., str]) -> None:
    path = upload()
    boss.post(f"{path}/cancellation")
    assert (row().state, row().data) == ("cancelled", None)
    assert "Its file is deleted." in boss.get(path).text


def test_files_are_deleted_after_a_day_and_reports_after_a_month(
    boss: Desk, upload: Callable[..., str], clock: Clock
) -> None:
    upload()
    clock.advance(days=1)
    import_uploads(clock)
    assert (row().state, row().data) == ("cancelled", None)
    clock.advance(days=30)
    import_uploads(clock)
    assert db.session.scalars(select(SubscriberImport)).all() == []


@pytest.mark.parametrize(
    ("given", "explanation"),
    [
        ({"consent": " "}, "Enter how they agreed"),
        ({"newsletter": "unknown"}, "Not a valid choice"),
    ],
)
def test_incomplete_form_is_explained(
    upload: Callable[..., str], given: dict[str, str], explanation: str
) -> None:
    assert explanation in upload(**given)


def test_unusable_file_is_explained(boss: Desk, upload: Callable[..., str]) -> None:
    assert "No column holds e-mail addresses" in boss.get(upload("name\nAna\n")).text
    path = upload(newsletter="")
    assert "The file does not name newsletters: choose one." in boss.get(path).text


def test_import_is_linked_from_the_subscribers(boss: Desk) -> None:
    assert f'href="{WHERE}"' in boss.get("/admin/newsletter/subscribers/").text


def test_first_newsletter_is_the_default(boss: Desk) -> None:
    page = BeautifulSoup(boss.get(WHERE).text, "html.parser")
    chosen = page.select("#newsletter option[selected]")
    assert [option["value"] for option in chosen] == ["newsletter"]


def test_editors_cannot_import(signed_in: Callable[..., Desk]) -> None:
    assert signed_in("editor").get(WHERE).status_code == 403


def archive(**files: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/"), text)
    return written.getvalue()


def send_archive(boss: Desk, data: bytes) -> TestResponse:
    form = {"newsletter": "newsletter", "consent": "They asked."}
    file = (io.BytesIO(data), "export.zip")
    return boss.post(WHERE, data={**form, "file": file})


def test_each_list_of_an_archive_is_an_import_under_its_own_name(
    boss: Desk, clock: Clock
) -> None:
    """Mailchimp says by the name who has left; Substack's posts are no lists."""
    files = {
        "subscribed_members.csv": "Email Address\nana@example.org\n",
        "unsubscribed_members.csv": "Email Address\nben@example.org\n",
        "posts__1.opens.csv": "email\nmia@example.org\n",
        "readme.md": "Hello",
    }
    answer = send_archive(boss, archive(**files))
    assert "2 lists of the archive are checked" in boss.get(answer.location).text
    import_uploads(clock)
    db.session.rollback()
    for one in db.session.scalars(select(SubscriberImport)).all():
        boss.post(f"{WHERE}{one.id}/confirmation")
    assert known() == {
        "ana@example.org": "confirmed",
        "ben@example.org": "unsubscribed",
    }


@pytest.mark.parametrize(
    ("data", "explanation"),
    [
        (archive(**{"readme.md": "Hello"}), "holds no CSV, JSON or text file"),
        (archive(**{f"{n}.csv": "a" for n in range(21)}), "more than 20 lists"),
        (archive(**{"bomb.csv": "0" * (30 * 2**20 + 1)}), "more than 30 MB"),
        (archive(**{"a.csv": LIST})[:-30], "cannot be read"),
        (b"PK\x03\x04nonsense", "cannot be read"),
    ],
)
def test_archive_that_cannot_be_used_says_why(
    boss: Desk, data: bytes, explanation: str
) -> None:
    answer = send_archive(boss, data)
    assert answer.status_code == 422
    assert explanation in answer.text


def test_large_import_takes_turns_with_other_jobs(
    boss: Desk,
    upload: Callable[..., str],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One batch for each turn here; the page shows how far it has come."""
    monkeypatch.setattr("jobs.subscribers.background.SLICE", 0.0)
    monkeypatch.setattr(imports, "SMALL", 0)
    lines = "".join(f"reader{n}@example.org\n" for n in range(500))
    page = upload(f"email\n{lines}")
    seen = []
    while row().state == "checking":
        import_uploads(clock)
        seen.append(row().settled)
    assert seen == [200, 400, 500]
    boss.post(f"{page}/confirmation")
    import_uploads(clock)
    assert 'value="200"' in boss.get(f"{page}/progress").text
    import_uploads(clock)
    import_uploads(clock)
    assert (row().state, len(known())) == ("done", 500)
