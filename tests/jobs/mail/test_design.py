"""Every mail has the site's design, a language, and pictures that scale."""

import re

import pytest
from flask import Flask

from jobs.mail.compose import render_mail
from jobs.mail.design import DARK, LIGHT, Logo, dark_ink_of, ink_of
from models.base import transaction
from models.setting import Newsroom, read_newsroom, write_newsroom
from models.taxonomy import hue
from tests.conventions.test_tokens import SCHEMES, token
from tests.factories import make_picture

NAMES = {"raised": "paper-raised", "soft": "ink-soft"}
TEMPLATES = (
    *("confirm", "already-subscribed", "editor-invitation"),
    *("editor-notice", "editor-reset", "editor-return", "check"),
)


class Story:
    headline, note = "Rivers & lakes", "Too <long>."


GIVEN = {"link": "http://localhost/a?b=1&c=2", "detail": "Ana", "article": Story()}


@pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_colours_are_those_of_the_site(scheme: str, colours: dict[str, str]) -> None:
    site = {name: token(NAMES.get(name, name), SCHEMES[scheme]) for name in colours}
    assert site == colours


def test_hues_are_those_of_the_site() -> None:
    assert "82% 0.08" in token("hue-ink", SCHEMES["dark"])
    assert ink_of(hue.NO_REGION) != dark_ink_of(hue.NO_REGION)


@pytest.mark.parametrize("template", TEMPLATES)
def test_mail_has_both_parts_in_one_design(app: Flask, template: str) -> None:
    newsroom = Newsroom(name="The Line", tagline="Maps & routes")
    text, html = render_mail(template, newsroom, {**GIVEN, "who": "Ben"})
    assert "The Line" in text
    assert "{" not in text
    assert html.count("<h1") == 1
    assert 'name="color-scheme"' in html
    assert "prefers-color-scheme: dark" in html
    assert "Maps &amp; routes" in html
    tables = re.findall(r"<table\b[^>]*>", html)
    assert all('role="presentation"' in table for table in tables)


def test_what_people_typed_is_escaped(app: Flask) -> None:
    context = {**GIVEN, "who": "<b>Ben</b>"}
    html = render_mail("editor-return", Newsroom(), context)[1]
    assert "&lt;b&gt;Ben" in html
    assert "Too &lt;long&gt;." in html


def test_mail_is_in_the_language_of_the_magazine(app: Flask) -> None:
    html = render_mail("confirm", Newsroom(language="ar"), GIVEN)[1]
    assert '<html lang="ar" dir="rtl"' in html
    assert "text-align:right" in html


def test_logo_is_at_the_top(app: Flask) -> None:
    logo = make_picture(width=960, height=240)
    rows = [
        {"crop": "whole", "media_type": "image/jpeg", "width": width, "height": height}
        | {"key": f"{width:040x}.jpg"}
        for width, height in ((320, 80), (640, 160), (960, 240))
    ]
    with transaction():
        logo.rendition_rows = rows
        write_newsroom(Newsroom(name="The Line", logo_id=logo.id))
    assert Logo.of(logo) == Logo(f"{640:040x}.jpg", 240, 60)
    html = render_mail("confirm", read_newsroom(), GIVEN)[1]
    (image,) = re.findall(r"<img\b[^>]*>", html)
    assert 'alt="The Line"' in image
    assert 'width="240"' in image
    assert 'height="60"' in image
    assert "height:auto" in image
