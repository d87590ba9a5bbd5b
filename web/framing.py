"""Framing rules: our pages may frame previews; any site may frame embeds."""

from web.policy import ANY_SITE, THIS_SITE, View, set_policy


def framed_here(view: View) -> View:
    """Marks a view whose document our own pages may frame."""
    return set_policy(view, framed_by=THIS_SITE)


def frames_ours(view: View) -> View:
    """Marks a page that contains such a frame; it cannot be framed itself."""
    return set_policy(view, frames_own=True)


def framed_anywhere(view: View) -> View:
    """Marks a view whose document, or error page, any site may frame."""
    return set_policy(view, framed_by=ANY_SITE)
