"""Renders templates without the site context, which needs the database."""

from flask import current_app


def render_without_context(template: str, **inputs: object) -> str:
    return current_app.jinja_env.get_template(template).render(**inputs)
