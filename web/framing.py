"""Frames: previews may be shown in frames of ours, embedded lists in anybody's."""

from web.policy import ANY_SITE, THIS_SITE, View, set_policy


def framed_here(view: View) -> View:
    """Marks a view whose document is shown in a frame on a page of ours."""
    return set_policy(view, framed_by=THIS_SITE)


def frames_ours(view: View) -> View:
    """Marks a view whose page has such a frame; it cannot be framed itself."""
    return set_policy(view, frames_own=True)


def framed_anywhere(view: View) -> View:
    """Marks a view whose document, or error, is shown in frames of any site."""
    return set_policy(view, framed_by=ANY_SITE)
