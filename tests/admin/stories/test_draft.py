"""Drafts are saved in versions, and public only once published."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition_state import read_edition
from models.fingerprint import EditConflict
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import (
    AddressTaken,
    Draft,
    apply_draft,
    current_content,
    current_version,
    has_pending_changes,
    save_draft,
)
from models.stories.revision import Revision
from tests.admin.stories.writing import (
    autosave,
    draft,
    locked,
    make_story,
    revisions,
    stored,
)
from tests.conftest import Clock
from tests.factories import make_article, make_contributor, make_region
from tests.newsroom import Desk, make_editor, sign_in


@pytest.fixture
def story(app: Flask) -> Article:
    return make_story()


@pytest.fixture
def public(app: Flask) -> Article:
    return make_article(headline="As published", slug="public")


def test_draft_of_an_unpublished_story_is_the_story(desk: Desk, story: Article) -> None:
    europe, asia = make_region("Europe"), make_region("Asia")
    ines = make_contributor("Ines")
    autosave(desk, story, 0, regions=["Asia", "", "europe"], contributors=["Ines"])
    assert [r.id for r in stored(story).regions] == [asia.id, europe.id]
    assert [c.id for c in story.contributors] == [ines.id]
    assert story.opening == "<p>One.</p>\n<p>Two.</p>\n"
    assert story.rest == "<p>Three.</p>\n"
    autosave(desk, story, 1, regions=["Europe", "Asia"])
    assert [r.id for r in stored(story).regions] == [europe.id, asia.id]
    assert story.contributors == []


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_readers_see_no_unpublished_drafts(desk: Desk, status: str) -> None:
    story = make_article(status=status)
    autosave(desk, story, 0, headline="Another headline")
    assert stored(story).headline == "Another headline"


def test_public_story_is_unchanged_while_its_draft_is_edited(
    desk: Desk, public: Article, clock: Clock
) -> None:
    page = desk.get("/articles/public").text
    edition = read_edition(clock.now).number
    assert autosave(desk, public, 0, headline="A correction").status_code == 200
    assert desk.get("/articles/public").text == page
    assert read_edition(clock.now).number == edition
    assert stored(public).headline == "As published"
    assert public.changed_at == clock.now
    assert "A correction" in desk.get(f"/admin/articles/{public.id}").text


def test_scheduled_story_is_unchanged_too(desk: Desk, clock: Clock) -> None:
    soon = make_article(published_at=clock.advance(days=1), headline="As scheduled")
    clock.advance(days=-1)
    autosave(desk, soon, 0, headline="Another headline")
    assert stored(soon).headline == "As scheduled"
    assert has_pending_changes(soon)


def test_changes_are_pending_until_reverted(desk: Desk, public: Article) -> None:
    assert not has_pending_changes(public)
    before = Content.of(public)
    autosave(desk, public, 0, headline="A correction")
    assert has_pending_changes(stored(public))
    with transaction():
        story = locked(public)
        save_draft(story, before, based_on=1, editor=None, now=story.changed_at)
    assert not has_pending_changes(stored(public))


def test_publishing_makes_the_draft_public(
    desk: Desk, public: Article, clock: Clock
) -> None:
    autosave(desk, public, 0, headline="A correction", slug="moved")
    edition = read_edition(clock.now).number
    with transaction():
        apply_draft(
            locked(public), db.session.get(StaffMember, desk.editor_id), clock.now
        )
    assert (stored(public).headline, public.slug) == ("A correction", "moved")
    assert not has_pending_changes(public)
    assert read_edition(clock.now).number == edition + 1
    assert revisions(public)[-1] == ("published", "A correction")
    assert autosave(desk, public, 1, headline="Again").status_code == 200


def test_taken_slug_stops_publication(
    desk: Desk, public: Article, clock: Clock
) -> None:
    autosave(desk, public, 0, slug="moved")
    make_article(slug="moved")
    with pytest.raises(AddressTaken, match="moved"), transaction():
        apply_draft(locked(public), None, clock.now)
    assert stored(public).slug == "public"


def test_save_of_an_older_version_is_overtaken(story: Article, clock: Clock) -> None:
    with transaction():
        save_draft(
            locked(story), Content(slug="a"), based_on=0, editor=None, now=clock.now
        )
    with pytest.raises(EditConflict), transaction():
        save_draft(
            locked(story), Content(slug="b"), based_on=0, editor=None, now=clock.now
        )
    assert current_version(story) == 1
    assert current_content(stored(story)).slug == "a"


def test_identical_save_is_no_conflict(desk: Desk, story: Article) -> None:
    for _ in range(3):
        assert autosave(desk, story, 0).json["version"] == 1
    assert draft(story).version == 1


def test_page_with_lost_responses_can_go_on_saving(desk: Desk, story: Article) -> None:
    for take in range(3):
        answer = autosave(desk, story, 0, headline=f"Take {take}", tab_id="one")
        assert answer.json["version"] == take + 1
    assert revisions(story) == [("autosave", "Take 2")]


def test_page_conflicts_with_somebody_elses_save(app: Flask, story: Article) -> None:
    ana, ben = (sign_in(app, make_editor()) for _ in range(2))
    autosave(ana, story, 0, headline="Ana's", tab_id="ana's")
    autosave(ben, story, 1, headline="Ben's", tab_id="ben's")
    late = autosave(ana, story, 1, headline="Ana's again", tab_id="ana's")
    assert late.status_code == 409
    assert autosave(ana, story, 2, headline="Merged", tab_id="ana's").status_code == 200
    assert autosave(ben, story, 2, headline="Ben's", tab_id="ben's").status_code == 409


def test_only_one_of_many_simultaneous_saves_wins(app: Flask, story: Article) -> None:
    found: list[int] = []
    people = [sign_in(app, make_editor()) for _ in range(8)]

    def post(person: Desk, number: int) -> None:
        answer = autosave(person, story, 0, headline=f"Take {number}")
        found.append(answer.status_code)

    id_ = story.id
    db.session.expunge(story)
    db.session.remove()
    threads = [
        threading.Thread(target=post, args=(person, number))
        for number, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200] + [409] * 7
    assert current_version(db.session.get_one(Article, id_)) == 1
    numbers = select(Revision.number).order_by(Revision.number)
    assert list(db.session.scalars(numbers)) == list(range(1, 9))


def test_two_stories_can_request_one_slug_at_once(app: Flask) -> None:
    made = [make_story() for _ in range(4)]
    stories = [(story.id, story.key) for story in made]
    people = [sign_in(app, make_editor()) for _ in stories]
    found: list[int] = []

    def post(person: Desk, story: tuple[int, str]) -> None:
        id_, key = story
        data = {"version": 0, "headline": "The same", "story_key": key}
        found.append(person.post(f"/admin/articles/{id_}/draft", data=data).status_code)

    db.session.remove()
    threads = [
        threading.Thread(target=post, args=pair)
        for pair in zip(people, stories, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slugs = set(db.session.scalars(select(Article.slug)))
    assert slugs == {"the-same", "the-same-2", "the-same-3", "the-same-4"}
    assert found == [200] * 4


def test_imported_text_is_kept_as_a_revision(desk: Desk, public: Article) -> None:
    before = public.body
    autosave(desk, public, 0, headline="Another")
    assert revisions(public) == [("published", "As published"), ("autosave", "Another")]
    first = db.session.scalar(select(Revision).where(Revision.number == 1))
    assert first
    assert first.content.opening + first.content.rest == before


def test_story_without_a_draft_has_version_zero(story: Article) -> None:
    assert current_version(story) == 0
    assert current_content(story) == Content.of(story)
    assert db.session.get(Draft, story.id) is None
