"""Changing one's own password, with the hashing outside the transaction.

Flask-Security's view hashes between its reads and its writes. On SQLite that would
hold the write lock of the whole site while argon2 runs.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_login import current_user
from flask_security import hash_password, login_user
from flask_security.signals import password_changed
from werkzeug.wrappers import Response

from extensions import db
from models.base import transaction
from models.staff.staff_member import StaffMember
from web.accounts.messages import CHANGED
from web.accounts.settings import ACCOUNT
from web.accounts.sign_in import NewPasswordForm

View = Callable[..., Any]


def hashing_first(view: View) -> View:
    """Shows the form as Flask-Security does, and answers the POST itself."""

    @wraps(view)
    def answer() -> Any:
        return _change() if request.method == "POST" else view()

    return answer


def _change() -> Response | str:
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return render_template(
            "security/change_password.html", change_password_form=form
        )
    hashed, id_ = hash_password(form.new_password.data), current_user.id
    with transaction():
        _store(db.session.get_one(StaffMember, id_, with_for_update=True), hashed)
    flash(CHANGED, "success")
    return redirect(ACCOUNT, 303)


def _store(member: StaffMember, hashed: str) -> None:
    """A new `fs_uniquifier` ends every session; this one is begun again."""
    member.password = hashed
    current_app.extensions["security"].datastore.set_uniquifier(member)
    login_user(member, authn_via=["change"])
    app: Any = current_app
    password_changed.send(app._get_current_object(), user=member)  # noqa: SLF001
