"""Warns of a proxy that TRUSTED_PROXIES leaves out.

All readers then share the proxy's address, so one stranger guessing passwords makes
everyone wait.
"""

import logging

from flask import current_app, request

log = logging.getLogger("meridian.proxies")
FORWARDED = ("X-Forwarded-For", "Forwarded")
WARNING = (
    "Requests come through a proxy, but TRUSTED_PROXIES is 0: all readers share one "
    "rate limit, and one visitor can lock everybody out. Set TRUSTED_PROXIES to the "
    "number of proxies in front of Meridian."
)


def is_behind_unknown_proxy() -> bool:
    """A guess from this request: anyone can send these headers."""
    is_known = current_app.config["SETTINGS"].trusted_proxies > 0
    return not is_known and any(name in request.headers for name in FORWARDED)


def warn_of_unknown_proxy() -> None:
    """Once per process."""
    if is_behind_unknown_proxy() and "unknown_proxy" not in current_app.extensions:
        current_app.extensions["unknown_proxy"] = True
        log.warning(WARNING)
