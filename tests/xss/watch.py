"""Watches a page for effects of a payload."""

from typing import Any

from playwright.sync_api import Dialog, Page, Request

from tests.xss.corpus import CANARY

# What no page of ours holds, wherever it came from, but for the template of
# templates/admin/_left_behind.html. `inText` is where only the allow-list may have
# let something through.
AUDIT = """inText => {
  const found = [];
  if (window.__xss) found.push('it ran');
  const said = (element) => element.outerHTML.slice(0, 200);
  const kinds = 'script:not([src]):not([type="application/ld+json"]), base[href],'
    + 'base:not([target=_blank], [target=_top]), object, embed, iframe, frame, style,'
    + 'template:not(body > #left-behind), meta[http-equiv],'
    + 'link[href^="http"]:not([rel=canonical])'
    + `:not([href^="${location.origin}/"])`;
  for (const element of document.querySelectorAll(kinds)) found.push(said(element));
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const isStyle = name === 'style' && value && !element.closest('.embed');
      if (name.startsWith('on') || isStyle) found.push(said(element));
      const url = ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name);
      if (!url || value === '') continue;
      const { protocol } = new URL(value, location.href);
      if (!['http:', 'https:', 'mailto:'].includes(protocol)) found.push(said(element));
    }
  }
  for (const element of document.querySelectorAll(`:is(${inText}) *`)) {
    const names = element.getAttributeNames();
    const ours = element.closest('.embed, .figure');
    if (!ours && names.some((name) => /^(data-|hx-|id$|name$)/.test(name))) {
      found.push(said(element));
    }
  }
  return found;
}"""
SETTLED = (
    "() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 30))"
)


class Watch:
    """`caught` lists forbidden effects."""

    def __init__(self, page: Page, site_url: str) -> None:
        self._page = page
        self._site_url = site_url
        self.caught: list[str] = []
        page.on("dialog", self._on_dialog)
        page.on("pageerror", lambda error: self.caught.append(f"error: {error}"))
        page.context.on("request", self._on_request)

    def look(self, address: str, in_text: str) -> None:
        """Opens a page of the site and searches it; `in_text` selects stored HTML."""
        self._page.goto(address)
        self.search(in_text)

    def search(self, in_text: str) -> None:
        self._page.evaluate(SETTLED)
        found: list[Any] = self._page.evaluate(AUDIT, in_text)
        self.caught += [f"{self._page.url}: {one}" for one in found]

    def _on_dialog(self, dialog: Dialog) -> None:
        self.caught.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        if CANARY in request.url or not request.url.startswith(self._site_url):
            self.caught.append(f"request: {request.url}")
