"""Marks search terms in a text. Everything is escaped; only <mark> is added."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from models.listing.search.places import Found, Window, places_of, window
from models.listing.search.terms import SearchTerms


def marked(text: str, words: SearchTerms) -> Markup:
    return _marked(text, places_of(words, text), 0, len(text))


def snippet(texts: Iterable[str], words: SearchTerms) -> Markup | None:
    """An excerpt around the most matching words; ties go to the earlier text. None if
    no text matches.
    """
    most, best = 0, None
    for text in texts:
        places = places_of(words, text)
        part = window(text, places) if places else None
        if part and part.terms > most:
            most, best = part.terms, (text, places, part)
        if most == len(words.terms):
            break  # none has more
    return _part(*best) if best else None


def _part(text: str, places: list[Found], part: Window) -> Markup:
    before, after = "… " * (part.start > 0), " …" * (part.end < len(text))
    return before + _marked(text, places, part.start, part.end) + after


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
