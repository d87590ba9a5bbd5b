"""Managing accounts: inviting people, changing roles, disabling and deleting."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from blueprints.admin.accounts.forms import InvitationForm, PersonForm
from blueprints.admin.accounts.queries import find_people, last_seen
from extensions import db
from models.base import transaction
from models.staff.message import Message
from models.staff.sign_in import end_all
from models.staff.staff_member import (
    StaffMember,
    is_last_administrator,
    may_at_least,
)
from models.stories.preview_link import end_links_of
from web.accounts.audit import audit
from web.accounts.events import notify_owner
from web.accounts.freshness import asks_again
from web.clock import utc_now
from web.permission import current_member, open_to

people = Blueprint("people", __name__, url_prefix="/people")

NOT_YOURSELF = "You cannot do this to your own account. Ask another administrator."
NOT_THE_LAST = "This is the only administrator who can sign in. Make another one first."
NOT_INVITED = "This person has already joined, or their account is disabled."
Answer = str | Response | tuple[str, int]


class NotAllowed(Exception):
    """The action is not possible for this account."""

    def __init__(self, id_: int, reason: str) -> None:
        super().__init__(reason)
        self.id = id_


@people.errorhandler(NotAllowed)
def explain(error: NotAllowed) -> tuple[str, int]:
    """Shows the message on the account's page, beside the button."""
    editor = _find(error.id)
    return _page(editor, PersonForm(obj=editor), str(error)), 422


@people.get("/")
@open_to("administrator")
def index() -> str:
    words = request.args.get("q", "").strip()
    found = find_people(words)
    return render_template(
        "admin/accounts/people/index.html",
        people=found,
        seen=last_seen(found),
        words=words,
    )


@people.get("/invitation")
@open_to("administrator")
@asks_again
def new() -> str:
    return render_template("admin/accounts/people/new.html", form=InvitationForm())


@people.post("/invitation")
@open_to("administrator")
@asks_again
def create() -> Answer:
    form = InvitationForm(request.form)
    if not form.validate() or not _invite(form):
        return render_template("admin/accounts/people/new.html", form=form), 422
    flash(f"An invitation was mailed to {form.email.data}.", "done")
    return redirect(url_for("admin.accounts.people.index"), 303)


@people.get("/<int:id>")
@open_to("administrator")
def edit(id: int) -> str:
    editor = _find(id)
    return _page(editor, PersonForm(obj=editor))


@people.post("/<int:id>")
@open_to("administrator")
@asks_again
def update(id: int) -> Answer:
    form = PersonForm(request.form)
    if not form.validate() or not _change(id, form):
        return _page(_find(id), form), 422
    flash(f"{form.name.data} is saved.", "done")
    return redirect(url_for("admin.accounts.people.edit", id=id), 303)


@people.post("/<int:id>/invitation")
@open_to("administrator")
@asks_again
def create_invitation(id: int) -> Response:
    """Sends another invitation and invalidates the first link."""
    with transaction():
        editor = _invited(id)
        # The link is bound to the same secret as sessions.
        editor.end_sessions()
        _send_invitation(editor)
    return _done(id, "A new invitation was mailed. The old link no longer works.")


@people.post("/<int:id>/withdrawal")
@open_to("administrator")
def create_withdrawal(id: int) -> Response:
    """Deletes the account; only for people who never signed in."""
    with transaction():
        editor = _invited(id)
        audit("withdraw the invitation of", editor)
        db.session.delete(editor)
    flash("The invitation is withdrawn. Its link no longer works.", "done")
    return redirect(url_for("admin.accounts.people.index"), 303)


@people.post("/<int:id>/disabling")
@open_to("administrator")
def create_disabling(id: int) -> Response:
    with transaction():
        editor = _another(id)
        _refuse_last(editor)
        editor.active = False
        end_all(editor, utc_now())
        # Preview links work without an account, so they would outlive it.
        end_links_of(editor, utc_now())
        audit("disable", editor)
    return _done(id, "The account is disabled, and signed out everywhere.")


