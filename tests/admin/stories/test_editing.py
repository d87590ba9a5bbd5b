"""A story's page works as a plain form, and never loses what was typed."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.redirect import Redirect
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from testbed.pages import count_queries
from tests.admin.stories.writing import (
    autosave,
    change,
    draft,
    hold_edition,
    make_story,
    revisions,
    save,
    stored,
)
from tests.conftest import Clock
from tests.factories import (
    LONG_AGO,
    keep,
    make_article,
    make_contributor,
    make_region,
    make_topic,
)
from tests.newsroom import Desk, make_editor, sign_in


@pytest.fixture
def story(app: Flask) -> Article:
    return make_story(slug="untitled-0a1b2c3d")


def page(desk: Desk, story: Article) -> str:
    return str(desk.get(f"/admin/articles/{story.id}").text)


def values(html: str, name: str) -> list[str]:
    return re.findall(rf'<input [^>]*name="{name}"[^>]*? value="([^"]*)"', html)


def test_page_shows_the_draft(desk: Desk) -> None:
    asia, europe = make_region("Asia"), make_region("Europe")
    make_article(headline="A & B", dek="<i>", regions=[europe, asia], slug="a-and-b")
    story = db.session.scalars(select(Article)).one()
    html = page(desk, story)
    assert "A &amp; B</textarea>" in html
    assert "&lt;i&gt;</textarea>" in html
    assert "&lt;p&gt;The first paragraph.&lt;/p&gt;" in html
    assert values(html, "regions") == ["Europe", "Asia", ""]
    assert values(html, "slug") == ["a-and-b"]
    assert values(html, "version") == ["0"]


def test_untitled_story_has_a_page(desk: Desk, story: Article) -> None:
    html = page(desk, story)
    assert "<title>Untitled" in html
    assert ": Untitled,</span>" in html  # in the page's heading
    assert values(html, "slug") == [""]


def test_saving_makes_a_revision_and_a_log_entry(desk: Desk, story: Article) -> None:
    answer = save(desk, story, 0, revision_name="Before the cuts")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/admin/articles/{story.id}"
    assert "Saved." in page(desk, story)
    assert revisions(story) == [("named", "A headline")]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("save", "Before the cuts")


def test_saving_again_only_marks_the_revision(desk: Desk, story: Article) -> None:
    autosave(desk, story, 0)
    save(desk, story, 1)
    assert revisions(story) == [("saved", "A headline")]
    save(desk, story, 1, revision_name="A name")
    assert revisions(story) == [("named", "A headline")]
    assert draft(story).version == 1


def test_errors_are_shown_beside_their_fields(desk: Desk, story: Article) -> None:
    answer = save(
        desk, story, 0, headline="x" * 301, regions=["Atlantis"], body="<p>Kept"
    )
    assert answer.status_code == 422
    assert 'id="headline-problem"' in answer.text
    assert "There is no region called “Atlantis”" in answer.text
    assert "x" * 301 in answer.text
    assert values(answer.text, "regions")[0] == "Atlantis"
    assert "&lt;p&gt;Kept</textarea>" in answer.text
    assert revisions(story) == []


def test_invalid_html_is_refused_and_kept_in_the_page(
    desk: Desk, story: Article
) -> None:
    answer = save(desk, story, 0, body="<ul><li>" * 400 + "x")
    assert answer.status_code == 422
    assert "too deeply" in answer.text
    assert "&lt;ul&gt;&lt;li&gt;" * 400 in answer.text


def test_text_is_cleaned(desk: Desk, story: Article) -> None:
    save(desk, story, 0, body='<p onclick="x()">One<script>x()</script></p>')
    assert stored(story).body == "<p>One</p>\n"


# ---- the address


def test_address_follows_the_headline_until_somebody_chooses_it(
    desk: Desk, story: Article
) -> None:
    make_article(slug="a-headline")
    save(desk, story, 0)
    assert stored(story).slug == "a-headline-2"
    save(desk, story, 1, dek="The same headline")
    assert stored(story).slug == "a-headline-2"
    save(desk, story, 2, headline="Another")
    assert stored(story).slug == "another"
    save(desk, story, 3, slug="chosen")
    save(desk, story, 4, headline="A third", slug="chosen")
    assert stored(story).slug == "chosen"
    assert values(page(desk, story), "slug") == ["chosen"]
    save(desk, story, 5, headline="A fourth", slug="")
    assert stored(story).slug == "a-fourth"


def test_address_of_another_story_is_refused_with_a_free_one(
    desk: Desk, story: Article
) -> None:
    make_article(slug="taken")
    make_article(slug="taken-2")
    answer = save(desk, story, 0, slug="taken")
    assert answer.status_code == 422
    assert "another: “taken-3”" in answer.text


def test_redirecting_address_is_refused(desk: Desk, story: Article) -> None:
    moved = {"/articles/a-headline": "/articles/b", "/pages/a-headline-2": "/pages/c"}
    for old, new in moved.items():
        keep(Redirect(old_path=old, new_path=new))
    save(desk, story, 0)
    assert stored(story).slug == "a-headline-3"
    answer = save(desk, story, 1, slug="a-headline")
    assert answer.status_code == 422
    assert "redirects to one. Choose another: “a-headline-3”" in answer.text
    change(story, status="published", published_at=LONG_AGO, slug="b")
    assert save(desk, story, 1, slug="a-headline").status_code == 303


def test_slug_of_a_long_headline_has_room_for_a_number(
    desk: Desk, story: Article
) -> None:
    long = "word " * 50
    other = make_story()
    save(desk, story, 0, headline=long)
    save(desk, other, 0, headline=long)
    slugs = {stored(story).slug, stored(other).slug}
    assert len(slugs) == 2
    assert max(map(len, slugs)) <= 200
    save(desk, other, 1, headline=long, dek="Again")
    assert {story.slug, stored(other).slug} == slugs


def test_public_address_waits_for_publication(desk: Desk) -> None:
    public = make_article(slug="old", headline="Old")
    save(desk, public, 0, headline="Quite new")
    assert draft(public).content.slug == "old"
    save(desk, public, 1, slug="new", kind="brief")
    assert (stored(public).slug, public.kind) == ("old", "article")
    assert (draft(public).content.slug, draft(public).content.kind) == ("new", "brief")


# ---- names


def test_duplicate_names_are_told_apart_by_slug(desk: Desk, story: Article) -> None:
    first, second = (make_contributor("Ana", slug=f"ana-{n}") for n in (1, 2))
    answer = save(desk, story, 0, contributors=["Ana"])
    assert "Use “Ana (ana-1)” or “Ana (ana-2)”" in answer.text
    save(desk, story, 0, contributors=["Ana (ana-2)", "Ana (ana-1)"])
    assert [c.id for c in stored(story).contributors] == [second.id, first.id]
    html = page(desk, story)
    assert values(html, "contributors")[:2] == ["Ana (ana-2)", "Ana (ana-1)"]
    assert '<option value="Ana (ana-1)">' in html


def test_name_that_became_ambiguous_keeps_its_row(desk: Desk, story: Article) -> None:
    ana = make_contributor("Ana", slug="ana-1")
    save(desk, story, 0, contributors=["Ana"])
    make_contributor("Ana", slug="ana-2")
    save(desk, story, 1, contributors=["Ana"], dek="Changed")
    assert [c.id for c in stored(story).contributors] == [ana.id]


def test_names_match_in_any_case(desk: Desk, story: Article) -> None:
    make_topic("Maps  and Ärea")
    make_region("Straße")
    save(desk, story, 0, topics=[" maps and äREA "], regions=["STRASSE", "Straße"])
    assert len(stored(story).topics) == 1
    assert len(story.regions) == 1


# ---- who may


def test_contributor_can_read_a_submitted_story(app: Flask, story: Article) -> None:
    writer = make_editor("contributor")
    change(story, owner_id=writer.id, status="submitted")
    html = page(sign_in(app, writer), story)
    assert "Only editors can change this story now" in html
    assert "readonly" in html
    assert "Save a revision" not in html
    assert "editor.js" not in html


def test_late_changes_are_shown_but_not_saved(app: Flask, story: Article) -> None:
    writer = make_editor("contributor")
    change(story, owner_id=writer.id, status="submitted")
    answer = save(sign_in(app, writer), story, 0, headline="My last words")
    assert answer.status_code == 403
    assert "My last words" in answer.text
    assert revisions(story) == []


def test_somebody_elses_story_is_forbidden(app: Flask, story: Article) -> None:
    other = sign_in(app, make_editor("contributor"))
    assert other.get(f"/admin/articles/{story.id}").status_code == 403
    assert save(other, story, 0).status_code == 403


def test_note_of_an_editor_is_shown(desk: Desk, story: Article) -> None:
    change(story, note="Check the dates.")
    assert "Check the dates." in page(desk, story)


def test_missing_story(desk: Desk) -> None:
    for number in (999, 2**31, 10**30):
        assert desk.get(f"/admin/articles/{number}").status_code == 404


def test_number_of_queries_is_constant(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_edition(monkeypatch)

    def queries(many: int) -> int:
        story = make_article(
            regions=[make_region() for _ in range(many)],
            topics=[make_topic() for _ in range(many)],
            contributors=[make_contributor() for _ in range(many)],
        )
        address = f"/admin/articles/{story.id}"
        desk.get(address)
        with count_queries() as statements:
            assert desk.get(address).status_code == 200
        return len(statements)

    assert queries(9) == queries(2)


def test_address_of_a_scheduled_story_follows_its_headline(
    desk: Desk, clock: Clock
) -> None:
    later = clock.now + timedelta(days=1)
    story = make_article(headline="First words", slug="first-words", published_at=later)
    autosave(desk, story, 0, headline="Second words")
    assert draft(story).content.slug == "second-words"
    published = desk.post(
        f"/admin/articles/{story.id}/publication",
        data={"when": "changes", "anyway": "1", "reason": "A test."},
    )
    assert published.status_code == 303
    assert stored(story).slug == "second-words"
    clock.advance(days=2)
    assert desk.get("/articles/first-words").status_code == 404


def test_address_of_a_public_story_stays(desk: Desk) -> None:
    story = make_article(headline="First words", slug="first-words")
    autosave(desk, story, 0, headline="Second words")
    assert draft(story).content.slug == "first-words"


def test_new_story_begins_in_its_headline(desk: Desk) -> None:
    for headline, begins in (("", True), ("The line", False)):
        story = make_story(headline=headline)
        page = BeautifulSoup(
            desk.get(f"/admin/articles/{story.id}").text, "html.parser"
        )
        assert page.select("#headline")[0].has_attr("autofocus") is begins
