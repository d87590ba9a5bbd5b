"""CORS: public responses that scripts of other sites may read."""

from web.policy import View, set_policy

# The same for every origin: the Origin header is never read, so never reflected.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}


def for_every_site(view: View) -> View:
    """Marks a public view that scripts of other sites may read, without credentials."""
    return set_policy(view, cors=True)
