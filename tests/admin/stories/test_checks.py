"""Checks: blocking ones, warnings, and the place each links to."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from blueprints.admin.stories.checks import checks_for
from models.base import transaction
from models.pictures.picture import Picture
from models.redirect import Redirect
from models.stories.article import Article
from models.stories.check import (
    blocking,
    checks_of,
    failed_checks_of_scheduled,
    read_facts,
)
from models.stories.checks.pictures import looks_like_a_file_name
from models.stories.checks.story import Check, Facts, Story
from models.stories.content import Content
from models.stories.draft import current_content
from testbed.pages import count_queries
from tests import factories as make
from tests.conftest import Clock
from tests.lines import one_line
from tests.newsroom import Desk
from web.site.dead_links import dead_links

WORDS = {
    "alt_text": "A boat on a river",
    "caption": "Ob.",
    "credit": "Ana",
    "file_name": "quay.jpg",
}
PICTURE = Picture(id=12, **WORDS)
GOOD = Content(
    slug="the-line",
    headline="The line",
    dek="Where it runs.",
    opening="<p>One.</p>\n<p>Two.</p>\n",
    rest="<h2>East</h2>\n<p>Three.</p>\n",
    regions=(1,),
    contributors=(1,),
    lead_picture=12,
)
FACTS = Facts(pictures={12: PICTURE})


def found(content: Content = GOOD, facts: Facts = FACTS) -> list[tuple[str, str]]:
    return [
        (check.level, check.place) for check in checks_of(Story.read(content), facts)
    ]


def text(html: str) -> Content:
    return replace(GOOD, rest=html)


def picture(**given: Any) -> Facts:
    return Facts(pictures={12: Picture(id=12, **{**WORDS, **given})})


def test_good_story_passes_all_checks() -> None:
    assert found() == []


# ---- fields and text

WRONG: dict[str, tuple[Content, str, str]] = {
    "no headline": (replace(GOOD, headline=" "), "required", "headline"),
    "no text": (replace(GOOD, opening="", rest=""), "required", "body"),
    "no words": (replace(GOOD, opening="<p></p>\n", rest=""), "required", "body"),
    "no region": (replace(GOOD, regions=()), "blocks", "regions"),
    "long headline": (replace(GOOD, headline="x" * 66), "warns", "headline"),
    "long seo title": (replace(GOOD, seo_title="x" * 66), "warns", "seo_title"),
    "long description": (
        replace(GOOD, seo_description="x" * 161),
        *("warns", "seo_description"),
    ),
    "no dek": (replace(GOOD, dek=""), "blocks", "dek"),
    "long dek": (replace(GOOD, dek="x" * 251), "warns", "dek"),
    "no byline": (replace(GOOD, contributors=()), "warns", "contributors"),
    "long slug": (replace(GOOD, slug="x" * 81), "warns", "slug"),
    "nothing folded": (replace(GOOD, rest=""), "warns", "body"),
    "step left out": (text("<h3>East</h3>\n<p>x</p>\n"), "warns", "body:2"),
    "empty heading": (text("<p>x</p>\n<h2> </h2>\n"), "warns", "body:3"),
    "long paragraph": (text(f"<p>{'word ' * 201}</p>\n"), "warns", "body:2"),
    "table without headings": (
        text("<table>\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>\n"),
        *("warns", "body:2"),
    ),
    "embed without caption": (
        text(
            '<p>x</p>\n<figure data-embed="vimeo:12345"><figcaption></figcaption>'
            "</figure>\n"
        ),
        *("blocks", "body:3"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_problems_are_found_at_their_place(name: str) -> None:
    content, level, place = WRONG[name]
    assert found(content) == [(level, place)]


@pytest.mark.parametrize(
    "content",
    [
        replace(GOOD, headline="x" * 65, dek="x" * 250, slug="x" * 80),
        replace(GOOD, headline="x" * 90, seo_title="x" * 65),
        replace(GOOD, seo_description="x" * 160),
        replace(GOOD, kind="brief", regions=(), contributors=(), dek="", rest=""),
        replace(GOOD, kind="page", regions=(), contributors=(), dek="", rest=""),
        text("<h2>East</h2>\n<h3>Further</h3>\n<p>x</p>\n<h2>West</h2>\n<p>y</p>\n"),
        text(f"<p>{'word ' * 200}</p>\n"),
        text(
            "<table>\n<thead>\n<tr>\n<th>Year</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
            "<td>1</td>\n</tr>\n</tbody>\n</table>\n"
        ),
        text(
            '<figure data-embed="vimeo:12345"><figcaption>A tide</figcaption>'
            "</figure>\n"
        ),
    ],
)
def test_values_at_the_limits_pass(content: Content) -> None:
    assert found(content) == []


def test_same_headline_is_found_in_other_stories(app: Flask) -> None:
    here, there = make.make_article(headline="Twice"), make.make_article()
    assert not read_facts(Content.of(here), here.id).has_namesake
    assert read_facts(replace(Content.of(there), headline="Twice"), 0).has_namesake
    assert found(facts=replace(FACTS, has_namesake=True)) == [("warns", "headline")]


# ---- pictures


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (picture(credit=" "), "blocks"),
        (picture(alt_text=""), "blocks"),
        (picture(alt_text="IMG_1234.jpg"), "blocks"),
        (picture(alt_text="The  LINE."), "warns"),
        (picture(alt_text="ob"), "warns"),
        (picture(alt_text="word " * 51), "warns"),
        (picture(failure="It is cut short."), "warns"),
        (Facts(), "warns"),
    ],
)
def test_pictures_are_checked(facts: Facts, level: str) -> None:
    assert found(facts=facts) == [(level, "lead_picture")]


def test_picture_in_the_text_is_named_by_its_block() -> None:
    html = '<p>x</p>\n<figure data-picture="12"></figure>\n'
    content = replace(text(html), lead_picture=None)
    check = checks_of(Story.read(content), picture(credit=""))[0]
    assert (check.place, check.field, check.picture) == ("body:3", "body", 12)


def test_picture_shown_twice_is_reported_once() -> None:
    html = '<figure data-picture="12"></figure>\n<p>x</p>\n'
    assert found(text(html), picture(credit="")) == [("blocks", "lead_picture")]


@pytest.mark.parametrize(
    "alt",
    [
        *("IMG_1234", "DSC_0042.JPG", "DSCN0042", "P1010023", "PXL_20261104_101112"),
        *("Screenshot 2026-11-04 at 10.11.12", "image", "Photo 3", "untitled.png"),
        *("3f2a9c0b7d114e55", "WhatsApp Image 2026-11-04", "boat-on-river-final-2"),
        *("harbour.webp", "20261104_101112", "quay"),
    ],
)
def test_file_names_are_not_alt_text(alt: str) -> None:
    assert looks_like_a_file_name(alt, "quay.jpg")


@pytest.mark.parametrize(
    "alt",
    [
        *("A boat", "Lighthouse", "Photograph of 12 boats", "B-17 over the Ob", ""),
        *("Picture of a quay", "Image from 1945: the fleet", "Mother-in-law"),
    ],
)
def test_alt_text_is_not_taken_for_a_file_name(alt: str) -> None:
    assert not looks_like_a_file_name(alt, "A boat.jpg")


# ---- links


def linked(href: str, words: str = "the survey") -> Content:
    return text(f'<p>See <a href="{href}" rel="noopener">{words}</a>.</p>\n')


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://example.org/a?b=1&amp;c=2#d", "the survey"),
        ("https://example.org:8080/", "the survey"),
        ("https://xn--exmple-cua.org/", "the survey"),
        ("https://exämple.org/ü", "the survey"),
        ("mailto:desk@example.org?subject=Tip", "write to us"),
        ("/articles/the-line", "our survey"),
        ("https://example.org/", "here is the survey"),
    ],
)
def test_good_link_passes(href: str, words: str) -> None:
    assert found(linked(href, words)) == []


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://example.org/", ""),
        ("https://example.org/", "<em> </em>"),
        ("https://example.org/", "Click here!"),
        ("https://example.org/", "here"),
        ("http://example.org/", "the survey"),
        ("https://", "the survey"),
        ("https://exa mple.org/", "the survey"),
        ("https:example.org", "the survey"),
        ("https://example", "the survey"),
        ("https://example.org:port/", "the survey"),
        ("mailto:desk", "write to us"),
        ("", "the survey"),
        ("#further-down", "the survey"),
        ("https://[::1", "the survey"),
    ],
)
def test_broken_or_vague_link_is_found(href: str, words: str) -> None:
    assert found(linked(href, words)) == [("warns", "body:2")]


def test_dead_link_is_found_with_its_words() -> None:
    facts = replace(FACTS, dead_links=frozenset({"/articles/gone?a=1&b=2"}))
    check = checks_of(Story.read(linked("/articles/gone?a=1&amp;b=2")), facts)[0]
    assert "“the survey” leads to /articles/gone" in check.message


def test_only_links_to_missing_pages_are_dead(app: Flask, clock: Clock) -> None:
    soon = clock.now + timedelta(days=1)
    make.make_article(slug="live")
    make.make_article(slug="soon", published_at=soon)
    make.make_article(slug="hidden", status="draft")
    make.make_article(slug="gone", status="withdrawn")
    make.make_article(slug="about", kind="page")
    make.make_region("Asia")
    make.make_topic("Maps")
    make.make_contributor("Ines")
    make.keep(Redirect(old_path="/old", new_path="/articles/live"))
    make.keep(Redirect(old_path="/articles/moved", new_path="/articles/live"))
    alive = {
        *("/articles/live", "/articles/soon?x=1#y", "/pages/about", "/regions/asia"),
        *("/topics/maps", "/contributors/ines", "/old", "/articles/moved", "/"),
        *("/regions", "/latest/", "/articles/%6Cive", "http://localhost/articles/live"),
        *("http://localhost", f"/media/{0:040x}.jpg", "https://example.org/articles/x"),
        *("mailto:a@b.org", "#x", "//example.org/x"),
    }
    dead = {
        *("/articles/hidden", "/articles/gone", "/articles/nowhere", "/pages/live"),
        *("/articles/about", "/regions/maps", "/topics/asia", "/nowhere", "/admin/"),
        *("http://localhost/articles/nowhere", "/articles/a%00b", "/contributors/x"),
    }
    assert dead_links(alive | dead) == dead - {"/articles/a%00b"}


# ---- what the desk sees


def test_checks_take_five_queries_and_little_time(app: Flask) -> None:
    sizes = {}
    for number in (1, 40):
        pictures = [make.make_picture() for _ in range(number)]
        figures = "".join(
            f'<figure data-picture="{picture.id}"></figure>\n'
            f'<p>{"word " * 120}<a href="/articles/gone-{picture.id}">that</a></p>\n'
            f'<p><a href="/regions/x-{picture.id}">this</a>, <a href="/y">y</a></p>\n'
            for picture in pictures
        )
        article = make.make_article(rest=figures)
        with count_queries() as statements:
            took = -time.thread_time()
            assert len(checks_for(article)) > number
            took += time.thread_time()
        sizes[number] = len(statements)
    assert sizes[40] == sizes[1]
    assert sizes[40] <= 8  # three of them read the story
    assert took < 0.2  # usually some 15 ms, more on a busy machine


def test_checks_use_the_draft(app: Flask) -> None:
    article = make.make_article()
    assert [check.place for check in _blocking(article)] == ["regions"]
    region = make.make_region()
    with transaction():
        article.regions = [region]
    assert _blocking(article) == []


def _blocking(article: Article) -> list[Check]:
    return blocking(Story.read(current_content(article)))


def test_failed_checks_of_scheduled_stories(app: Flask, clock: Clock) -> None:
    soon = clock.now + timedelta(hours=1)
    make.make_article(headline="Live without a region")
    make.make_article(published_at=soon, regions=[make.make_region()])
    bad = make.make_article(
        published_at=soon, lead_picture=make.make_picture(credit="")
    )
    failed = failed_checks_of_scheduled(clock.now)
    assert [article.id for article, _ in failed] == [bad.id]
    assert [check.place for check in failed[0][1]] == ["regions", "lead_picture"]


def test_page_lists_blocking_checks_first_and_leads_to_each(desk: Desk) -> None:
    article = make.make_article(dek="", rest="<p><a href='/x'>here</a></p>")
    page = BeautifulSoup(
        desk.get(f"/admin/articles/{article.id}/checks").text, "html.parser"
    )
    links = page.select(".check a")
    places = [str(link["data-place"]) for link in links]
    assert places == ["dek", "regions", "contributors", "body:2", "body:2"]
    edit = f"/admin/articles/{article.id}"
    assert str(links[0]["href"]) == f"{edit}#dek"
    assert str(links[-1]["href"]) == f"{edit}#body"
    fields = BeautifulSoup(desk.get(edit).text, "html.parser")
    for link in links:
        assert fields.select(str(link["href"]).removeprefix(edit))


def test_panel_has_the_checks_and_says_when_all_pass(desk: Desk) -> None:
    good = make.make_article(
        regions=[make.make_region()], contributors=[make.make_contributor()]
    )
    assert "All checks pass" in desk.get(f"/admin/articles/{good.id}").text
    bad = make.make_article()
    assert "belongs to no region" in desk.get(f"/admin/articles/{bad.id}").text


def test_long_list_in_the_panel_leads_to_the_rest(desk: Desk) -> None:
    links = "".join(f"<p><a href='/x{n}'>link {n}</a></p>" for n in range(12))
    address = f"/admin/articles/{make.make_article(rest=links).id}"
    panel = desk.get(address).text
    whole = desk.get(f"{address}/checks").text.count("data-place=")
    assert whole == 14
    assert f"And {whole - panel.count('data-place=')} more" in one_line(panel)


def test_checks_of_somebody_elses_story_are_forbidden(
    signed_in: Callable[..., Desk],
) -> None:
    article = make.make_article(status="draft")
    address = f"/admin/articles/{article.id}/checks"
    assert signed_in("contributor").get(address).status_code == 403
    assert signed_in("editor").get("/admin/articles/999/checks").status_code == 404


@pytest.mark.parametrize("place", ["dek", "body:3"])
def test_place_names_its_field(place: str) -> None:
    assert Check("warns", place, "", "").field in ("dek", "body")
