"""The picture library: pages, search, filters and the chooser."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from bs4 import BeautifulSoup

from blueprints.admin.pictures.queries import PAGE
from extensions import db
from models.base import transaction
from models.pictures.picture import Picture
from models.setting import Newsroom, write_newsroom
from tests.factories import make_article, make_contributor, make_picture
from tests.newsroom import Desk


def names(desk: Desk, query: str = "") -> list[str]:
    page = BeautifulSoup(desk.get(f"/admin/pictures/{query}").text, "html.parser")
    return [name.text.strip() for name in page.select(".library__name")]


def test_empty_library_says_how_to_start(desk: Desk) -> None:
    assert "No pictures yet" in desk.get("/admin/pictures/").text


def test_newest_comes_first_and_each_has_a_name(desk: Desk) -> None:
    make_picture(alt_text="A lighthouse")
    make_picture(alt_text="", caption="A harbour")
    make_picture(alt_text="", caption="", file_name="IMG_1.jpg")
    assert names(desk) == ["IMG_1.jpg", "A harbour", "A lighthouse"]


@pytest.mark.parametrize("words", ["fog", "FOG", "okonjo fog", "dscf", "übersee"])
def test_pictures_are_found_by_their_details(desk: Desk, words: str) -> None:
    make_picture(
        alt_text="Fog over a bay",
        caption="Übersee",
        credit="A. Okonjo",
        file_name="DSCF1.jpg",
    )
    make_picture(alt_text="Another", caption="", credit="")
    assert names(desk, f"?q={words}") == ["Fog over a bay"]


def test_search_escapes_wildcards(desk: Desk) -> None:
    make_picture(alt_text="A hundred")
    assert names(desk, "?q=%25") == names(desk, "?q=h_ndred") == []
    assert "No pictures match “%”" in desk.get("/admin/pictures/?q=%25").text


def test_pictures_are_found_by_their_number(desk: Desk) -> None:
    make_picture(alt_text="One")
    wanted = make_picture(alt_text="Two")
    assert names(desk, f"?q={wanted.id}") == ["Two"]


def a_picture(alt_text: str) -> Picture:
    file = {"original": f"{1:040x}.jpg", "media_type": "image/jpeg", "sha256": "0" * 64}
    return Picture(**file, width=3, height=2, alt_text=alt_text)


FILTERS = {
    "no-alt": {"alt_text": "", "caption": "Wanted"},
    "no-credit": {"credit": "", "alt_text": "Wanted"},
    "failed": {"failure": "Broken.", "alt_text": "Wanted"},
    "waiting": {"alt_text": "Wanted"},
}


@pytest.mark.parametrize("only", FILTERS)
def test_filter_shows_only_matching_pictures(desk: Desk, only: str) -> None:
    make_picture(renditions_due=False)
    make_picture(**{"renditions_due": only == "waiting", **FILTERS[only]})
    assert names(desk, f"?only={only}") == ["Wanted"]


def test_unused_pictures_are_used_nowhere(desk: Desk) -> None:
    make_article(lead_picture=make_picture())
    make_contributor(portrait=make_picture())
    logo = make_picture().id
    make_picture(alt_text="Nowhere")
    with transaction():
        write_newsroom(Newsroom(logo_id=logo))
    assert names(desk, "?only=unused") == ["Nowhere"]


def test_library_is_paged(desk: Desk) -> None:
    with transaction():
        db.session.add_all(a_picture(f"Fog {number}") for number in range(PAGE + 2))
    address, seen = "/admin/pictures/?q=fog&only=waiting", []
    while address:
        page = BeautifulSoup(desk.get(address).text, "html.parser")
        seen.append([name.text for name in page.select(".library__name")])
        more = page.select_one("a[rel=next]")
        address = str(more["href"]) if more else ""
    assert list(map(len, seen)) == [PAGE, 2]
    assert [*chain(*seen)] == [f"Fog {number}" for number in reversed(range(PAGE + 2))]


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "²"])
def test_invalid_cursor_is_refused(desk: Desk, after: str) -> None:
    for address in ("", "chooser"):
        answer = desk.get(f"/admin/pictures/{address}?after={after}")
        assert answer.status_code == 400


def test_chooser_offers_buttons_with_names(desk: Desk) -> None:
    picture = make_picture(alt_text="Fog over a bay")
    page = BeautifulSoup(desk.get("/admin/pictures/chooser?q=fog").text, "html.parser")
    (button,) = page.select("button[data-picture]")
    assert button["data-picture"] == str(picture.id)
    assert "Choose Fog over a bay" in " ".join(button.text.split())
    assert "No picture matches" in desk.get("/admin/pictures/chooser?q=ice").text


def test_figure_shows_what_is_missing(desk: Desk) -> None:
    picture = make_picture(alt_text="", caption="A bay.", credit="")
    figure = desk.get(f"/admin/pictures/{picture.id}/figure").text
    assert "A bay." in figure
    assert "No alt text" in figure
    assert "No credit" in figure
    assert "<html" not in figure


def test_figure_shows_the_original_until_its_renditions_are_ready(desk: Desk) -> None:
    picture = make_picture()
    figure = desk.get(f"/admin/pictures/{picture.id}/figure").text
    assert f"/media/{picture.original}" in figure


def test_lost_picture_shows_a_message(desk: Desk) -> None:
    lost = make_picture(failure="The file is gone.")
    for address in (f"{lost.id}/figure", str(lost.id), ""):
        assert "<img" not in desk.get(f"/admin/pictures/{address}").text


def test_thumbnails_are_polled_until_ready(desk: Desk) -> None:
    ready, waiting = make_picture(renditions_due=False), make_picture()
    ids = f"{ready.id},{waiting.id}"
    answer = desk.get(f"/admin/pictures/thumbnails?ids={ids},x,{9**30}").text
    assert f'hx-target="#thumbnail-{ready.id}"' in answer
    assert (
        f"thumbnails?ids={waiting.id}&#34;" in answer or f"ids={waiting.id}" in answer
    )
    done = desk.get(f"/admin/pictures/thumbnails?ids={ready.id}").text
    assert "data-hx-get" not in done


@pytest.mark.parametrize("address", ["999", "999/figure", "999/words", "99999999999"])
def test_unknown_picture_is_missing(desk: Desk, address: str) -> None:
    assert desk.get(f"/admin/pictures/{address}").status_code == 404


def test_page_shows_where_a_picture_is_used(desk: Desk) -> None:
    picture = make_picture()
    make_article(headline="With a lead", lead_picture=picture)
    make_contributor("Ana Reyes", portrait=picture)
    page = desk.get(f"/admin/pictures/{picture.id}").text
    assert "With a lead" in page
    assert "Ana Reyes" in page


def test_page_shows_uses_in_drafts(desk: Desk) -> None:
    picture = make_picture()
    story = make_article(status="draft", published_at=None)
    figure = f'<p>One.</p><figure data-picture="{picture.id}"></figure>'
    fields: dict[str, Any] = {"version": 0, "kind": "article", "body": figure}
    fields |= {"headline": "In the text", "story_key": story.key}
    desk.post(f"/admin/articles/{story.id}/draft", data=fields)
    assert "In the text" in desk.get(f"/admin/pictures/{picture.id}").text


def test_contributor_changes_only_their_own_pictures(
    signed_in: Callable[..., Desk],
) -> None:
    ana = signed_in("contributor")
    foreign, own = make_picture(), make_picture(editor_id=ana.editor_id)
    assert "Save details" not in ana.get(f"/admin/pictures/{foreign.id}").text
    assert "Save details" in ana.get(f"/admin/pictures/{own.id}").text
    for action in ("words", "replacement", "restoration", "renditions", "deletion"):
        fields = {"focal_x": "50", "focal_y": "50"}
        answer = ana.post(f"/admin/pictures/{foreign.id}/{action}", data=fields)
        assert answer.status_code == 403
