"""Members with passwords, and clients that sign in with them."""

import re
from collections.abc import Callable
from functools import cache

import pytest
from flask import Flask
from flask_security import hash_password
from werkzeug.test import TestResponse

from models.staff.staff_member import StaffMember
from tests.conftest import Browser
from tests.newsroom import make_editor

PASSWORD = "tidal lantern oyster grid"
TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')


class Visitor(Browser):
    """A visitor who sends forms with the CSRF token of their page."""

    def send(self, page: str, to: str = "", **data: str) -> TestResponse:
        found = TOKEN.search(self.get(page).text)
        given = {"csrf_token": found[1]} if found else {}
        return self.post(to or page, data=given | data)

    def sign_in(self, editor: StaffMember, password: str = PASSWORD) -> TestResponse:
        return self.send("/admin/login", email=editor.email, password=password)

    @property
    def is_in(self) -> bool:
        return self.get("/admin/account/").status_code == 200


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app, app.response_class, use_cookies=True)


@pytest.fixture
def visitors(app: Flask) -> Callable[[], Visitor]:
    return lambda: Visitor(app, app.response_class, use_cookies=True)


@cache
def hashed() -> str:
    """Slow, as it has to be: done once for all tests."""
    found: str = hash_password(PASSWORD)
    return found


@pytest.fixture
def ana(app: Flask) -> StaffMember:
    """An editor who knows her password."""
    return make_editor(
        name="Ana Reyes", email="ana@desk.example.com", password=hashed()
    )
