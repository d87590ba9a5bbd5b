"""Issues are sent once to every subscriber, through a real server."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from extensions import db
from jobs.newsletter.sending import BREAKER, send_due_issues
from models.base import transaction
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Follow
from models.taxonomy.region import Region
from testbed.ports import free_port
from tests.conftest import Clock
from tests.factories import keep, make_article, make_region
from tests.jobs.newsletter.issues import Join, begin, outcomes, read, state, text_of
from tests.postbox import Postbox, use_mail_url


def test_everybody_gets_it_once(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article(headline="Rivers that have moved")
    names = ["ana", "ben", "cleo"]
    for name in names:
        join(name)
    id_ = begin(clock)
    send_due_issues(clock)
    send_due_issues(clock)
    assert postbox.recipients() == [f"{name}@example.org" for name in names]
    assert state(id_) == "sent"
    assert outcomes() == dict.fromkeys(names, "sent")


def test_message_has_the_headers_that_large_providers_require(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article(headline="Rivers that have moved", dek="A long walk.")
    join("ana")
    begin(clock)
    send_due_issues(clock)
    (envelope,) = postbox.envelopes
    message = read(envelope)
    # Not folded into encoded-words, in which no program finds it.
    assert b"\r\nList-Unsubscribe: <http://" in (envelope.original_content or b"")
    assert message["Subject"] == "Newsletter: Rivers that have moved"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(envelope.mail_from).startswith("bounce+")
    for kind in ("plain", "html"):
        text = text_of(message, kind)
        assert "A long walk." in text
        assert "/newsletter/preferences/" in text
        assert "{{" not in text


def test_one_click_unsubscribes_before_the_next_issue(
    app: Flask, client: FlaskClient, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article()
    join("ana")
    begin(clock)
    send_due_issues(clock)
    link = read(postbox.envelopes[0])["List-Unsubscribe"].strip("<>")
    one_click = {"List-Unsubscribe": "One-Click"}
    path = link.removeprefix("http://localhost")
    assert client.post(path, data=one_click).status_code == 200
    make_article(published_at=clock.advance(days=7))
    begin(clock)
    send_due_issues(clock)
    assert len(postbox.envelopes) == 1


def test_unsubscribing_takes_effect_in_the_middle_of_an_issue(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article()
    join("ana")
    ben = join("ben")
    id_ = begin(clock)
    from models.newsletter.delivery import prepare

    prepare(id_, clock)
    with transaction():
        leaving = update(Subscriber).where(Subscriber.id == ben.id)
        db.session.execute(leaving.values(status="unsubscribed"))
    send_due_issues(clock)
    assert outcomes() == {"ana": "sent", "ben": "skipped"}


def test_refused_mailbox_is_never_mailed_again(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article()
    nobody = join("nobody")
    join("ana")
    id_ = begin(clock)
    send_due_issues(clock)
    assert outcomes() == {"ana": "sent", "nobody": "refused"}
    assert state(id_) == "sent"
    assert db.session.get_one(Subscriber, nobody.id).status == "bounced"


def test_temporary_refusal_is_tried_again(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article()
    join("later")
    id_ = begin(clock)
    send_due_issues(clock)
    assert (outcomes(), state(id_)) == ({"later": ""}, "sending")
    row = db.session.scalars(select(Delivery)).one()
    assert row.failures == 1
    assert row.claimed_until is not None
    assert row.claimed_until > clock()


def test_breaker_opens_and_closes(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article()
    join("ana")
    id_ = begin(clock)
    settings = app.config["SETTINGS"]
    there = settings.mail_url
    use_mail_url(app, f"smtp://127.0.0.1:{free_port()}")
    send_due_issues(clock)
    assert db.session.get_one(NewsletterIssue, id_).failure
    assert app.extensions[BREAKER].is_open(clock())
    use_mail_url(app, there)
    send_due_issues(clock)
    assert postbox.envelopes == []
    clock.advance(minutes=1)
    send_due_issues(clock)
    assert outcomes() == {"ana": "sent"}
    assert not app.extensions[BREAKER].is_open(clock())


def test_lost_connection_is_recorded_as_doubtful(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    """Nobody can know whether the message arrived (RFC 1047)."""
    make_article()
    join("cut")
    begin(clock)
    send_due_issues(clock)
    clock.advance(minutes=5)
    send_due_issues(clock)
    row = db.session.scalars(select(Delivery)).one()
    assert (row.outcome, row.is_doubtful) == ("", True)


def test_readers_get_the_regions_they_follow(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    europe, asia = make_region("Europe"), make_region("Asia")
    make_article(headline="Harbours", regions=[europe])
    make_article(headline="Deserts", regions=[asia])
    _follow(join("ana"), europe)
    join("ben")
    begin(clock)
    send_due_issues(clock)
    texts = {
        str(one.rcpt_tos[0]): text_of(read(one), "plain") for one in postbox.envelopes
    }
    assert "Deserts" not in texts["ana@example.org"].partition("\n\n")[2]
    assert "Harbours" in texts["ana@example.org"]
    assert "Deserts" in texts["ben@example.org"]


def _follow(subscriber: Subscriber, region: Region) -> None:
    keep(Follow(subscriber_id=subscriber.id, region_id=region.id))


def test_story_is_mailed_again_only_when_it_was_corrected(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    story = make_article(headline="Rivers")
    join("ana")
    begin(clock)
    send_due_issues(clock)
    clock.advance(days=7)
    begin(clock, covers_since=None)
    _repeat_items()
    send_due_issues(clock)
    assert len(postbox.envelopes) == 1
    correction = {
        "at": clock().isoformat(),
        "text": "It flows east.",
        "is_material": True,
    }
    with transaction():
        story.corrected_at, story.correction_rows = clock.advance(hours=1), [correction]
    begin(clock)
    _repeat_items()
    send_due_issues(clock)
    assert "Corrected: It flows east." in text_of(read(postbox.envelopes[1]), "plain")


def _repeat_items() -> None:
    """The newest issue contains the first issue's story."""
    from models.newsletter.issue import IssueItem

    with transaction():
        first, *_, last = db.session.scalars(
            select(NewsletterIssue).order_by(NewsletterIssue.id)
        )
        last.items = [IssueItem(article_id=first.items[0].article_id, note="")]


def test_paused_issue_stops_and_resumes(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    make_article()
    join("ana")
    id_ = begin(clock)
    with transaction():
        db.session.get_one(NewsletterIssue, id_).state = "paused"
    send_due_issues(clock)
    assert postbox.envelopes == []
    with transaction():
        db.session.get_one(NewsletterIssue, id_).state = "preparing"
    send_due_issues(clock)
    assert len(postbox.envelopes) == 1


def test_issue_with_only_an_introduction_is_sent(
    app: Flask, clock: Clock, postbox: Postbox, join: Join
) -> None:
    join("ana")
    begin(clock, subject="Letter", intro="<p>Dear readers</p>")
    send_due_issues(clock)
    assert outcomes() == {"ana": "sent"}
