"""Warns of a proxy that TRUSTED_PROXIES leaves out.

Then all readers have the proxy's address and count as one: a stranger who guesses at
passwords makes everybody wait.
"""

import logging

from flask import current_app, request

log = logging.getLogger("meridian.proxies")
FORWARDED = ("X-Forwarded-For", "Forwarded")
WARNING = (
    "Requests come through a proxy, but TRUSTED_PROXIES is 0: all readers count as "
    "one, and one stranger can lock everybody out. Set TRUSTED_PROXIES to the number "
    "of proxies in front of Meridian."
)


def is_behind_unknown_proxy() -> bool:
    """As far as this request shows; anybody can send these headers."""
    is_known = current_app.config["SETTINGS"].trusted_proxies > 0
    return not is_known and any(name in request.headers for name in FORWARDED)


def warn_of_unknown_proxy() -> None:
    """Once for each process."""
    if is_behind_unknown_proxy() and "unknown_proxy" not in current_app.extensions:
        current_app.extensions["unknown_proxy"] = True
        log.warning(WARNING)
