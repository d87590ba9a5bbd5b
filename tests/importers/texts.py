"""Texts for property tests: every tag that is allowed, and what Markdown misreads."""

from html import escape

from hypothesis import strategies as st

from models.body.markup import clean_body, clean_html

TRAPS = (
    *("---", "1. ", "- ", "# no heading", "*", "_", "**", "`", "```", "~~", "|"),
    *("<!-- fold -->", "[a](b)", "![a](b)", "[x]: /y", "&amp;", "&#35;", "<p>", "\\"),
    *(
        "a_b_c",
        "http://x.y/z",
        "===",
        "+",
        "    four",
        "\t",
        " ",
        "\n",
        "\n\n",
        "\n \n",
    ),
    *(
        "\u00a0",
        "\u2028",
        "ﷺ",
        "é",
        "e\u0301",
        "日本",
        "👩‍👩‍👧",
        "\u202e",
        "$",
        "key: value",
    ),
)
WORDS = st.lists(
    st.one_of(
        st.sampled_from(TRAPS),
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8
        ),
    ),
    max_size=4,
).map("".join)
ADDRESSES = st.sampled_from(
    [
        "https://a.b/c?d=e&f=g",
        "/x y",
        "#z",
        "mailto:a@b.c",
        "https://a.b/(c)",
        'x">y',
        "",
    ]
)


def _tagged(tag: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return inner.map(lambda html: f"<{tag}>{html}</{tag}>")


def _link(parts: tuple[str, str, str | None]) -> str:
    html, href, title = parts
    named = "" if title is None else f' title="{escape(title)}"'
    return f'<a href="{escape(href)}"{named}>{html}</a>'


def _abbreviation(parts: tuple[str, str]) -> str:
    return f'<abbr title="{escape(parts[1])}">{parts[0]}</abbr>'


def _inlines(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    marks = ("em", "strong", "b", "i", "s", "sub", "sup", "small", "cite", "q", "code")
    return st.one_of(
        *(_tagged(mark, inner) for mark in marks),
        st.tuples(inner, ADDRESSES, st.none() | WORDS).map(_link),
        st.tuples(inner, WORDS).map(
            lambda p: f'<abbr title="{escape(p[1])}">{p[0]}</abbr>'
        ),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        inner.map(lambda html: f"{html}<br>"),
        inner.map(lambda html: f'<em lang="fr" dir="rtl">{html}</em>'),
    )


INLINE = st.recursive(WORDS.map(escape), _inlines, max_leaves=4)


def _several(tag: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(_tagged(tag, inner), min_size=1, max_size=3)
    return st.tuples(items, st.sampled_from(["", "\n"])).map(
        lambda parts: parts[1] + parts[1].join([*parts[0], ""])
    )


def _containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    rows = _several("tr", st.one_of(_several("td", inner), _several("th", inner)))
    return st.one_of(
        _tagged("blockquote", inner),
        _tagged("ul", _several("li", inner | INLINE)),
        _tagged("ol", _several("li", inner | INLINE)),
        _several("li", INLINE).map(lambda html: f'<ol start="7">{html}</ol>'),
        _tagged("table", rows),
        _tagged("dl", st.one_of(_several("dt", INLINE), _several("dd", inner))),
    )


LEAVES = st.one_of(
    _tagged("p", INLINE),
    _tagged("h2", INLINE),
    _tagged("h3", INLINE),
    _tagged("pre", WORDS.map(escape)),
    WORDS.map(lambda text: f"<pre><code>{escape(text)}\n\n{escape(text)}</code></pre>"),
    st.just("<hr>"),
    INLINE.map(lambda html: f'<p dir="rtl">{html}</p>'),
)
BLOCK = st.recursive(LEAVES, _containers, max_leaves=4)
SPACES = st.sampled_from(["", "\n", "\n\n", " ", "\n \n"])
MARKUP = st.lists(st.one_of(BLOCK, BLOCK, BLOCK, INLINE, SPACES), max_size=5)


KEYS = st.sampled_from(
    [
        *("youtube:dQw4w9WgXcQ", "youtube:-_-_-_-_-_-", "vimeo:76979871"),
        *("vimeo:76979871/0a1b2c3d4e", "bluesky:alice.bsky.social/3l6oveex3ii2l"),
        *(f"bluesky:did:plc:{'a2' * 12}/3l6oveex3ii2l", "x:20"),
    ]
)


def _embed(parts: tuple[str, str]) -> str:
    key, words = parts
    caption = f"<figcaption>{escape(words)}</figcaption>"
    return f'<figure data-embed="{key}">{caption}</figure>'


QUOTE = st.lists(_tagged("p", INLINE) | BLOCK, max_size=2).map(
    lambda lines: f'<aside class="pull-quote">{"".join(lines)}</aside>'
)


def bodies(*ids: int) -> st.SearchStrategy[str]:
    """Clean bodies of stories with these pictures in them."""
    pictures = [st.just(f'<figure data-picture="{id_}"></figure>') for id_ in ids]
    figures = st.one_of(st.tuples(KEYS, WORDS).map(_embed), QUOTE, *pictures)
    block = st.one_of(BLOCK, figures, figures, INLINE, SPACES)
    return st.tuples(st.lists(block, max_size=5), SPACES).map(
        lambda parts: clean_body("".join(html + parts[1] for html in parts[0]))
    )


def _joined(parts: tuple[list[str], str]) -> str:
    blocks, between = parts
    return clean_html("".join(block + between for block in blocks))


CLEAN = st.tuples(MARKUP, SPACES).map(_joined)
