"""The settings as a form: what the newsroom calls itself, and how it behaves."""

import secrets
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from blueprints.admin import rules
from importers.content.fields import UNFIT, UNFIT_IN_LINE, holds
from importers.content.kinds.settings import LANGUAGE, LONGEST, LONGEST_LINK, NUMBERS
from jobs.pings.outward import OutwardRefused, address_parts
from models.email_address import Address, BadAddress
from models.setting import Newsroom
from models.stories.fingerprint import fingerprint

EMPTY_ROWS = 2
MOST_LINKS = 30
NEEDED = rules.needed("This cannot be empty.")


@cache
def zones() -> tuple[str, ...]:
    """The names of the IANA database; looking for them takes a while."""
    return tuple(sorted(available_timezones()))


def _mailable(_form: Any, field: Any) -> None:
    if "=?" in field.data:
        said = "This holds =?, which mail programs take for a code: take it out."
        raise ValidationError(said)


def _language(_form: Any, field: Any) -> None:
    if not LANGUAGE.fullmatch(field.data):
        raise ValidationError("This takes a language tag such as en or pt-BR.")


def _email(_form: Any, field: Any) -> None:
    try:
        if field.data:
            Address.read(field.data)
    except BadAddress:
        said = "This is no e-mail address such as desk@example.org."
        raise ValidationError(said) from None


def _zone(_form: Any, field: Any) -> None:
    if field.data and field.data not in zones():
        raise ValidationError(
            "There is no such zone. Zones are named for a city: type the beginning of "
            "the nearest large one, such as Europe/Paris."
        )


def _hub(_form: Any, field: Any) -> None:
    try:
        if field.data:
            address_parts(field.data)
    except OutwardRefused as refused:
        raise ValidationError(str(refused)) from None


def _line(label: str, *more: rules.Rule, **attributes: str) -> StringField:
    checks = [*more, rules.one_line(LONGEST)]
    filters = [rules.trimmed]
    return StringField(label, checks, filters, render_kw=attributes)


def _text(label: str) -> TextAreaField:
    checks = [rules.words(LONGEST)]
    return TextAreaField(label, filters=[rules.with_plain_breaks], validators=checks)


@dataclass
class LinkRow:
    name: str = ""
    url: str = ""
    problem: str = ""

    def check(self) -> None:
        for text in (self.name, self.url):
            found = UNFIT.search(text) or UNFIT_IN_LINE.search(text)
            if found:
                self.problem = f"This {holds(found[0])}"
            elif len(text) > LONGEST_LINK:
                self.problem = f"This takes {LONGEST_LINK} characters at most."
        if not self.problem and not self.name:
            self.problem = "Say where this leads: Mastodon, for example."
        if not self.problem and not _is_address(self.url):
            self.problem = "This takes an address that begins with https://."


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """Its fields are those of Newsroom, and `links` the rows of its social links."""

    name = _line("Name", NEEDED, _mailable)
    tagline = _line("Tagline")
    description = _text("Description")
    language = _line("Language", NEEDED, _language)
    article_name = _line("An article is called", NEEDED)
    briefs_name = _line("The briefs are called", NEEDED)
    newsletter_name = _line("The newsletter is called", NEEDED, _mailable)
    newsletter_pitch = _text("What it promises")
    contact_email = _line("Contact e-mail", _email)
    footer = _text("Footer")
    poll_seconds = rules.NumberField(
        "Look for news every … seconds",
        low=NUMBERS["poll_seconds"][0],
        high=NUMBERS["poll_seconds"][1],
    )
    time_zone = _line("Time zone", _zone, list="zones")
    logo_id = rules.PictureField("Logo")
    websub_hub = _line("WebSub hub", _hub, inputmode="url")
    indexnow = BooleanField("Tell search engines what is new")
    version = HiddenField()
    links: list[LinkRow]

    @classmethod
    def of(cls, newsroom: Newsroom) -> Self:
        form = cls(formdata=None, obj=newsroom)
        form.links = [LinkRow(**link) for link in newsroom.social_links]
        form.indexnow.data = bool(newsroom.indexnow_key)
        form.version.data = fingerprint(asdict(newsroom))
        return form

    @classmethod
    def sent(cls, typed: MultiDict[str, str]) -> Self:
        """Rows of which nothing is filled in are gone."""
        form = cls()
        names = [rules.trimmed(name) for name in typed.getlist("link_name")]
        urls = [rules.trimmed(url) for url in typed.getlist("link_url")]
        rows = [LinkRow(*row) for row in zip(names, urls, strict=False) if any(row)]
        form.links = rows[:MOST_LINKS]
        return form

    def is_right(self) -> bool:
        right = bool(self.validate())
        for row in self.links:
            row.check()
        return right and not any(row.problem for row in self.links)

    def newsroom(self, before: Newsroom) -> Newsroom:
        values = {name: self[name].data for name in asdict(before) if name in self}
        links = tuple({"name": row.name, "url": row.url} for row in self.links)
        key = before.indexnow_key or secrets.token_hex(16)
        return replace(
            before,
            **values,
            social_links=links,
            indexnow_key=key if self.indexnow.data else "",
        )

    @property
    def link_rows(self) -> list[LinkRow]:
        """With some to be filled in."""
        return self.links + [LinkRow() for _ in range(EMPTY_ROWS)]


def _is_address(url: str) -> bool:
    """As the importer reads it."""
    try:
        return url.startswith(("https://", "http://")) and bool(urlsplit(url).netloc)
    except ValueError:
        return False
