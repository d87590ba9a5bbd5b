"""Templates without the furniture that others get, which takes a database."""

from flask import current_app


def plainly(template: str, **inputs: object) -> str:
    return current_app.jinja_env.get_template(template).render(**inputs)