@people.post("/<int:id>/enabling")
@open_to("administrator")
@asks_again
def create_enabling(id: int) -> Response:
    with transaction():
        editor = _another(id)
        editor.active = True
        audit("enable", editor)
    return _done(id, "The account is enabled again.")


@people.post("/<int:id>/sign-out")
@open_to("administrator")
def create_sign_out(id: int) -> Response:
    with transaction():
        editor = _another(id)
        end_all(editor, utc_now())
        audit("sign out everywhere", editor)
    return _done(id, "Signed out everywhere.")


@people.post("/<int:id>/unprotection")
@open_to("administrator")
@asks_again
def create_unprotection(id: int) -> Response:
    """For someone who lost their phone and recovery codes."""
    with transaction():
        editor = _another(id)
        editor.lose_second_factors()
        end_all(editor, utc_now())
        audit("remove the second factors of", editor)
        notify_owner(
            editor, "An administrator removed your passkeys and your authenticator app."
        )
    return _done(
        id,
        "Second factors removed. Only a password protects this account now.",
    )


def _find(id_: int, *, locked: bool = False) -> StaffMember:
    """Aborts with 404."""
    editor = db.session.get(StaffMember, id_, with_for_update=locked or None)
    return editor or abort(404)


def _another(id_: int) -> StaffMember:
    # A mistake here would lock the member out.
    if id_ == current_member().id:
        raise NotAllowed(id_, NOT_YOURSELF)
    return _find(id_, locked=True)


def _invited(id_: int) -> StaffMember:
    editor = _another(id_)
    if editor.standing != "invited":
        raise NotAllowed(id_, NOT_INVITED)
    return editor


def _refuse_last(editor: StaffMember) -> None:
    if is_last_administrator(editor):
        raise NotAllowed(editor.id, NOT_THE_LAST)


def _invite(form: InvitationForm) -> bool:
    """False with the reason in the form's errors."""
    address = form.address()
    with transaction():
        if db.session.scalar(StaffMember.at(address)):
            form.email.errors = ["There is already an account with this address."]
            return False
        editor = StaffMember(email=address.email, address_key=address.key)
        _fill(editor, form)
        db.session.add(editor)
        _send_invitation(editor)
    return True


def _send_invitation(editor: StaffMember) -> None:
    editor.invited_at = utc_now()
    audit("invite", editor, editor.role)
    who = current_member()
    subject = "You are invited to the newsroom"
    more = {"detail": who.name or who.email}
    db.session.add(Message.to(editor, "invitation", subject, utc_now(), **more))


def _change(id_: int, form: PersonForm) -> bool:
    """False with the reason in the form's errors."""
    try:
        with transaction():
            editor = _find(id_, locked=True)
            if form.role.data != editor.role:
                _change_role(editor, form.role.data)
            _fill(editor, form)
    except NotAllowed as refused:
        form.role.errors = [str(refused)]
        return False
    return True


def _change_role(editor: StaffMember, role: str) -> None:
    if editor.id == current_member().id:
        raise NotAllowed(editor.id, NOT_YOURSELF)
    _refuse_last(editor)
    # With less access, their preview links may show too much.
    if not may_at_least(role, editor.role):
        end_links_of(editor, utc_now())
    audit("change the role of", editor, f"{editor.role} → {role}")


def _fill(editor: StaffMember, form: Any) -> None:
    editor.name, editor.role = form.name.data, form.role.data
    editor.contributor_id = form.contributor_id.data or None


def _page(editor: StaffMember, form: PersonForm, problem: str = "") -> str:
    seen = last_seen([editor]).get(editor.id)
    return render_template(
        "admin/accounts/people/edit.html",
        form=form,
        person=editor,
        problem=problem,
        seen=seen,
        is_self=editor.id == current_member().id,
    )


def _done(id_: int, message: str) -> Response:
    flash(message, "done")
    return redirect(url_for("admin.accounts.people.edit", id=id_), 303)
