"""The history of a story: readable, complete, and reversible."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import has_pending_changes, save_draft
from models.stories.revision import Revision
from testbed.pages import count_queries
from tests.admin.stories.writing import (
    autosave,
    change,
    draft,
    hold_edition,
    locked,
    make_story,
    revisions,
    save,
    stored,
)
from tests.conftest import Clock
from tests.factories import make_article, make_picture, make_region
from tests.newsroom import Desk, make_editor, sign_in


@pytest.fixture
def story(app: Flask) -> Article:
    return make_story()


def address(story: Article, number: int | str = "", more: str = "") -> str:
    return f"/admin/articles/{story.id}/revisions/{number}{more}"


def restore(desk: Desk, story: Article, number: int, version: int) -> int:
    where = address(story, number, "/restoration")
    return int(desk.post(where, data={"version": version}).status_code)


def test_history_shows_who_saved_what_and_when(
    app: Flask, story: Article, clock: Clock
) -> None:
    ana = sign_in(app, make_editor(name="Ana"))
    save(ana, story, 0, body="<p>One two three.</p>")
    clock.advance(hours=1)
    save(ana, story, 1, body="<p>One.</p>", revision_name="Before the cuts")
    page = ana.get(address(story)).text
    assert "Before the cuts" in page
    assert "23 Nov 2026, 10:00" in page
    assert "<bdi>Ana</bdi>" in page
    assert "+3 words" in page
    assert "−2 words" in page
    assert page.index("Before the cuts") < page.index("No. 1,")


def test_autosaves_are_grouped(app: Flask, story: Article, clock: Clock) -> None:
    ana, ben = sign_in(app, make_editor()), sign_in(app, make_editor())
    for version, person in enumerate((ana, ben, ana)):
        autosave(person, story, version, headline=f"Take {version}")
    page = ana.get(address(story)).text
    assert "3 autosaved" in page
    save(ana, story, 3, headline="Take 3")
    quiet = re.search(r"<details.*?</details>", ana.get(address(story)).text, re.DOTALL)
    assert quiet
    assert "No. 4" not in quiet[0]


def test_history_is_paged(desk: Desk, story: Article, clock: Clock) -> None:
    with transaction():
        for number in range(120):
            content = Content(headline=f"Take {number}", slug=story.slug)
            save_draft(
                locked(story),
                content,
                based_on=number,
                editor=None,
                now=clock.now,
                kind="saved",
            )
    seen: list[int] = []
    link = address(story)
    while link:
        page = desk.get(link).text
        seen += map(int, re.findall(r"No\. (\d+)", page))
        older = re.search(r'href="([^"]*before=\d+)"', page)
        link = older[1] if older else ""
    assert seen == list(range(120, 0, -1))


def test_history_has_a_constant_number_of_queries(
    desk: Desk, story: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_edition(monkeypatch)

    def queries() -> int:
        with count_queries() as statements:
            desk.get(address(story))
        return len(statements)

    save(desk, story, 0, headline="Take 0")
    queries()
    few = queries()
    for version in range(1, 9):
        save(desk, story, version, headline=f"Take {version}")
    queries()
    assert queries() == few


def test_story_without_a_history(desk: Desk, story: Article) -> None:
    assert "Nothing has been saved yet" in desk.get(address(story)).text


def test_difference_shows_removed_and_added_words(desk: Desk, story: Article) -> None:
    save(desk, story, 0, body="<p>A red barn.</p>")
    save(desk, story, 1, body="<p>A blue barn.</p>")
    page = desk.get(address(story, 2)).text
    assert '<del><span class="visually-hidden">[removed: </span>red' in page
    assert '<ins><span class="visually-hidden">[added: </span>blue' in page
    assert "Compared with no. 1" in page


def test_difference_of_all_fields_is_readable(desk: Desk, story: Article) -> None:
    picture = make_picture(alt_text="A lighthouse")
    for name in ("Europe", "Asia"):
        make_region(name)
    save(desk, story, 0, regions=["Europe"])
    save(desk, story, 1, regions=["Asia", "Europe"], lead_picture=picture.id)
    page = desk.get(address(story, 2)).text
    assert "Asia, " in page
    assert "A lighthouse (no. " in page


def test_hostile_text_is_escaped(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="<del><script>x</script>", dek="a")
    save(desk, story, 1, headline="</ins><script>y</script>", dek="b")
    page = desk.get(address(story, 2)).text
    assert "<script>x" not in page
    assert "<script>y" not in page


def test_revision_is_compared_with_another_and_the_current(
    desk: Desk, story: Article
) -> None:
    for version, headline in enumerate(("First", "Second", "Third")):
        save(desk, story, version, headline=headline)
    page = desk.get(address(story, 3, "?against=1")).text
    assert "Compared with no. 1" in page
    assert "</span>First" in page
    page = desk.get(address(story, 1, "?against=now")).text
    assert "the current text" in page
    assert "</span>Third" in page
    assert desk.get(address(story, 1, "?against=99")).status_code == 404


def test_revision_is_shown_in_full(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="First", body="<h2>Part</h2><p>One.</p><hr>")
    page = desk.get(address(story, 1, "?view=text")).text
    assert "<h2>Part</h2>" in page
    assert "First</h2>" in page
    assert "<ins>" not in page


@pytest.mark.parametrize("number", [9, 0, 2**31, 10**30])
def test_missing_revision(desk: Desk, story: Article, number: int) -> None:
    assert desk.get(address(story, number)).status_code == 404
    assert desk.post(address(story, number, "/restoration")).status_code == 404


def test_invalid_parameters_are_no_server_error(desk: Desk, story: Article) -> None:
    save(desk, story, 0)
    for more in ("?before=x", "?before=99999999999", "?before=-1", "1?against=٣"):
        assert desk.get(address(story, more)).status_code in (200, 404)


# ---- the way back


def test_restoring_is_a_new_revision(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="First")
    save(desk, story, 1, headline="Second")
    assert restore(desk, story, 1, version=2) == 303
    assert [h for _, h in revisions(story)] == ["First", "Second", "First"]
    last = db.session.scalars(select(Revision).order_by(Revision.number.desc())).first()
    assert last
    assert (last.kind, last.name) == ("restored", "Revision 1 again")
    assert stored(story).headline == "First"
    assert "restore" in db.session.scalars(select(AuditEntry.action)).all()


def test_restoring_is_undone_by_restoring(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="First")
    autosave(desk, story, 1, headline="Second")
    restore(desk, story, 1, version=2)
    page = desk.get(f"/admin/articles/{story.id}").text
    undo = re.search(
        r'action="([^"]*/restoration)".*?"version"[^>]*"(\d+)"', page, re.S
    )
    assert undo
    assert desk.post(undo[1], data={"version": undo[2]}).status_code == 303
    assert stored(story).headline == "Second"


def test_restoring_over_an_unseen_save_is_refused(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="First")
    save(desk, story, 1, headline="Second")
    assert restore(desk, story, 1, version=1) == 409
    assert stored(story).headline == "Second"


def test_restoring_the_current_text_changes_nothing(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="First")
    assert restore(desk, story, 1, version=1) == 303
    assert len(revisions(story)) == 1


def test_restoring_keeps_a_public_slug(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="First", slug="first")
    save(desk, story, 1, headline="Second", slug="second")
    change(story, status="published", published_at=story.changed_at)
    restore(desk, story, 1, version=2)
    assert draft(story).content.headline == "First"
    assert draft(story).content.slug == "second"


def test_restoring_takes_no_slug_from_another_story(desk: Desk, story: Article) -> None:
    save(desk, story, 0, headline="First", slug="first")
    save(desk, story, 1, headline="Second", slug="second")
    make_article(slug="first")
    assert restore(desk, story, 1, version=2) == 303
    assert stored(story).slug == "first-2"


def test_restoring_leaves_out_deleted_rows(desk: Desk, story: Article) -> None:
    europe = make_region("Europe")
    save(desk, story, 0, headline="First", regions=["Europe"])
    save(desk, story, 1, headline="Second")
    with transaction():
        db.session.delete(europe)
    restore(desk, story, 1, version=2)
    assert stored(story).headline == "First"
    assert list(story.regions) == []


def test_only_who_may_write_may_restore(app: Flask, story: Article) -> None:
    writer = make_editor("contributor")
    theirs = sign_in(app, writer)
    change(story, owner_id=writer.id)
    save(theirs, story, 0, headline="First")
    save(theirs, story, 1, headline="Second")
    change(story, status="submitted")
    assert restore(theirs, story, 1, version=2) == 403
    assert "Restore" not in theirs.get(address(story, 1)).text
    other = sign_in(app, make_editor("contributor"))
    assert other.get(address(story)).status_code == 403
    assert other.get(address(story, 1)).status_code == 403


def test_unpublished_changes_can_be_discarded(desk: Desk) -> None:
    public = make_article(headline="As published")
    autosave(desk, public, 0, headline="A correction")
    assert "Unpublished changes" in desk.get(f"/admin/articles/{public.id}").text
    answer = desk.post(f"/admin/articles/{public.id}/reversion")
    assert answer.status_code == 303
    assert not has_pending_changes(stored(public))
    assert revisions(public)[-2:] == [
        ("autosave", "A correction"),
        ("restored", "As published"),
    ]
    restore(desk, public, 2, version=2)
    assert draft(public).content.headline == "A correction"
    assert stored(public).headline == "As published"


def test_without_changes_there_is_nothing_to_discard(desk: Desk) -> None:
    public = make_article()
    assert desk.post(f"/admin/articles/{public.id}/reversion").status_code == 409
