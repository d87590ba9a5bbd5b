"""Problems of bad files: line and advice; nothing of the file is stored."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from extensions import db
from models.pictures.picture import Picture
from models.stories.article import Article
from models.taxonomy.region import Region
from tests.factories import make_article
from tests.importers.conftest import ARTICLE, Put, bring_in

DATED = "headline: A\npublished_at: "
PICTURE = "headline: A\npicture:\n  file: "
SEA = f"{PICTURE}../pictures/sea.jpg\n  "
FRONTS = {
    "no field here": ("headline: A\ncolour: red", 3, "`colour` is not a field here"),
    "no headline": ("dek: A", 1, "`headline` is missing: add a line"),
    "empty headline": ("dek: A\nheadline: '  '", 3, "`headline` is missing"),
    "long headline": (f"headline: {'a' * 301}", 2, "up to 300 characters"),
    "list for text": ("headline: [A, B]", 2, "takes text of up to 300"),
    "text for list": ("headline: A\nregions: Europe", 3, "takes a list such as"),
    "empty name": ("headline: A\nregions:\n- Asia\n- ''", 5, "`regions` is missing"),
    "long name": (f"headline: A\nbyline: [{'a' * 201}]", 3, "up to 200 characters"),
    "list in list": ("headline: A\ntopics: [[A]]", 3, "takes text"),
    "bad kind": ("kind: podcast", 2, "takes one of settings, region"),
    "kind is a list": ("kind: [brief]", 2, "takes text"),
    "bad status": ("headline: A\nstatus: public", 3, "takes one of draft"),
    "no time": ("headline: A\nstatus: published", 3, "needs a `published_at`"),
    "no zone": (f"{DATED}2026-03-01T09:00", 3, "a time and a zone, as in"),
    "date only": (f"{DATED}2026-03-01", 3, "a time and a zone, as in"),
    "not a time": (f"{DATED}tomorrow", 3, "is no time such as"),
    "no such day": (f"{DATED}2026-02-30T09:00:00Z", 3, "is no time such as"),
    "beyond time": (f"{DATED}0001-01-01T00:00:00+05:00", 3, "is no time such as"),
    "bad slug": ("slug: No Slug\nheadline: A", 2, "use a-z, 0-9 and single hyphens"),
    "line break": ('headline: "A\\nB"', 2, "holds a line break"),
    "control": ('headline: "A\\aB"', 2, "U+0007, which is not allowed here: remove"),
    "no character": ('headline: "A\\UFFFFFFFFB"', 2, "This is not YAML"),
    "half character": ('headline: "A\\ud800B"', 2, "U+D800"),
    "line separator": ('headline: "A\\u2028B"', 2, "U+2028"),
    "NUL in a path": (f'{PICTURE}"a\\0b"', 4, "U+0000"),
    "twice": ("headline: A\nheadline: B", 3, "`headline` is here twice: keep one"),
    "tab": ("headline: A\npicture:\n\tfile: b", 4, "indent with spaces"),
    "not YAML": ("headline: 'A", 3, "is a quotation mark or a bracket missing?"),
    "no fields": ("- A", 2, "Front matter must consist of lines such as"),
    "nothing": ("", 2, "Front matter must consist of lines such as"),
    "alias": ("headline: &a A\ndek: *a", 3, "write the value out, or quote it"),
    "bomb": ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", 3, "write the value out"),
    "tag": ("headline: !!python/object:os.system A", 2, "is not supported: remove it"),
    "a key that is no text": ("? [a]\n: b", 2, "must be plain text"),
    "deep": (f"headline: {'[' * 5000}", 2, "nested too deeply"),
    "two documents": ("headline: A\n...\nheadline: B", 4, "This is not YAML"),
    "no picture file": ("headline: A\npicture:\n  credit: B", 3, "`file` is missing"),
    "picture is a name": ("headline: A\npicture: sea.jpg", 3, "takes indented lines"),
    "picture field": (f"{SEA}width: 3", 5, "`width` is not a field here"),
    "missing picture": (f"{PICTURE}../pictures/no.jpg", 4, "cannot be read"),
    "picture is a folder": (f"{PICTURE}../pictures", 4, "Is a directory"),
    "outside": (f"{PICTURE}/etc/hostname", 4, "import the folder that holds both"),
    "above": (f"{PICTURE}{'../' * 16}etc/hostname", 4, "is outside"),
    "not a picture": (f"{PICTURE}the-line.md", 4, "not a picture we can read"),
    "long alt": (f"{SEA}alt_text: {'a' * 1001}", 5, "up to 1000 characters"),
    "script": (f"{SEA}credit_url: javascript:alert(1)", 5, "begins with https://"),
    "no host": (f"{SEA}credit_url: 'https://['", 5, "begins with https://"),
    "focal point": (f"{SEA}focal_point: [0.5]", 5, "takes [x, y]"),
    "focal range": (f"{SEA}focal_point: [0.5, nan]", 5, "a number from 0 to 1"),
    "pictures is a name": ("headline: A\npictures: sea.jpg", 3, "takes a list such"),
    "nameless in text": ("headline: A\npictures:\n- credit: B", 4, "`file` is missing"),
    "not in the text": (
        "headline: A\npictures:\n- file: ../pictures/sea.jpg",
        4,
        "The text does not show '../pictures/sea.jpg'",
    ),
    "hue": ("kind: region\nname: A\nhue: 360", 4, "a number from 0 to 359"),
    "hue in words": ("kind: region\nname: A\nhue: red", 4, "a number from 0 to 359"),
    "front page": ("kind: front-page\nslots:\n- no-such", 4, "There is no article"),
    "slot field": ("kind: front-page\nslots: [{slug: a}]", 3, "the fields are article"),
    "self": ("kind: redirects\nredirects:\n  /a: /a", 4, "is part of a redirect loop"),
    "circle": (
        "kind: redirects\nredirects: {/a: /b, /b: /a}",
        3,
        "is part of a redirect loop",
    ),
    "elsewhere": (
        "kind: redirects\nredirects: {/a: //b.c}",
        3,
        "not a path on this site",
    ),
    "backslash": (
        "kind: redirects\nredirects: {/a: '/\\b'}",
        3,
        "not a path on this site",
    ),
    "address": ("kind: redirects\nredirects: {/a: 'ftp://b'}", 3, "not a path"),
    "from elsewhere": (
        "kind: redirects\nredirects: {'http://b/': /a}",
        3,
        "not a path",
    ),
    "tab in a path": ('kind: redirects\nredirects: {/a: "/\\t/b.c"}', 3, "a tab"),
    "hash": ("kind: redirects\nredirects:\n  /x#p: /a", 4, "leave out what begins"),
    "one query twice": (
        "kind: redirects\nredirects:\n  /x?b=1&a=2: /a\n  /x?a=2&b=1: /b",
        5,
        "is the same path as",
    ),
    "circle in queries": (
        "kind: redirects\nredirects: {'/?p=1': /a, /a: '/?q=2&p=1'}",
        3,
        "is part of a redirect loop",
    ),
    "one path twice": (
        "kind: redirects\nredirects:\n  /café: /a\n  /caf%C3%A9: /b",
        5,
        "is the same path as",
    ),
    "circle in escapes": (
        "kind: redirects\nredirects: {/café: '/caf%C3%A9?a'}",
        3,
        "is part of a redirect loop",
    ),
    "settings": ("kind: settings\npoll_seconds: 1", 3, "a number from 5 to 3600"),
    "language": ("kind: settings\nlanguage: English (UK)", 3, "a language tag"),
    "no contact": ("kind: settings\ncontact_email: editors", 3, "an e-mail address"),
    "name in two": ('kind: settings\nname: "A\\nB"', 3, "holds a line break"),
    "letter in two": ('kind: settings\nnewsletter_name: "A\\nB"', 3, "a line break"),
    "no name": ("kind: settings\nname: ''", 3, "`name` is missing"),
    "coded name": ("kind: settings\nname: =?utf-8?q?A?=", 3, "holds =?"),
    "link": ("kind: settings\nsocial_links: [{name: A, url: b}]", 3, "https://"),
}
TEXTS = {
    "two folds": ("A\n\n<!-- fold -->\n\nB\n\n<!-- FOLD -->", 11, "keep only one"),
    "fold in a list": ("- A\n\n  <!-- fold -->", 7, "a line of its own"),
    "fold in a line": ("A <!-- fold --> B", 5, "a line of its own"),
    "no picture": ("A\n\n![B](c.jpg)", 7, "'c.jpg': It cannot be read"),
    "picture outside": ("A\n\n![](/etc/hostname)", 7, "is outside"),
    "long alt": (f"A\n\n![{'a' * 1001}](../pictures/sea.jpg)", 7, "up to 1000"),
    "picture in a line": ("A\n\nB ![C](d.jpg)", 7, "on a line of its own"),
    "picture in a list": ("A\n\n- ![C](d.jpg)", 7, "on a line of its own"),
    "two in a line": ("![A](b.jpg) ![C](d.jpg)", 5, "on a line of its own"),
    "HTML picture": ("A <img src=c.jpg>", 5, "on a line of its own"),
    "figure in a list": (
        '<ul><li><figure data-picture="a.jpg"></figure></li></ul>',
        5,
        "on a line of its own",
    ),
    "number of a picture": ("A\n\n<figure data-picture=1></figure>", 7, "of its own"),
    "picture elsewhere": ("![A](https://b.c/d.jpg)", 5, "be embedded. Supported are"),
    "no embed": ("A\n\n![B](https://youtu.be/c)", 7, "Supported are videos"),
    "no embed in HTML": ('<figure data-embed="a:b"></figure>', 5, "cannot be embedded"),
    "fold in a pull quote": (
        '<aside class="pull-quote">\n\nA\n\n<!-- fold -->\n\n</aside>',
        9,
        "a line of its own",
    ),
    "tangle": ("<b>" * 4999, 5, "nested too deeply"),
    "control": ("A\n\nB\x07", 7, "This line holds the character U+0007"),
}


@pytest.mark.parametrize(("front", "line", "message"), FRONTS.values(), ids=FRONTS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bad_front_matter(
    put: Put, folder: Path, front: str, line: int, message: str
) -> None:
    path = put(front)
    report = bring_in(folder)
    assert [str(problem).startswith(f"{path}:{line}: ") for problem in report.problems]
    (problem,) = map(str, report.problems)
    assert problem.startswith(f"{path}:{line}: "), problem
    assert message in problem
    assert report.stopped is None
    for model in (Article, Region, Picture):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


@pytest.mark.parametrize(("text", "line", "message"), TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bad_text(put: Put, folder: Path, text: str, line: int, message: str) -> None:
    path = put("headline: A", text)
    (problem,) = map(str, bring_in(folder).problems)
    assert problem.startswith(f"{path}:{line}: "), problem
    assert message in problem


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_short_text_has_no_pictures(put: Put, folder: Path) -> None:
    path = put("kind: region\nname: A", "B\n\n![C](../pictures/sea.jpg)")
    (problem,) = map(str, bring_in(folder).problems)
    assert problem.startswith(
        f"{path}:8: Pictures inside a paragraph are not supported"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "must begin with front matter"),
        (b"# A heading\n", "must begin with front matter"),
        (b"---\nheadline: A\n", "must begin with front matter"),
        (b"---\nheadline: \xff\n---\n", "2: It is not UTF-8"),
        (ARTICLE.encode("utf-16"), "It is not UTF-8"),
        (b"---\nheadline: A\0\n---\n", "2: This line holds the character U+0000"),
        (b"a" * (2 * 2**20 + 1), "larger than 2 MB"),
    ],
    ids=["empty", "no front", "open", "latin", "utf-16", "nul", "huge"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_other_files_are_refused(folder: Path, data: bytes, message: str) -> None:
    (folder / "the-line.md").write_bytes(data)
    (problem,) = map(str, bring_in(folder).problems)
    assert message in problem


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pipes_and_devices_are_reported(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    (folder / "ring.md").symlink_to("ring.md")
    (folder / "away.md").symlink_to("/etc/hostname")
    (folder / "gone.md").symlink_to("nothing.md")
    (folder / "folder.md").mkdir()
    messages = sorted(map(str, bring_in(folder).problems))
    assert [line.partition(":1: ")[0].rpartition("/")[2] for line in messages] == [
        *("away.md", "gone.md", "pipe.md", "ring.md"),
    ]
    assert "is outside" in messages[0]
    assert "not an ordinary file" in messages[2]


def test_a_symlink_out_of_the_folder_is_refused(put: Put, folder: Path) -> None:
    secret = folder.parent.parent / "secret.jpg"
    secret.write_bytes((folder.parent / "pictures" / "sea.jpg").read_bytes())
    (folder / "link.jpg").symlink_to(secret)
    put(f"{PICTURE}link.jpg")
    assert "is outside" in str(bring_in(folder).problems[0])


def test_a_bad_file_does_not_stop_the_others(put: Put, folder: Path) -> None:
    put("headline: A", "", "a.md")
    put("headline: [", "", "b.md")
    put("headline: C", "", "c.md")
    report = bring_in(folder)
    assert (report.counts["new"], len(report.problems)) == (2, 1)


def test_nothing_of_a_bad_file_is_stored(put: Put, folder: Path) -> None:
    put("headline: A\nregions: [New]\nslots: [a]\nbyline: [New]")
    bring_in(folder)
    assert not db.session.scalars(select(Region)).all()


def test_a_slug_stays_with_its_kind(put: Put, folder: Path) -> None:
    make_article(slug="the-line", kind="page")
    put("dek: A\nkind: brief\nheadline: A")
    (problem,) = map(str, bring_in(folder).problems)
    assert ":3: The slug 'the-line' belongs to a stored page" in problem


def test_two_files_with_one_slug_are_reported(put: Put, folder: Path) -> None:
    put("headline: A", "", "a/the-line.md")
    put("kind: brief\nslug: the-line\nheadline: B", "", "b/other.md")
    put("kind: region\nname: C", "", "regions/the-line.md")
    report = bring_in(folder)
    assert report.counts["new"] == 2
    assert "other.md:3: " in str(report.problems[0])
    assert "a/the-line.md describes the same item" in str(report.problems[0])


def test_an_ambiguous_name_is_reported(put: Put, folder: Path) -> None:
    db.session.add_all([Region(slug="a", name="Asia"), Region(slug="b", name="Asia")])
    db.session.commit()
    put("headline: A\nregions: [Asia]")
    assert "is the name of a, b" in str(bring_in(folder).problems[0])


def test_a_loop_with_stored_redirects_is_reported(put: Put, folder: Path) -> None:
    put("kind: redirects\nredirects: {/a: /b, /b: /c}")
    bring_in(folder)
    put("kind: redirects\nredirects: {/c: /a}")
    assert "is part of a redirect loop" in str(bring_in(folder).problems[0])


SHREDS = st.sampled_from(
    [
        *(
            "---\n",
            "\n",
            "headline",
            ": ",
            "A",
            "kind: ",
            "page",
            "[",
            "]",
            "{",
            "}",
            "- ",
        ),
        *(
            "picture:\n  file: ",
            "*",
            "&a ",
            "!!",
            "|\n",
            ">",
            '"',
            "'",
            "\\x",
            "%YAML 9.9\n",
        ),
        *(
            "slots: ",
            "redirects: ",
            "<!-- fold -->",
            "\t",
            "\0",
            "\ufeff",
            "? ",
            "<<: ",
            "#",
        ),
        *(
            "<table>",
            "</p>",
            "```",
            "![a](b)",
            "&#0;",
            "\\",
            "1" * 5000,
            "social_links: ",
        ),
    ]
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(SHREDS | st.text(max_size=5), max_size=25).map("".join), st.booleans())
def test_any_file_is_imported_or_reported(
    folder: Path, text: str, fenced: bool
) -> None:
    path = folder / "the-line.md"
    data = f"---\n{text}\n---\n{text}" if fenced else text
    path.write_bytes(data.encode("utf-8", "replace"))
    report = bring_in(folder)
    assert report.stopped is None
    assert sum(report.counts.values()) + len(report.problems) == 1


def test_a_file_name_cannot_write_to_the_terminal(folder: Path) -> None:
    (folder / "a\x1b[31m\u202e\nb.md").write_text("x")
    (problem,) = map(str, bring_in(folder).problems)
    assert problem.isprintable()
