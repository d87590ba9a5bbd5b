"""Regions have an order, a hue and longitudes, which readers see at once."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from extensions import db
from models.edition import Edition
from models.staff.audit_entry import AuditEntry
from models.taxonomy.region import Region
from tests.factories import make_article, make_region
from tests.newsroom import Desk

LIST = "/admin/regions/"


def sent(**given: str) -> dict[str, str]:
    lines = {"hue": "", "west": "-180", "east": "180"}
    return {"name": "Europe", "slug": "", "description": "", **lines, **given}


def masthead(desk: Desk) -> list[str]:
    page = BeautifulSoup(desk.get("/").text, "html.parser")
    links = page.select(".menu__sections a[href^='/regions/']")
    return [link.get_text(strip=True) for link in links]


def region(slug: str) -> Region:
    db.session.rollback()
    return db.session.scalars(select(Region).where(Region.slug == slug)).one()


def order(*regions: Region, **more: str) -> dict[str, object]:
    return {"region": [str(region.id) for region in regions], **more}


@pytest.fixture
def three() -> list[Region]:
    """Africa, Asia, Europe in this order."""
    return [
        make_region(name, position=position)
        for position, name in enumerate(("Africa", "Asia", "Europe"))
    ]


def test_new_region_is_last_in_the_masthead(desk: Desk, three: list[Region]) -> None:
    given = {"hue": "340", "west": "166", "east": "-150", "description": "Far *out*."}
    answer = desk.post(LIST, data=sent(name="Oceania", **given))
    assert answer.status_code == 303
    made = region("oceania")
    assert (made.hue, made.west, made.east) == (340, 166, -150)
    assert masthead(desk) == ["Africa", "Asia", "Europe", "Oceania"]
    page = desk.get("/regions/oceania").text
    assert "band hue-34" in page
    assert '<p dir="auto">Far <em>out</em>.</p>' in page


def test_region_without_a_hue_gets_one(desk: Desk) -> None:
    desk.post(LIST, data=sent())
    assert region("europe").hue in range(0, 360, 10)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"west": "-181"}, "from -180 to 180"),
        ({"east": "181"}, "from -180 to 180"),
        ({"west": ""}, "from -180 to 180"),
        ({"west": "west"}, "from -180 to 180"),
        ({"west": "9" * 4500}, "from -180 to 180"),
        ({"east": "1.5"}, "from -180 to 180"),
        ({"hue": "360"}, "from 0 to 359"),
        ({"hue": "-1"}, "from 0 to 359"),
    ],
)
def test_numbers_are_limited(desk: Desk, given: dict[str, str], message: str) -> None:
    answer = desk.post(LIST, data=sent(**given))
    assert answer.status_code == 422
    assert message in answer.text
    assert db.session.scalars(select(Region)).all() == []


def test_hue_between_two_steps_is_kept(desk: Desk) -> None:
    europe = make_region("Europe", hue=225)
    page = BeautifulSoup(desk.get(f"{LIST}{europe.id}").text, "html.parser")
    chosen = page.select_one("[name=hue][checked]")
    assert chosen
    assert chosen["value"] == "225"
    assert len(page.select("[name=hue]")) == 36


def test_meridians_are_previewed(desk: Desk) -> None:
    make_region("Europe", hue=220, west=-10, east=40)
    page = desk.get("/regions/europe").text
    drawn = desk.get(f"{LIST}meridians?west=-10&east=40&hue=220").text
    lit = BeautifulSoup(drawn, "html.parser").select_one(".meridians__lit")
    assert lit
    assert str(lit["d"]) in page
    assert "hue-22" in drawn


@pytest.mark.parametrize("query", ["", "west=x&east=", "west=999&east=-999&hue=9999"])
def test_invalid_meridians_span_the_whole_earth(desk: Desk, query: str) -> None:
    assert desk.get(f"{LIST}meridians?{query}").status_code == 200


@pytest.mark.parametrize(
    ("move", "names"),
    [
        ("up:2", ["Africa", "Europe", "Asia"]),
        ("down:0", ["Asia", "Africa", "Europe"]),
        ("up:0", ["Africa", "Asia", "Europe"]),
        ("down:2", ["Africa", "Asia", "Europe"]),
    ],
)
def test_button_moves_a_region(
    desk: Desk, three: list[Region], move: str, names: list[str]
) -> None:
    step, _, place = move.partition(":")
    move = f"{three[int(place)].id}:{step}"
    desk.post(f"{LIST}order", data=order(*three, move=move))
    assert masthead(desk) == names


def test_dragged_order_is_one_edition_and_one_entry(
    desk: Desk, three: list[Region]
) -> None:
    africa, asia, europe = three
    before = db.session.scalar(select(Edition.number)) or 0
    desk.post(f"{LIST}order", data=order(europe, africa, asia))
    assert masthead(desk) == ["Europe", "Africa", "Asia"]
    assert db.session.scalar(select(Edition.number)) == before + 1
    assert db.session.scalars(select(AuditEntry.action)).all() == [
        "arrange the regions"
    ]


def test_outdated_order_is_refused(desk: Desk, three: list[Region]) -> None:
    africa, asia, _ = three
    desk.post(f"{LIST}order", data=order(asia, africa))
    assert "The list is now up to date" in desk.get(LIST).text
    assert masthead(desk) == ["Africa", "Asia", "Europe"]
    desk.post(f"{LIST}order", data={"region": ["x", "1e9", "-1"]})
    assert masthead(desk) == ["Africa", "Asia", "Europe"]


def test_search_results_cannot_be_ordered(desk: Desk, three: list[Region]) -> None:
    assert 'name="move"' in desk.get(LIST).text
    found = desk.get(f"{LIST}?q=as").text
    assert "Asia" in found
    assert 'name="move"' not in found


def test_region_in_use_is_not_deleted(desk: Desk) -> None:
    europe = make_region("Europe")
    address = f"{LIST}{europe.id}/deletion"
    make_article(regions=[europe], headline="The Rhine")
    answer = desk.post(address)
    assert answer.status_code == 409
    assert "The Rhine" in answer.text


def test_changed_slug_leaves_a_redirect(desk: Desk, three: list[Region]) -> None:
    address = f"{LIST}{three[2].id}"
    page = BeautifulSoup(desk.get(address).text, "html.parser")
    fields = page.select("main input[name], main textarea[name]")
    now = {str(f["name"]): str(f.get("value", f.get_text())) for f in fields}
    assert desk.post(address, data={**now, "slug": "the-continent"}).status_code == 303
    assert desk.get("/regions/europe").headers["Location"] == "/regions/the-continent"


def test_contributors_cannot_create_regions(signed_in: Callable[..., Desk]) -> None:
    writer = signed_in("contributor")
    assert writer.get(LIST).status_code == 403
    assert writer.post(LIST, data=sent()).status_code == 403
    assert writer.post(f"{LIST}order", data={}).status_code == 403
