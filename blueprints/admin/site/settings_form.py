"""The settings form."""

import secrets
from dataclasses import asdict, replace
from functools import cache
from typing import Any, Self
from zoneinfo import available_timezones

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, HiddenField
from wtforms.validators import ValidationError

from blueprints.admin.fields import (
    NO_WEB_ADDRESS,
    LineField,
    NumberField,
    PictureField,
    Rule,
    TextField,
    email_address,
    needed,
    web_address,
)
from jobs.pings.outward import OutwardRefused, address_parts
from models.fingerprint import fingerprint
from models.setting import LANGUAGE, LONGEST, LONGEST_LINK, NUMBERS, Newsroom

EMPTY_ROWS = 2
MOST_LINKS = 30
NEEDED = needed("This cannot be empty.")


@cache
def zones() -> tuple[str, ...]:
    """The IANA time zone names; cached because listing them is slow."""
    return tuple(sorted(available_timezones()))


def _mailable(_form: Any, field: Any) -> None:
    if "=?" in field.data:
        message = "Remove =? from this: mail programs read it as the start of a code."
        raise ValidationError(message)


def _language(_form: Any, field: Any) -> None:
    if not LANGUAGE.fullmatch(field.data):
        raise ValidationError("Enter a language tag such as en or pt-BR.")


def _zone(_form: Any, field: Any) -> None:
    if field.data and field.data not in zones():
        raise ValidationError(
            "There is no such time zone. Choose one from the list: Europe/Paris."
        )


def _hub(_form: Any, field: Any) -> None:
    try:
        if field.data:
            address_parts(field.data)
    except OutwardRefused as refused:
        raise ValidationError(str(refused)) from None


def _line(label: str, *rules: Rule, **attributes: str) -> LineField:
    return LineField(label, LONGEST, *rules, render_kw=attributes)


class LinkForm(Form):  # type: ignore[misc]
    """A row of the social links: a name and an address."""

    link_name = LineField("Name", LONGEST_LINK, needed("Name this link: Mastodon."))
    link_url = LineField("Address", LONGEST_LINK, needed(NO_WEB_ADDRESS), web_address)

    @classmethod
    def of(cls, name: str, url: str) -> Self:
        return cls(MultiDict({"link_name": name, "link_url": url}))

    @property
    def link(self) -> dict[str, str]:
        return {"name": self.link_name.data, "url": self.link_url.data}

    @property
    def is_empty(self) -> bool:
        return not any(self.link.values())


class SettingsForm(Form):  # type: ignore[misc]
    """Its fields are those of Newsroom, and `links` the rows of its social links."""

    name = _line("Name", NEEDED, _mailable)
    tagline = _line("Tagline")
    description = TextField("Description", LONGEST)
    language = _line("Language", NEEDED, _language)
    article_name = _line("Name for an article", NEEDED)
    briefs_name = _line("Name for the briefs", NEEDED)
    newsletter_name = _line("Newsletter name", NEEDED, _mailable)
    newsletter_pitch = TextField("Newsletter description", LONGEST)
    contact_email = _line("Contact e-mail", email_address)
    footer = TextField("Footer", LONGEST)
    poll_seconds = NumberField(
        "Check for new stories every … seconds",
        low=NUMBERS["poll_seconds"][0],
        high=NUMBERS["poll_seconds"][1],
    )
    time_zone = _line("Time zone", _zone, list="zones")
    logo_id = PictureField("Logo")
    websub_hub = _line("WebSub hub", _hub, inputmode="url")
    indexnow = BooleanField("Notify search engines")
    version = HiddenField()
    links: list[LinkForm]

    @classmethod
    def of(cls, newsroom: Newsroom) -> Self:
        form = cls(obj=newsroom)
        form.links = [LinkForm.of(**link) for link in newsroom.social_links]
        form.indexnow.data = bool(newsroom.indexnow_key)
        form.version.data = fingerprint(asdict(newsroom))
        return form

    @classmethod
    def sent(cls, typed: MultiDict[str, str]) -> Self:
        """Empty rows are dropped."""
        form = cls(typed)
        names, urls = typed.getlist("link_name"), typed.getlist("link_url")
        rows = [LinkForm.of(*row) for row in zip(names, urls, strict=False)]
        form.links = [row for row in rows if not row.is_empty][:MOST_LINKS]
        return form

    def is_right(self) -> bool:
        """Validates all of it, so that every problem is shown."""
        right = [self.validate(), *(row.validate() for row in self.links)]
        return all(right)

    def newsroom(self, before: Newsroom) -> Newsroom:
        values = {name: self[name].data for name in asdict(before) if name in self}
        links = tuple(row.link for row in self.links)
        key = before.indexnow_key or secrets.token_hex(16)
        return replace(
            before,
            **values,
            social_links=links,
            indexnow_key=key if self.indexnow.data else "",
        )

    @property
    def link_rows(self) -> list[LinkForm]:
        """With some empty ones."""
        return self.links + [LinkForm() for _ in range(EMPTY_ROWS)]
