"""The subscribe form, with htmx and without."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from extensions import db
from models.edition import Edition
from models.email_address import Address
from models.newsletter.signup import subscribe
from models.newsletter.subscriber import Subscriber
from testbed.pages import count_queries
from tests.conftest import Clock, make_app
from tests.newsroom import Desk

Ask = Callable[..., TestResponse]
Find = Callable[[str], Subscriber]


def subscribers() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Subscriber)) or 0


def test_plain_form_redirects_to_the_confirmation_page(
    client: FlaskClient, ask: Ask, subscriber_at: Find, clock: Clock
) -> None:
    answer = ask("Jane.Doe@Example.org")
    assert (answer.status_code, answer.location) == (303, "/newsletter/sent")
    page = client.get(answer.location)
    assert "Mail is not set up yet" in page.text  # this instance writes it to a folder
    assert "autofocus" not in page.text
    assert subscribers() == 1
    jane = subscriber_at("jane.doe@example.org")
    assert (jane.status, jane.confirmation_due) == ("pending", True)
    assert (jane.email, jane.asked_at) == ("Jane.Doe@example.org", clock())


def test_network_is_kept_as_a_hash_until_it_is_confirmed(
    ask: Ask, subscriber_at: Find, clock: Clock
) -> None:
    for name in ("a@example.org", "b@example.org"):
        ask(name)
    one, other = subscriber_at("a@example.org"), subscriber_at("b@example.org")
    assert one.network == other.network != ""
    assert "127.0.0.1" not in one.network
    one.confirm(clock())
    assert one.network == ""


@pytest.mark.usefixtures("postbox")
def test_answer_says_check_your_mail_once_mail_can_be_sent(
    client: FlaskClient, ask: Ask
) -> None:
    assert "Check your mail" in ask("jane@example.org", htmx=True).text
    assert "Check your mail" in client.get("/newsletter/sent").text
    assert "cannot send mail" not in client.get("/newsletter/").text


@pytest.mark.parametrize("path", ["/", "/newsletter/"])
def test_readers_are_warned_until_mail_can_be_sent(
    client: FlaskClient, path: str
) -> None:
    assert "This site cannot send mail yet" in client.get(path).text


def test_newsroom_is_told_what_to_set(signed_in: Callable[..., Desk]) -> None:
    desk = signed_in("administrator")
    for page in ("", "subscribers/"):
        text = desk.get(f"/admin/newsletter/{page}").text
        assert "<code>MAIL_URL</code>" in text


def test_htmx_gets_the_fragment_alone(ask: Ask) -> None:
    answer = ask("jane@example.org", htmx=True, level="3")
    assert answer.status_code == 200
    assert answer.text.startswith('<section class="newsletter"')
    assert "role=" not in answer.text  # it takes the focus: that is announced
    assert '<h3 class="newsletter__title"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_page_with_the_form_is_public_and_sets_no_cookie(client: FlaskClient) -> None:
    page = client.get("/newsletter/")
    assert page.status_code == 200
    assert "public" in page.headers["Cache-Control"]
    assert "Set-Cookie" not in page.headers
    assert 'for="newsletter-email"' in page.text


@pytest.mark.parametrize(
    "typed",
    [
        *("", "   ", "jane", "jane@", "@example.org", "jane@example", "jane@localhost"),
        *("jane doe@example.org", "Jane <jane@example.org>", "a@b.c, d@e.f"),
        *("jane@example.org\r\nBcc: x@example.org", "ja\x00ne@example.org"),
        *("jane@exam\u202eple.org", "jane\u200b@example.org"),
        *("=?utf-8?q?a=0d=0aBcc=3a_x?=@example.org", "é@example.org"),
        *("j" * 65 + "@example.org", "j@" + "example." * 40 + "org"),
    ],
)
def test_invalid_address_is_refused_beside_the_field(ask: Ask, typed: str) -> None:
    for htmx in (True, False):
        answer = ask(typed, htmx=htmx)
        assert answer.status_code == 422
        assert ("<html" in answer.text) is not htmx
        assert 'aria-invalid="true"' in answer.text
        assert 'aria-describedby="newsletter-problem"' in answer.text
        assert 'id="newsletter-problem"' in answer.text
    assert subscribers() == 0


def test_refused_input_is_kept_and_escaped(ask: Ask) -> None:
    answer = ask('"><script>alert(1)</script>', htmx=True, level="4")
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in answer.text
    assert '<h4 class="newsletter__title"' in answer.text


@pytest.mark.parametrize("level", ["", "0", "7", "²", "<script>"])
def test_invalid_heading_level_is_two(ask: Ask, level: str) -> None:
    assert "<h2 " in ask("jane@example.org", htmx=True, level=level).text


@pytest.mark.parametrize("around", [*" \t\n\x85\u00a0", *"\u200b\ufeff\u202a\u2066"])
def test_invisible_characters_around_an_address_are_trimmed(
    ask: Ask, subscriber_at: Find, around: str
) -> None:
    assert ask(f"{around}jane@example.org{around} ").status_code == 303
    assert subscriber_at("jane@example.org").email == "jane@example.org"


def test_every_spelling_of_a_mailbox_is_one_subscriber(
    ask: Ask, subscriber_at: Find
) -> None:
    for spelling in ("Jane@Exämple.org", "jane@EXÄMPLE.ORG", "jane@xn--exmple-cua.org"):
        ask(spelling)
    assert subscribers() == 1
    assert subscriber_at("jane@exämple.org").mailbox == "Jane@xn--exmple-cua.org"


@pytest.mark.parametrize("seconds", ["0.3", "1.9", "-5", "nan", "soon"])
def test_form_filled_faster_than_a_person_types_is_not_kept(
    ask: Ask, seconds: str
) -> None:
    assert ask("jane@example.org", seconds=seconds).status_code == 303
    assert subscribers() == 0
    ask("jane@example.org", seconds="2.0")
    assert subscribers() == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_filled_honeypot_stores_nothing(ask: Ask, *, htmx: bool) -> None:
    trapped = ask("jane@example.org", htmx=htmx, website="https://spam.example")
    assert subscribers() == 0
    honest = ask("jane@example.org", htmx=htmx)
    assert (trapped.status, trapped.data) == (honest.status, honest.data)
    assert trapped.headers.to_wsgi_list() == honest.headers.to_wsgi_list()


@pytest.mark.parametrize("htmx", [True, False])
def test_answer_does_not_reveal_who_subscribes(
    ask: Ask, subscriber_at: Find, *, htmx: bool
) -> None:
    for status in ("pending", "confirmed", "unsubscribed", "blocked"):
        subscriber_at(f"{status}@example.org").status = status
        db.session.commit()
    names = ("new", "pending", "confirmed", "unsubscribed", "blocked")
    answers = [ask(f"{name}@example.org", htmx=htmx) for name in names]
    assert len({answer.data for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1


@pytest.mark.parametrize("status", ["complained", "blocked"])
def test_blocked_addresses_are_never_mailed(
    ask: Ask, subscriber_at: Find, clock: Clock, status: str
) -> None:
    jane = subscriber_at("jane@example.org")
    jane.status, jane.confirmation_due = status, False
    db.session.commit()
    clock.advance(days=400)
    ask("jane@example.org")
    jane = subscriber_at("jane@example.org")
    assert (jane.status, jane.confirmation_due) == (status, False)


@pytest.mark.parametrize("status", ["pending", "unsubscribed"])
def test_one_confirmation_a_day_for_an_address(
    ask: Ask, subscriber_at: Find, clock: Clock, status: str
) -> None:
    jane = subscriber_at("jane@example.org")
    jane.settle(clock())
    jane.status = status
    nonce = jane.nonce
    db.session.commit()
    clock.advance(hours=23.9)
    ask("jane@example.org")
    assert not subscriber_at("jane@example.org").confirmation_due
    clock.advance(hours=0.2)
    ask("jane@example.org")
    jane = subscriber_at("jane@example.org")
    assert (jane.status, jane.confirmation_due) == ("pending", True)
    assert jane.nonce != nonce


def test_form_of_another_site_is_refused(client: FlaskClient) -> None:
    data = {"email": "jane@example.org"}
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ):
        assert (
            client.post("/newsletter/", data=data, headers=headers).status_code == 403
        )
    assert subscribers() == 0


def test_too_many_requests_from_one_network_are_refused(ask: Ask, clock: Clock) -> None:
    for number in range(10):
        assert ask(f"jane{number}@example.org").status_code == 303
    refused = ask("joe@example.org", htmx=True)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "360")
    assert "Wait 6 minutes, then try again" in refused.text
    assert "<html" not in refused.text
    assert subscribers() == 10
    clock.advance(minutes=6)
    assert ask("joe@example.org").status_code == 303


def test_all_processes_count_together(
    app: Flask, client: FlaskClient, database_url: str, tmp_path: Path, clock: Clock
) -> None:
    other = make_app(database_url, tmp_path, clock)
    for number in range(10):
        reader = (client, other.test_client())[number % 2]
        data = {"email": f"jane{number}@example.org"}
        assert reader.post("/newsletter/", data=data).status_code == 303
    data = {"email": "joe@example.org"}
    assert client.post("/newsletter/", data=data).status_code == 429
    with other.app_context():
        db.engine.dispose()


def test_mistyped_addresses_are_not_counted(client: FlaskClient) -> None:
    for _ in range(12):
        assert client.post("/newsletter/", data={"email": "jane"}).status_code == 422
    data = {"email": "jane@example.org"}
    assert client.post("/newsletter/", data=data).status_code == 303


def test_a_network_counts_as_one_reader(client: FlaskClient) -> None:
    def ask_from(place: str) -> int:
        data = {"email": "jane@example.org"}
        where = {"REMOTE_ADDR": place}
        return client.post("/newsletter/", data=data, environ_base=where).status_code

    for number in range(11):
        last = ask_from(f"2001:db8:0:1:{number}::1")
        assert ask_from(f"::ffff:192.0.2.{number}") == 303
    assert last == 429
    assert ask_from("2001:db8:0:2::1") == 303


def test_storage_error_is_not_taken_for_a_race(app: Flask, clock: Clock) -> None:
    nameless = Address(cast("str", None), "jane@example.org")
    with pytest.raises(IntegrityError):
        subscribe(nameless, clock())


def test_broken_queue_does_not_fail_the_request(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "queue.db").mkdir()
    assert ask("jane@example.org").status_code == 303
    assert subscribers() == 1


def test_subscribing_makes_no_new_edition(ask: Ask) -> None:
    before = db.session.scalar(select(Edition.number))
    ask("jane@example.org")
    assert db.session.scalar(select(Edition.number)) == before


def test_same_address_from_many_at_once_is_one_subscriber(app: Flask) -> None:
    def post(_number: int) -> int:
        data = {"email": "jane@example.org"}
        return app.test_client().post("/newsletter/", data=data).status_code

    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(post, range(8))) == {303}
    assert subscribers() == 1


def test_variants_of_a_mailbox_share_its_limit(ask: Ask) -> None:
    for number in range(8):
        assert ask(f"jane+{number}@example.org").status_code == 303
    assert subscribers() == 5
    assert ask("joe@example.org").status_code == 303
    assert subscribers() == 6


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("jane@example.org", "Jane+news@example.org", True),
        ("j.doe@gmail.com", "jdoe+a@gmail.com", True),
        ("j.doe@example.org", "jdoe@example.org", False),
        ("+a@example.org", "+b@example.org", False),
    ],
)
def test_which_addresses_share_a_limit(one: str, other: str, *, shared: bool) -> None:
    first, second = Address.read(one), Address.read(other)
    assert (first.limit_key == second.limit_key) is shared
    assert first.key != second.key


def test_subscribing_costs_the_same_for_every_address(
    ask: Ask, subscriber_at: Find, clock: Clock
) -> None:
    names = ("pending", "confirmed", "unsubscribed", "blocked")
    for name in names:
        subscriber_at(f"{name}@example.org").status = name
        db.session.commit()
    clock.advance(seconds=1)
    ask("somebody@example.org")  # looks at the edition
    costs = {}
    for name in ("new", *names):
        with count_queries() as statements:
            ask(f"{name}@example.org")
        costs[name] = len(statements)
    assert len(set(costs.values())) == 1, costs
