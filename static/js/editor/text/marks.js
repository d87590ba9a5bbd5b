// Marks missing from the starter kit: our links, code in links, and inline elements without a
// button that must be kept.

import { Mark, markInputRule } from "@tiptap/core";

const ALLOWED = /^(?:https?:|mailto:|[/#?])/i;
const CODE_TYPED = /(?:^|[^`])(`([^`]+)`)$/;
const SMALL = ["sub", "sup", "small", "abbr", "cite", "q", "ins"];

const Code = Mark.create({
  name: "code",
  code: true,
  exitable: true,
  parseHTML: () => [{ tag: "code" }],
  renderHTML: ({ HTMLAttributes }) => ["code", HTMLAttributes, 0],
  addKeyboardShortcuts() {
    return { "Mod-e": () => this.editor.commands.toggleMark("code") };
  },
  addInputRules() {
    return [markInputRule({ find: CODE_TYPED, type: this.type })];
  },
});

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  keepOnSplit: false,
  exitable: true,
  addAttributes: () => ({ href: { default: null }, title: { default: null } }),
  parseHTML: () => [
    { tag: "a[href]", getAttrs: (a) => isAllowed(a.getAttribute("href") ?? "") && null },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

/** @param {string} tag */
function small(tag) {
  return Mark.create({
    name: tag,
    excludes: tag === "sub" || tag === "sup" ? "sub sup" : tag,
    addAttributes: () => (tag === "abbr" ? { title: { default: null } } : {}),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  });
}

/** @param {string} href */
export const isAllowed = (href) => ALLOWED.test(href.trim());
export const marks = [Code, Link, ...SMALL.map(small)];
