"""A small magazine with one of everything, and a canary in all unpublished text."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from extensions import db
from models.base import transaction
from models.email_address import Address
from models.front_page import FrontPageSlot
from models.imports.site_import import SiteImport
from models.newsletter.contents import begin_issue
from models.newsletter.newsletter import Newsletter
from models.newsletter.signup import subscribe
from models.newsletter.subscriber_import import SubscriberImport
from models.pictures.picture import Rendition
from models.redirect import Redirect
from models.setting import Newsroom, write_newsroom
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import Draft, current_content, lock_story, save_draft
from tests import factories as make
from tests.conftest import START

CANARY = "zq-canary"
NEWSROOM = Newsroom(
    name="The Meridian Test",
    tagline="For tests.",
    description="A magazine that tests itself.",
    newsletter_pitch="One message a week.",
    social_links=({"name": "Mastodon", "url": "https://social.example/@us"},),
    contact_email="desk@magazine.example",
    footer="Made for tests.",
    indexnow_key="0123456789abcdef",
)


def fill(now: datetime) -> None:
    """Published some hours before `now`; scheduled a year later."""
    with transaction():
        write_newsroom(NEWSROOM)
    europe = make.make_region("Europe", description="<p>A peninsula.</p>", hue=120)
    asia = make.make_region("Asia", west=60, east=-170)
    maps = make.make_topic("Maps")
    ines = make.make_contributor(
        "Ines Calloway", biography="<p>She writes.</p>", portrait=_drawn_picture()
    )
    shared: dict[str, Any] = {
        "regions": [europe, asia],
        "topics": [maps],
        "contributors": [ines],
    }
    make.make_article(
        slug="the-line",
        lead_picture=_drawn_picture(),
        opening=make.OPENING + make.figures(_drawn_picture()),
        **shared,
    )
    stories = [
        make.make_article(
            slug=f"tale-{number}",
            published_at=now - timedelta(hours=number),
            lead_picture=make.make_picture() if number % 2 else None,
            rest=make.REST + make.figures(make.make_picture()),
            **shared,
        )
        for number in range(1, 16)
    ]
    for number in range(3):
        make.make_article(slug=f"brief-{number}", kind="brief", regions=[europe])
    make.make_article(slug="about", kind="page", headline="About us", rest="")
    for story in stories[1:3]:
        make.make_correction(story, is_material=True)
        make.make_correction(story, is_material=False)
    _write_what_waits(stories[2], now)
    make.keep(FrontPageSlot(position=0, article=stories[8]))
    make.keep(Redirect(old_path="/old", new_path="/articles/the-line"))
    _make_issues(now)
    with transaction():
        db.session.add(_checked_import(now))
        db.session.add(_checked_site(now))
    subscribe(Address.read("ana@example.org"), now)
    _make_canaries(now, shared)


def _make_issues(now: datetime) -> None:
    """A draft, and an issue in the archive."""
    with transaction():
        newsletter = db.session.get_one(Newsletter, 1)
        newsletter.has_archive = True
        begin_issue(newsletter, now)
        db.session.flush()
        past = begin_issue(newsletter, now)
        past.state, past.started_at, past.finished_at = "sent", now, now


def _write_what_waits(story: Article, now: datetime) -> None:
    """Unpublished changes of a public story."""
    words: dict[str, Any] = {
        name: f"{CANARY} {name}" for name in ("headline", "dek", "seo_title")
    }
    text: dict[str, Any] = {
        name: f"<p>{CANARY} {name}</p>\n" for name in ("opening", "rest")
    }
    content = replace(Content.of(story), slug=f"{CANARY}-slug", **words, **text)
    draft = Draft(article_id=story.id, stored=content.as_json(), changed_at=now)
    make.keep(draft)


def _make_canaries(now: datetime, shared: dict[str, Any]) -> None:
    states: tuple[tuple[str, datetime | None], ...] = (
        ("draft", now - timedelta(days=1)),
        ("submitted", now - timedelta(days=1)),
        ("withdrawn", now - timedelta(days=1)),
        ("published", now + timedelta(days=365)),
    )
    for kind in ("article", "brief", "page"):
        for status, published_at in states:
            hidden = make.make_article(
                kind=kind,
                slug=f"{CANARY}-{kind}-{status}",
                headline=f"{CANARY} headline",
                dek=f"{CANARY} dek",
                opening=f"<p>{CANARY} opening</p>",
                rest=f"<p>{CANARY} rest</p>",
                status=status,
                published_at=published_at,
                lead_picture=make.make_picture(caption=CANARY),
                **shared,
            )
            if kind == "article":
                position = 1 + [name for name, _ in states].index(status)
                make.keep(FrontPageSlot(position=position, article=hidden))


def save_a_draft(id_: int) -> None:
    content = current_content(db.session.get_one(Article, id_))
    with transaction():
        locked = lock_story(id_)
        assert locked
        save_draft(locked, content, based_on=0, editor=None, now=START, kind="saved")


def _checked_import(now: datetime) -> SubscriberImport:
    return SubscriberImport(
        state="checked",
        file_name="members.csv",
        consent="Signed up on our old site",
        data=b"email\nana@example.org\nnobody\n",
        made_at=now,
        is_due=False,
        entries=1,
        settled=1,
        counts={"new confirmed": 1, "refused": 1},
        refused=[[3, "nobody", "This is not a valid e-mail address."]],
    )


def _checked_site(now: datetime) -> SiteImport:
    return SiteImport(
        state="checked",
        file_name="export.xml",
        file="none",
        time_zone="UTC",
        made_at=now,
        is_due=False,
        size=2,
        settled=2,
        counts={"new": 1, "refused": 1},
        report="2 items read: 1 new, 1 refused.",
    )


def _drawn_picture() -> Any:
    rows = [
        vars(Rendition(crop, media_type, 480, 320, f"{number:040x}.{ending}"))
        for number, crop in enumerate(("whole", "card"))
        for media_type, ending in (("image/jpeg", "jpg"), ("image/webp", "webp"))
    ]
    return make.make_picture(rendition_rows=rows, renditions_due=False)
