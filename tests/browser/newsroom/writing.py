"""A story's page in a browser, for tests of the story editor."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from extensions import db
from models.body.markup import join_body, read_body
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import current_content
from tests.browser import magazine
from tests.factories import make_article

CLIPBOARD = Path(__file__).parent / "clipboard"
IDLE = 3_100  # milliseconds after which a change is autosaved
PASTE = """(text, {html, plain}) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  const given = { clipboardData: data, bubbles: true, cancelable: true };
  text.dispatchEvent(new ClipboardEvent("paste", given));
}"""

FIND = """
  const placeOf = ({ doc }, words) => {
    let found = null;
    doc.descendants((node, at) => {
      const place = node.isTextblock && words ? node.textContent.indexOf(words) : -1;
      if (found === null && place >= 0) found = at + 1 + place;
    });
    return found;
  };"""
SELECT = f"""({{ editor }}, words) => {{{FIND}
  const from = placeOf(editor.state, words);
  editor.commands.setTextSelection({{ from, to: from + words.length }});
  editor.view.focus();
}}"""
PUT_CURSOR = f"""({{ editor }}, words) => {{{FIND}
  const from = placeOf(editor.state, words);
  const last = editor.state.doc.lastChild.textContent;
  const end = from === null ? placeOf(editor.state, last) + last.length : from + words.length;
  editor.commands.setTextSelection(end);
  editor.view.focus();
}}"""


def make_draft(html: str, **given: object) -> Article:
    body = read_body(html)
    values = {"status": "draft", "published_at": None, "dek": "", **given}
    return make_article(opening=body.opening, rest=body.rest, **values)


@dataclass
class Writing:
    """One editor's page of a story, with a clock that tests can advance."""

    page: Page
    article_id: int

    def open(self) -> "Writing":
        magazine.settle()
        self.page.clock.install()
        self.page.goto(f"/admin/articles/{self.article_id}")
        expect(self.text).to_be_visible()
        return self

    @property
    def text(self) -> Locator:
        return self.page.locator(".writing__text")

    @property
    def state(self) -> Locator:
        return self.page.locator("[data-saved-state]")

    @property
    def body(self) -> str:
        """The body that the form would send."""
        return self.page.locator("[name=body]").input_value()

    def expect_body(self, html: str) -> None:
        expect(self.page.locator("[name=body]")).to_have_value(html)

    def end(self, of: str = "") -> "Writing":
        """Puts the cursor after these words, or at the end of the text."""
        self.text.evaluate(PUT_CURSOR, of)
        expect(self.text).to_be_focused()
        return self

    def select(self, words: str) -> "Writing":
        self.text.evaluate(SELECT, words)
        expect(self.text).to_be_focused()
        return self

    def type(self, words: str) -> "Writing":
        self.page.keyboard.type(words)
        return self

    def press(self, *keys: str) -> "Writing":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def use(self, name: str) -> "Writing":
        """Uses a tool by keyboard."""
        tool = self.reach(name)
        self.press("Enter")
        expect(tool).not_to_be_focused()
        return self

    def reach(self, name: str) -> Locator:
        tool = self.page.get_by_role("button", name=name, exact=True)
        expect(tool).to_have_count(1)
        self.press("Alt+F10", "Home")
        for _ in range(self.page.locator("[data-tool]").count()):
            if tool.evaluate("tool => tool === document.activeElement"):
                break
            self.press("ArrowRight")
        expect(tool).to_be_focused()
        return tool

    def paste(self, html: str = "", plain: str = "") -> "Writing":
        self.text.evaluate(PASTE, {"html": html, "plain": plain})
        return self

    def wait(self, milliseconds: int = IDLE) -> "Writing":
        self.page.clock.run_for(milliseconds)
        return self

    def wait_for_answer(self, milliseconds: int = IDLE) -> "Writing":
        """Waits until the response has been handled."""
        with self.page.expect_response(f"**/admin/articles/{self.article_id}/draft"):
            self.wait(milliseconds)
        return self

    def wait_for_failure(self) -> "Writing":
        """Waits until the request has failed."""
        with self.page.expect_event("requestfailed"):
            self.wait()
        return self

    def save(self) -> "Writing":
        self.wait()
        expect(self.state).to_contain_text("Saved")
        return self

    def stored(self) -> Content:
        db.session.rollback()
        article = db.session.get_one(Article, self.article_id, populate_existing=True)
        content = current_content(article)
        magazine.settle()
        return content

    def stored_body(self) -> str:
        content = self.stored()
        return join_body(content.opening, content.rest)


def clipboard(name: str) -> str:
    return (CLIPBOARD / f"{name}.html").read_text()
