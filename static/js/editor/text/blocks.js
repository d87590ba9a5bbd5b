// Blocks missing from the starter kit: pull quotes, tables as stored, definition lists.

import { Node } from "@tiptap/core";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";

const PullQuote = Node.create({
  name: "pullQuote",
  group: "piece",
  content: "paragraph+",
  defining: true,
  parseHTML: () => [{ tag: "aside.pull-quote" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", { ...HTMLAttributes, class: "pull-quote" }, 0],
});

// ---- tables: columns have the width that the page gives them

const SPANS = { colspan: { default: 1 }, rowspan: { default: 1 } };

/**
 * @template Options
 * @param {Node<Options>} base
 * @param {string} tag
 * @param {Record<string, unknown>} more
 */
function cell(base, tag, more) {
  return base.extend({
    addAttributes: () => ({ ...SPANS, ...more }),
    renderHTML: ({ HTMLAttributes: { colspan, rowspan, ...others } }) => [
      tag,
      { ...others, ...over(1, { colspan, rowspan }) },
      0,
    ],
  });
}

/**
 * @param {number} least
 * @param {Record<string, unknown>} spans
 */
const over = (least, spans) =>
  Object.fromEntries(Object.entries(spans).filter(([, span]) => Number(span) > least));

const PlainTable = Table.extend({
  renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
  addNodeView: null,
});

// The library's tables contain only rows, so the caption is a node around them.
const CaptionedTable = Node.create({
  name: "captionedTable",
  group: "block",
  content: "tableCaption table",
  isolating: true,
  parseHTML: () => [{ tag: "div[data-captioned]" }],
  renderHTML: ({ HTMLAttributes }) => ["div", { ...HTMLAttributes, "data-captioned": "" }, 0],
});

const TableCaption = Node.create({
  name: "tableCaption",
  content: "inline*",
  isolating: true,
  parseHTML: () => [{ tag: "div[data-caption]" }],
  renderHTML: ({ HTMLAttributes }) => ["div", { ...HTMLAttributes, "data-caption": "" }, 0],
});

// ---- definitions

const Definitions = Node.create({
  name: "definitions",
  group: "block",
  content: "(term | definition)+",
  parseHTML: () => [{ tag: "dl" }],
  renderHTML: ({ HTMLAttributes }) => ["dl", HTMLAttributes, 0],
});

const Term = Node.create({
  name: "term",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "dt" }],
  renderHTML: ({ HTMLAttributes }) => ["dt", HTMLAttributes, 0],
});

const Definition = Node.create({
  name: "definition",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "dd" }],
  renderHTML: ({ HTMLAttributes }) => ["dd", HTMLAttributes, 0],
});

export const blocks = [
  PullQuote,
  PlainTable.configure({ resizable: false }),
  TableRow,
  cell(TableHeader, "th", { scope: { default: null } }),
  cell(TableCell, "td", {}),
  CaptionedTable,
  TableCaption,
  Definitions,
  Term,
  Definition,
];
