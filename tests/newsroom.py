"""Signed-in members of the newsroom, for tests."""

from typing import Any

from flask import Flask

from models.staff.staff_member import StaffMember
from testbed.sessions import Cookie, make_editor
from tests.conftest import Browser

__all__ = ["Cookie", "Desk", "make_editor", "sign_in"]


class Desk(Browser):
    """A signed-in client; its POSTs include the CSRF token."""

    editor_id: int
    csrf_token = ""

    def open(self, *args: Any, csrf: bool = True, **more: Any) -> Any:
        if csrf and self.csrf_token:
            headers = dict(more.pop("headers", None) or {})
            more["headers"] = {"X-CSRFToken": self.csrf_token, **headers}
        return super().open(*args, **more)


def sign_in(app: Flask, editor: StaffMember) -> Desk:
    cookie = Cookie(app, editor)
    desk = Desk(app, app.response_class, use_cookies=True)
    desk.set_cookie(cookie.name, cookie.value)
    desk.csrf_token, desk.editor_id = cookie.csrf_token, editor.id
    return desk
