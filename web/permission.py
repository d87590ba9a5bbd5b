"""Permissions: who may use a view. A view with none, and not public, is closed."""

from collections.abc import Callable
from functools import partial
from urllib.parse import SplitResult, urlsplit

from flask import abort, redirect, url_for
from flask_login import current_user
from htmx_flask import request
from werkzeug.wrappers import Response

from extensions import csrf
from models.staff.staff_member import StaffMember
from web.accounts.session import NEWSROOM, is_newsroom, keep_alive
from web.origin import UNSAFE
from web.policy import ANYBODY, View, policy_of, set_policy

NEWSROOM_FRONT = f"{NEWSROOM}/"
LONGEST_ADDRESS = 2000  # characters of the URL to return to


def open_to(role: str) -> Callable[[View], View]:
    """For staff members who have at least this role."""
    return partial(set_policy, permission=role)


def open_to_anybody(view: View) -> View:
    """For views that are not public pages but need no account."""
    return open_to(ANYBODY)(view)


def takes_up_to(size: int | Callable[[], int]) -> Callable[[View], View]:
    """The largest request in bytes; a larger one is refused before it is read.

    A function is called for each request: it may look at the headers.
    """
    return partial(set_policy, body_limit=size)


def check_permission() -> Response | None:
    """Runs before every view, and before the body is read."""
    policy = policy_of(request.endpoint)
    if request.endpoint is None or policy.public:
        return None
    permission = policy.permission
    if permission is None:
        abort(403)
    if permission == ANYBODY:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    keep_alive()
    if not current_user.is_at_least(permission):
        abort(403, "Your role does not allow this. Ask an administrator for help.")
    return None


def raise_limits() -> None:
    limit = policy_of(request.endpoint).body_limit
    most = limit() if callable(limit) else limit
    if most:
        request.max_content_length = request.max_form_memory_size = most


def check_token() -> None:
    """Requires the CSRF token for forms where there is a session."""
    is_proved = request.endpoint is None or policy_of(request.endpoint).proved_by_token
    if request.method in UNSAFE and is_newsroom(request.path) and not is_proved:
        csrf.protect()


def current_member() -> StaffMember:
    """The signed-in member; only for views that require a role."""
    member: StaffMember = current_user._get_current_object()  # noqa: SLF001
    return member


def page_to_return_to() -> str:
    """The page to come back to: the one requested, or the one the request is from."""
    if request.method == "GET" and not wants_no_page():
        path = request.full_path.rstrip("?")
    else:
        page = _split(request.htmx.current_url or request.referrer or "")
        path = f"{page.path}{'?' * bool(page.query)}{page.query}"
    return path if leads_home(path) else NEWSROOM_FRONT


def leads_home(path: str) -> bool:
    """Whether a browser that is sent there stays in the newsroom.

    Browsers take a backslash for a slash and drop control characters.
    """
    is_plain = path.isprintable() and "\\" not in path and len(path) <= LONGEST_ADDRESS
    return is_plain and is_newsroom(_split(path).path) and path.startswith(NEWSROOM)


def _split(url: str) -> SplitResult:
    """The parts of an untrusted URL; empty parts if it cannot be parsed."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _ask_to_sign_in() -> Response:
    if request.method != "GET" or wants_no_page():
        abort(401)
    return redirect(url_for("security.login", next=page_to_return_to()), 302)


def wants_no_page() -> bool:
    return bool(request.htmx) or wants_json()


def wants_json() -> bool:
    """Our scripts ask for JSON; browsers put HTML first."""
    best: str | None = request.accept_mimetypes.best
    return best == "application/json"
