"""Contributors can be named in bylines, with or without an account."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.staff.staff_member import StaffMember
from models.taxonomy.contributor import Contributor
from tests.factories import make_article, make_contributor, make_picture
from tests.newsroom import Desk, make_editor

LIST = "/admin/contributors/"


def sent(**given: str) -> dict[str, str]:
    now = {"slug": "", "role": "", "biography": "", "portrait_id": ""}
    return {"name": "Ana Reyes", **now, **given}


def person() -> Contributor:
    db.session.rollback()
    return db.session.scalars(select(Contributor)).one()


def test_contributor_is_created_with_portrait_and_biography(desk: Desk) -> None:
    portrait = make_picture()
    given = {"role": "Cartographer", "biography": "Draws **maps**."}
    answer = desk.post(LIST, data=sent(portrait_id=str(portrait.id), **given))
    assert answer.status_code == 303
    made = person()
    assert (made.slug, made.portrait_id) == ("ana-reyes", portrait.id)
    make_article(contributors=[made])
    page = desk.get("/contributors/ana-reyes").text
    assert "Draws <strong>maps</strong>." in page
    assert "profile__portrait" in page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"portrait_id": "99"}, "There is no picture number 99"),
        ({"portrait_id": "0"}, "a whole number from 1"),
        ({"portrait_id": "x"}, "a whole number from 1"),
        ({"portrait_id": "99999999999"}, "a whole number from 1"),
        ({"role": "x" * 301}, "Use at most 300 characters"),
        ({"name": ""}, "Enter a name."),
    ],
)
def test_invalid_input_is_explained(
    desk: Desk, given: dict[str, str], message: str
) -> None:
    answer = desk.post(LIST, data=sent(**given))
    assert answer.status_code == 422
    assert message in answer.text
    assert db.session.scalars(select(Contributor)).all() == []


def test_names_in_any_script_get_a_slug(desk: Desk) -> None:
    for name in ("محمد النجار", "李静", "Ø. Åström"):
        assert desk.post(LIST, data=sent(name=name)).status_code == 303
    slugs = db.session.scalars(select(Contributor.slug)).all()
    assert len(set(slugs)) == 3
    assert "o-astrom" in slugs


def test_markup_in_a_name_is_escaped(desk: Desk) -> None:
    desk.post(LIST, data=sent(name="<b>Bo</b>", slug="bo"))
    page = desk.get(LIST).text
    assert "&lt;b&gt;Bo&lt;/b&gt;" in page
    assert "<b>Bo</b>" not in page


def test_duplicate_name_is_refused(desk: Desk) -> None:
    make_contributor("Ana Reyes")
    answer = desk.post(LIST, data=sent(slug="ana-reyes-2"))
    assert answer.status_code == 422
    assert "There is already a contributor with this name." in answer.text


def test_contributor_in_a_byline_is_not_deleted(desk: Desk) -> None:
    writer = make_contributor("Ana Reyes")
    address = f"{LIST}{writer.id}/deletion"
    make_article(headline="The Rhine", contributors=[writer])
    answer = desk.post(address)
    assert answer.status_code == 409
    assert "The Rhine" in answer.text


def test_account_outlives_its_name_in_bylines(desk: Desk) -> None:
    writer = make_contributor("Ana Reyes")
    address = f"{LIST}{writer.id}/deletion"
    ana = make_editor("contributor", contributor_id=writer.id).id
    assert desk.post(address).status_code == 303
    db.session.rollback()
    assert db.session.get_one(StaffMember, ana).contributor_id is None


def test_three_hundred_are_paged_and_found(desk: Desk) -> None:
    with transaction():
        db.session.add_all(
            Contributor(name=f"Writer {n:03}", slug=f"writer-{n}") for n in range(300)
        )
    page = desk.get(f"{LIST}?q=writer+27").text
    assert page.count("table__main") == 13
    assert "13 contributors" in " ".join(page.split())
    assert "Page 1 of 6" in desk.get(LIST).text


def test_contributor_role_cannot_edit_contributors(
    signed_in: Callable[..., Desk],
) -> None:
    writer = signed_in("contributor")
    assert writer.get(LIST).status_code == 403
    assert writer.post(LIST, data=sent()).status_code == 403
