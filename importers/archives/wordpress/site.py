"""What posts refer to by name or number: authors, terms, attachments, URLs."""

import re
from dataclasses import dataclass, field
from html import unescape

from importers.archives.records import ArchiveProblem, ForeignPicture, Term
from importers.archives.wordpress.items import Element, Piece, Repairs, parsed
from importers.foreign_html.plain import host_of, plain

DECLARED = re.compile(r"<wp:(author|category|tag|term)>.*?</wp:\1>", re.DOTALL)
NAMED = re.compile(
    r"<(title|link|wp:base_blog_url|wp:base_site_url)>(.*?)</\1>", re.DOTALL
)
EMAIL = re.compile(r"\S@\S")
BASES = {"category": "/category", "post_tag": "/tag"}


@dataclass
class Attachment:
    picture: ForeignPicture
    parent: str
    link: str


@dataclass
class WordPressSite:
    """Filled by a first pass over the whole file."""

    url: str = ""
    title: str = ""
    authors: dict[str, Term] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    problems: list[ArchiveProblem] = field(default_factory=list)

    @property
    def host(self) -> str:
        return host_of(self.url)

    def add_head(self, piece: Piece, repairs: Repairs) -> None:
        """The part of the file before its first item, which is not a whole element."""
        for found in NAMED.finditer(piece.text):
            self._add_name(found[1], unescape(found[2].strip()))
        for found in DECLARED.finditer(piece.text):
            line = piece.line + piece.text.count("\n", 0, found.start())
            try:
                element = parsed(Piece(found[0], line, is_item=False, end=0), repairs)
            except ArchiveProblem as problem:
                self.problems.append(problem)
                continue
            if element.name == "wp:author":
                self._add_author(element)
            else:
                self._add_term(element)

    def add_item(self, item: Element) -> None:
        if item.value("wp:post_type") == "attachment":
            self._add_attachment(item)
        elif item.value("wp:post_type") == "guest-author":
            slug = item.value("wp:post_name")
            self.authors[slug.removeprefix("cap-")] = _author(
                plain(item.value("title")), slug.removeprefix("cap-")
            )

    def author(self, login: str) -> Term | None:
        """By login or slug. An e-mail address is never shown as a name."""
        login = login.lstrip("> ").strip()
        known = self.authors.get(login.lower()) or _author(login, login)
        return known if known.name else None

    def term(self, domain: str, slug: str, name: str) -> Term:
        known = self.terms.get((domain, slug))
        return known or Term(name, slug, self._paths(domain, slug, ""))

    def picture(self, id_: str) -> ForeignPicture | None:
        attachment = self.attachments.get(id_)
        return attachment.picture if attachment else None

    def gallery(self, parent: str) -> list[ForeignPicture]:
        """Everything attached to a post: what a gallery without ids shows."""
        found = self.attachments.values()
        return [one.picture for one in found if parent and one.parent == parent]

    def _add_name(self, name: str, text: str) -> None:
        if name == "title":
            self.title = self.title or plain(text)
        elif name == "wp:base_blog_url" or not self.url:
            self.url = text.rstrip("/")

    def _add_author(self, element: Element) -> None:
        login = element.value("wp:author_login")
        names = [element.value(f"wp:author_{part}_name") for part in ("first", "last")]
        shown = element.value("wp:author_display_name") or " ".join(names).strip()
        self.authors[login.lower()] = _author(plain(shown) or login, login)

    def _add_term(self, element: Element) -> None:
        domain, slug, name, parent = _term_parts(element)
        if slug and name:
            term = Term(plain(name), slug, self._paths(domain, slug, parent))
            self.terms[domain, slug] = term

    def _paths(self, domain: str, slug: str, parent: str) -> tuple[str, ...]:
        base = BASES.get(domain)
        if base is None or not slug:
            return ()
        nested = (f"{base}/{parent}/{slug}/",) if parent else ()
        return (*nested, f"{base}/{slug}/")

    def _add_attachment(self, item: Element) -> None:
        url = item.value("wp:attachment_url")
        if not url:
            return
        alt_text = meta(item).get("_wp_attachment_image_alt", "")
        caption = item.value("excerpt:encoded") or item.value("content:encoded")
        picture = ForeignPicture(url, plain(alt_text), plain(caption))
        self.attachments[item.value("wp:post_id")] = Attachment(
            picture, item.value("wp:post_parent"), item.value("link")
        )


def meta(item: Element) -> dict[str, str]:
    """The custom fields of an item; of several with one name the last."""
    return {
        one.value("wp:meta_key"): one.value("wp:meta_value")
        for one in item.all("wp:postmeta")
    }


def _author(name: str, login: str) -> Term:
    """Without a name if there is only an e-mail address."""
    shown = "" if EMAIL.search(name) else name
    slug = login.partition("@")[0]
    return Term(shown, slug, (f"/author/{slug}/",))


def _term_parts(element: Element) -> tuple[str, str, str, str]:
    """The taxonomy, and slug, name and parent's slug in it."""
    value = element.value
    if element.name == "wp:category":
        names = ("wp:category_nicename", "wp:cat_name", "wp:category_parent")
        domain = "category"
    elif element.name == "wp:tag":
        names = ("wp:tag_slug", "wp:tag_name", "")
        domain = "post_tag"
    else:
        names = ("wp:term_slug", "wp:term_name", "wp:term_parent")
        domain = value("wp:term_taxonomy")
    return domain, value(names[0]), value(names[1]), value(names[2])
