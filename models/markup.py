"""What HTML a text may hold: nh3 has the last word, by an allow-list."""

import nh3

TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "br", "pre", "code"),
    *("a", "em", "strong", "b", "i", "s", "sub", "sup", "small", "abbr", "cite", "q"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto"}


def clean_html(html: str) -> str:
    """The allowed part of `html`; cleaning it again changes nothing."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )
