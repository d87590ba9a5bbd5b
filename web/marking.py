"""What was found, marked in a text: all of it is escaped, and only <mark> is ours."""

from markupsafe import Markup, escape

from models.search.places import Found, places_of, window
from models.search.words import Words


def marked(text: str, words: Words) -> Markup:
    return _marked(text, places_of(words, text), 0, len(text))


def snippet(text: str, words: Words) -> Markup | None:
    """The best part of a long text; None if nothing of the words is in it."""
    places = places_of(words, text)
    if not places:
        return None
    start, end = window(text, places)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return before + _marked(text, places, start, end) + after


def _marked(text: str, places: list[Found], start: int, end: int) -> Markup:
    parts, done = [], start
    for place in places:
        if start <= place.start and place.end <= end:
            parts.append(escape(text[done : place.start]))
            parts.append(
                Markup("<mark>{}</mark>").format(text[place.start : place.end])
            )
            done = place.end
    return Markup("").join([*parts, escape(text[done:end])])
