"""The member's own account: name, sign-in methods and open sessions."""

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from blueprints.admin.accounts.forms import NameForm
from extensions import db
from models.base import transaction
from models.staff.sign_in import SignIn, end_all
from models.staff.staff_member import Passkey
from web.accounts.audit import audit
from web.accounts.browser_name import browser_name
from web.accounts.events import note_lost_passkey
from web.accounts.freshness import asks_again
from web.accounts.session import current_digest
from web.clock import utc_now
from web.permission import current_member, open_to

own_account = Blueprint("own_account", __name__, url_prefix="/account")
Answer = str | Response | tuple[str, int]


@own_account.get("/")
@open_to("contributor")
def show() -> str:
    return _page(NameForm(obj=current_member()))


@own_account.post("/")
@open_to("contributor")
def update() -> Answer:
    form = NameForm(request.form)
    if not form.validate():
        return _page(form), 422
    with transaction():
        current_member().name = form.name.data
    flash("Your name is saved.", "done")
    return redirect(url_for("admin.accounts.own_account.show"), 303)


@own_account.get("/protection")
@open_to("contributor")
def protection() -> str:
    """The next step towards a second factor."""
    return render_template(
        "admin/accounts/own_account/protection.html", person=current_member()
    )


@own_account.post("/passkeys/<int:id>/removal")
@open_to("contributor")
@asks_again
def create_removal(id: int) -> Response:
    with transaction():
        passkey = db.session.get(Passkey, id)
        # 404 for another member’s passkey: do not reveal that the id exists.
        if passkey is None or passkey.user_id != current_member().id:
            abort(404)
        name = passkey.name
        note_lost_passkey(current_member(), name)
        db.session.delete(passkey)
    flash(f"The passkey “{name}” is removed.", "done")
    return redirect(url_for("admin.accounts.own_account.show"), 303)


@own_account.post("/sign-ins/<int:id>/end")
@open_to("contributor")
def create_end(id: int) -> Response:
    with transaction():
        sign_in = db.session.get(SignIn, id)
        if sign_in is None or sign_in.editor_id != current_member().id:
            abort(404)
        sign_in.end(utc_now())
    flash("The session is signed out.", "done")
    return redirect(url_for("admin.accounts.own_account.show"), 303)


@own_account.post("/sign-out")
@open_to("contributor")
def create_sign_out() -> Response:
    """Signs out everywhere, including here, for example after losing a phone."""
    with transaction():
        editor = current_member()
        end_all(editor, utc_now())
        audit("sign out everywhere", editor)
        logout_user()
    return redirect(url_for("security.login"), 303)


def _page(form: NameForm) -> str:
    editor = current_member()
    return render_template(
        "admin/accounts/own_account/show.html",
        form=form,
        person=editor,
        sign_ins=SignIn.of(editor, utc_now()),
        here=current_digest(),
        browser_name=browser_name,
    )
