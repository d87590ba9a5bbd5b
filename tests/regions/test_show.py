"""The regions, and a region's page."""

from flask.testing import FlaskClient

from tests.factories import make_article, make_region


def test_region_shows_only_its_stories(client: FlaskClient) -> None:
    europe, asia = make_region("Europe"), make_region("Asia")
    make_article(headline="Of Europe", regions=[europe])
    make_article(headline="Of Asia", regions=[asia])
    cards = client.get("/regions/europe").text.partition('class="cards')[2]
    assert "Of Europe" in cards.partition("<aside")[0]
    assert "Of Asia" not in cards.partition("<aside")[0]


def test_older_stories_are_on_the_next_page(client: FlaskClient) -> None:
    europe = make_region("Europe")
    for number in range(13):
        make_article(headline=f"Tale {number}.", regions=[europe])
    page = client.get("/regions/europe").text
    link = page.partition('href="/regions/europe?after=')[2].partition('"')[0]
    older = client.get(f"/regions/europe?after={link}").text
    assert "Tale 0." in older.partition("<aside")[0]
    assert "?after=" not in older


def test_unknown_region_is_missing(client: FlaskClient) -> None:
    assert client.get("/regions/nowhere").status_code == 404


def test_index_lists_every_region(client: FlaskClient) -> None:
    make_region("Europe")
    make_region("Antarctica")
    page = client.get("/regions/").text
    assert 'id="strip-europe"' in page
    assert 'id="strip-antarctica"' in page


def test_index_without_regions_says_so(client: FlaskClient) -> None:
    assert "There are no regions yet" in client.get("/regions/").text
