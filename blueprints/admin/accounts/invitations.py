"""Accepting an invitation, or creating the first administrator."""

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_security import hash_password
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from blueprints.admin.accounts.forms import FirstForm, JoinForm
from blueprints.admin.accounts.token_pages import explain, holder
from extensions import db
from models.base import transaction
from models.staff.mailed_link import BadLink, refuse_second
from models.staff.staff_member import StaffMember
from web.accounts.attempts import PLACE, count_or_wait, keyed
from web.accounts.audit import audit
from web.clock import utc_now
from web.origin import proved_by_token
from web.permission import open_to_anybody

invitations = Blueprint("invitations", __name__, url_prefix="/invitations")
invitations.register_error_handler(BadLink, explain)
Answer = str | Response | tuple[str, int]


@invitations.get("/<token>")
@open_to_anybody
def show(token: str) -> str:
    """A GET changes nothing, because mail scanners open links."""
    return _page(token, JoinForm.of(holder("invitation", token)))


@invitations.post("/<token>")
@proved_by_token
@open_to_anybody
def create(token: str) -> Answer:
    form = JoinForm.of(holder("invitation", token), request.form)
    if not form.validate():
        return _page(token, form), 422
    # Hashed before the transaction, because argon2 is slow.
    hashed = hash_password(form.password.data)
    with transaction():
        # Read again under the lock: the link may just have been used.
        editor = holder("invitation", token, locked=True)
        _join(editor, form.name.data, hashed)
    return redirect(url_for("admin.accounts.own_account.protection"), 303)


@invitations.get("/first/<token>")
@open_to_anybody
def show_first(token: str) -> str:
    _check_first(token)
    return _first_page(token, FirstForm())


@invitations.post("/first/<token>")
@proved_by_token
@open_to_anybody
def create_first(token: str) -> Answer:
    _check_first(token)
    form = FirstForm(request.form)
    if not form.validate():
        return _first_page(token, form), 422
    hashed = hash_password(form.password.data)
    with transaction():
        count_or_wait({keyed("first"): PLACE})  # one after the other
        _check_first(token)
        _join(_administrator(form), form.name.data, hashed)
    return redirect(url_for("admin.accounts.own_account.protection"), 303)


def _administrator(form: FirstForm) -> StaffMember:
    """The account with this address if it could not sign in yet, or a new one."""
    address = form.address()
    editor = db.session.scalar(StaffMember.at(address))
    if editor is None:
        editor = StaffMember(email=address.email, address_key=address.key)
        db.session.add(editor)
    editor.role, editor.active = "administrator", True
    return editor


def _join(editor: StaffMember, name: str, hashed: str) -> None:
    """Invalidates the link and signs the browser in."""
    editor.name, editor.password, editor.joined_at = name, hashed, utc_now()
    editor.end_sessions()
    audit("join", editor, by=editor)
    login_user(editor, authn_via=["invitation"])


def _check_first(token: str) -> None:
    refuse_second(token, current_app.config["SECRET_KEY"], utc_now())


def _page(token: str, form: JoinForm) -> str:
    return render_template(
        "admin/accounts/invitations/show.html", token=token, form=form
    )


def _first_page(token: str, form: FirstForm) -> str:
    return render_template(
        "admin/accounts/invitations/first.html", token=token, form=form
    )
