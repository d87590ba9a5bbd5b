"""Errors in the newsroom: a page, a line for htmx, JSON for scripts."""

from flask import jsonify, render_template, url_for
from htmx_flask import request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from web.permission import page_to_return_to, wants_json
from web.policy import ANYBODY, policy_of
from web.without_context import render_without_context

SENT_AGAIN = (400, 401)  # the form itself was valid
KEPT_BACK = ("csrf_token", "password", "credential", "code")


def newsroom_error(
    code: int, title: str, message: str, sign_in_url: str | None = None
) -> Response:
    if code == 401 and sign_in_url is None:
        sign_in_url = url_for("security.login", next=page_to_return_to())
    if wants_json():
        answer = {"problem": f"{title}. {message}", "sign_in_url": sign_in_url}
        response = jsonify({name: value for name, value in answer.items() if value})
        response.status_code = code
        return response
    inputs = {"title": title, "message": message, "sign_in_url": sign_in_url}
    if request.htmx:
        body = render_without_context("errors/_error.html", **inputs)
    else:
        body = _page(code, **inputs)
    return Response(body, code, mimetype="text/html")


def _page(code: int, **inputs: str | None) -> str:
    try:
        fields = unsent_fields() if code in SENT_AGAIN else []
        return render_template(
            "errors/newsroom.html", code=code, unsent=fields, **inputs
        )
    except SQLAlchemyError:
        return render_without_context("errors/bare.html", code=code, **inputs)


def unsent_fields() -> list[tuple[str, str]]:
    """The submitted fields, so the form can be sent again after signing in."""
    if request.method != "POST" or policy_of(request.endpoint).permission == ANYBODY:
        return []
    try:
        fields = request.form.items(multi=True)
    except HTTPException:  # too large, or not a form
        return []
    return [(name, value) for name, value in fields if not _is_secret(name)]


def _is_secret(name: str) -> bool:
    return any(word in name for word in KEPT_BACK)
