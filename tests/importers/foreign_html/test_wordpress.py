"""Texts of WordPress become texts of ours."""

from collections.abc import Mapping

import pytest

from importers.archives.records import ForeignPicture
from importers.foreign_html.converting import Context, Converted
from importers.foreign_html.pictures import full_size
from importers.foreign_html.wordpress import convert_wordpress
from models.body.markup import read_body

SEA = ForeignPicture("https://old.example/sea.jpg", "The sea", "By night")
NO_NOTES: Mapping[str, str] = {}
FIGURE = '<figure data-picture="1"></figure>\n'


def convert(html: str, notes: Mapping[str, str] = {}) -> Converted:
    known = {"7": SEA}
    context = Context(known.get, lambda address: address, notes)
    return convert_wordpress(html, context, lambda: [SEA, SEA])


def body(html: str, notes: Mapping[str, str] = {}) -> str:
    found = read_body(convert(html, notes).html)
    return found.opening + found.rest


@pytest.mark.parametrize(
    ("classic", "expected"),
    [
        ("One\n\nTwo\nlines", "<p>One</p>\n<p>Two<br>\nlines</p>\n"),
        ("<h2>A</h2>\nText", "<h2>A</h2>\n<p>Text</p>\n"),
        ("<ul>\n<li>a\n<li>b\n</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("<pre>a\n\n  b</pre>", "<pre><code>a\n\n  b\n</code></pre>\n"),
        ("<em>One\n\ntwo</em>", "<p><em>One</em></p>\n<p><em>two</em></p>\n"),
        ("He wrote [sic] and [in Paris].", "<p>He wrote [sic] and [in Paris].</p>\n"),
        ("[contact-form-7 id='3']\n\nText", "<p>Text</p>\n"),
        ("[vc_row][vc_column w='1']Text[/vc_column][/vc_row]", "<p>Text</p>\n"),
        ("[[gallery]] shows pictures", "<p>[gallery] shows pictures</p>\n"),
        ("<code>[gallery]</code>", "<p><code>[gallery]</code></p>\n"),
        ("<script>alert(1)</script>Text", "<p>Text</p>\n"),
        ("<noscript><img src='a.jpg'></noscript>Text", "<p>Text</p>\n"),
    ],
)
def test_classic_text(classic: str, expected: str) -> None:
    assert body(classic) == expected


@pytest.mark.parametrize(
    "html",
    [
        "[caption id='x' width='3']<img src='/a.jpg' alt='A boat'> At sea[/caption]",
        (
            "[caption caption='At sea']<a href='/a'><img src='/a.jpg' alt='A boat'></a>"
            "[/caption]"
        ),
        (
            "<!-- wp:image --><figure class='wp-block-image'><img src='/a.jpg' "
            "alt='A boat'/><figcaption>At sea</figcaption></figure><!-- /wp:image -->"
        ),
        (
            "<figure><img src='data:image/gif;base64,R0' data-src='/a.jpg' "
            "alt='A boat'><noscript><img src='/a.jpg'></noscript>"
            "<figcaption>At sea</figcaption></figure>"
        ),
    ],
)
def test_picture_has_its_texts(html: str) -> None:
    converted = convert(html)
    assert converted.pictures == [ForeignPicture("/a.jpg", "A boat", "At sea")]
    assert body(html) == FIGURE


def test_picture_falls_back_to_the_texts_of_its_attachment() -> None:
    html = "<img class='wp-image-7' src='/sea-300x200.jpg' alt=''>"
    assert convert(html).pictures == [SEA]


def test_gallery_shows_its_pictures_and_reports_missing_ones() -> None:
    assert convert("[gallery]").pictures == [SEA, SEA]
    converted = convert('[gallery ids="7,8"]')
    assert converted.pictures == [SEA]
    assert converted.remarks["gallery pictures that the file lacks"] == 1


def test_more_is_the_fold_and_pages_are_joined() -> None:
    found = read_body(convert("One<!--more-->Two<!--nextpage-->Three").html)
    assert found.opening == "<p>One</p>\n"
    assert found.rest == "<p>Two</p>\n<p>Three</p>\n"


@pytest.mark.parametrize(
    "html",
    [
        "https://youtu.be/dQw4w9WgXcQ",
        "[embed]https://www.youtube.com/watch?v=dQw4w9WgXcQ[/embed]",
        "[youtube dQw4w9WgXcQ]",
        '<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
        (
            '<!-- wp:embed --><figure class="wp-block-embed"><div>'
            "\nhttps://youtu.be/dQw4w9WgXcQ\n</div></figure><!-- /wp:embed -->"
        ),
    ],
)
def test_known_video_is_an_embed(html: str) -> None:
    assert 'data-embed="youtube:dQw4w9WgXcQ"' in body(html)


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://maps.example/x"></iframe>',
        '<video src="https://maps.example/x"></video>',
        "[audio mp3='https://maps.example/x']",
        "https://maps.example/x",
    ],
)
def test_unknown_media_is_a_link(html: str) -> None:
    found = body(html)
    assert '<a href="https://maps.example/x"' in found
    assert "<iframe" not in found


def test_footnotes_stand_where_they_are_referred_to() -> None:
    html = '<!-- wp:paragraph --><p>Fact.<sup data-fn="a" class="fn"><a>1</a></sup></p>'
    expected = '<p>Fact.<small data-note="">Ibid.</small></p>\n'
    assert (
        body(html, {"a": "<em>Ibid.</em>"}).replace("<em>", "").replace("</em>", "")
        == expected
    )


def test_pull_quote_is_kept() -> None:
    html = (
        "<!-- wp:pullquote --><figure class='wp-block-pullquote'><blockquote>"
        "<p>Words</p></blockquote></figure>"
    )
    assert body(html) == '<aside class="pull-quote">\n<p>Words</p>\n</aside>\n'


def test_unknown_shortcodes_are_counted() -> None:
    remarks = convert("[slider a='1'] and [slider a='2'] and [ad_box]").remarks
    assert remarks["unknown shortcodes [slider]"] == 2
    assert remarks["unknown shortcodes [ad_box]"] == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://old.example/2020/a-300x200.jpg",
        "https://old.example/2020/a.jpg?w=640",
        "https://old.example/2020/a-1024x768.jpg?resize=3&ssl=1",
        "https://old.example/2020/a.jpg",
    ],
)
def test_sizes_of_a_picture_are_one_file(url: str) -> None:
    assert full_size(url) == "https://old.example/2020/a.jpg"
