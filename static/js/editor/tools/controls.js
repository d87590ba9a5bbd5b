// What each tool does, when it is active and when it is enabled.

import { Selection } from "@tiptap/pm/state";
import { insertSubscribeBox } from "../nodes/embed.js";
/** @import { Desk } from "../desk.js" */
/** @import { Editor } from "@tiptap/core" */
/** @import { Node as ModelNode, ResolvedPos } from "@tiptap/pm/model" */

/**
 * @typedef {object} Control
 * @property {(editor: Editor, desk: Desk) => unknown} run
 * @property {(editor: Editor) => boolean} [isOn]
 * @property {(editor: Editor) => boolean} [can]
 *
 * @typedef {"setHorizontalRule" | "moveFold" | "addNote" | "undo" | "redo" | "addRowBefore"
 *   | "addRowAfter"
 *   | "deleteRow" | "addColumnBefore" | "addColumnAfter" | "deleteColumn" | "toggleHeaderRow"
 *   | "toggleHeaderColumn"} Command those without an argument
 */

/** @type {Record<string, Control>} */
export const CONTROLS = {
  bold: mark("bold"),
  italic: mark("italic"),
  strike: mark("strike"),
  code: mark("code"),
  link: { run: (_, desk) => desk.openLink(), isOn: (editor) => editor.isActive("link") },
  note: command("addNote"),
  heading: heading(2),
  subheading: heading(3),
  bullets: list("bulletList", "toggleBulletList"),
  numbers: list("orderedList", "toggleOrderedList"),
  quotation: wrap("blockquote"),
  "pull-quote": wrap("pullQuote"),
  "code-block": {
    run: (editor) => editor.chain().toggleCodeBlock().run(),
    isOn: (editor) => editor.isActive("codeBlock"),
  },
  picture: { run: (_, desk) => desk.openPicture() },
  embed: { run: (_, desk) => desk.openEmbed() },
  subscribe: { run: insertSubscribeBox },
  table: {
    run: (_, desk) => desk.openTable(),
    can: (editor) => !editor.isActive("table"),
  },
  rule: command("setHorizontalRule"),
  fold: command("moveFold"),
  undo: command("undo"),
  redo: command("redo"),
  keys: { run: (_, desk) => desk.openKeys() },
  "row-above": command("addRowBefore"),
  "row-below": command("addRowAfter"),
  "row-away": command("deleteRow"),
  "column-before": command("addColumnBefore"),
  "column-after": command("addColumnAfter"),
  "column-away": command("deleteColumn"),
  "heading-row": command("toggleHeaderRow"),
  "heading-column": command("toggleHeaderColumn"),
  caption: { run: captionTable, isOn: (editor) => editor.isActive("captionedTable") },
  "table-away": { run: removeTable },
};

/**
 * @param {string} name
 * @returns {Control}
 */
function mark(name) {
  return {
    run: (editor) => editor.chain().toggleMark(name).run(),
    isOn: (editor) => editor.isActive(name),
    can: (editor) => editor.can().toggleMark(name),
  };
}

/**
 * @param {2 | 3} level
 * @returns {Control}
 */
function heading(level) {
  return {
    run: (editor) => editor.chain().toggleHeading({ level }).run(),
    isOn: (editor) => editor.isActive("heading", { level }),
    can: (editor) => editor.can().toggleHeading({ level }),
  };
}

/**
 * @param {string} name
 * @param {"toggleBulletList" | "toggleOrderedList"} toggle
 * @returns {Control}
 */
function list(name, toggle) {
  return {
    run: (editor) => editor.chain()[toggle]().run(),
    isOn: (editor) => editor.isActive(name),
    can: (editor) => editor.can()[toggle](),
  };
}

/**
 * @param {string} name
 * @returns {Control}
 */
function wrap(name) {
  return {
    run: (editor) => editor.chain().toggleWrap(name).run(),
    isOn: (editor) => editor.isActive(name),
    can: (editor) => editor.can().toggleWrap(name),
  };
}

/**
 * @param {Command} name
 * @returns {Control}
 */
function command(name) {
  return {
    run: (editor) => editor.chain()[name]().run(),
    can: (editor) => editor.can()[name](),
  };
}

// ---- tables with a caption

/** @param {Editor} editor */
function framed({ state }) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (["table", "captionedTable"].includes(node.type.name)) {
      const parent = depth > 1 && $from.node(depth - 1).type.name === "captionedTable";
      return parent ? frameAt($from, depth - 1) : frameAt($from, depth);
    }
  }
  return null;
}

/**
 * @param {ResolvedPos} $from
 * @param {number} depth
 */
const frameAt = ($from, depth) => ({ node: $from.node(depth), from: $from.before(depth) });

/** @param {Editor} editor */
function captionTable(editor) {
  const frame = framed(editor);
  if (!frame) return;
  const { schema, tr } = editor.state;
  const { node, from } = frame;
  const { captionedTable, tableCaption } = schema.nodes;
  const isCaptioned = node.type === captionedTable;
  const changed = isCaptioned
    ? /** @type {ModelNode} */ (node.lastChild)
    : captionedTable.create(null, [tableCaption.create(), node]);
  tr.replaceWith(from, from + node.nodeSize, changed);
  editor.view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(from + 1))));
}

/** @param {Editor} editor */
function removeTable(editor) {
  const frame = framed(editor);
  if (!frame) return;
  const { node, from } = frame;
  editor.chain().deleteRange({ from, to: from + node.nodeSize }).run();
}
