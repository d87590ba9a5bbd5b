"""CORS: answers that scripts of other sites may read, as they hold nothing private."""

from web.policy import View, set_policy

# The same for everyone: no Origin is looked at, so none can be reflected.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}


def for_every_site(view: View) -> View:
    """Marks a public view that scripts of other sites may read, without credentials."""
    return set_policy(view, cors=True)
