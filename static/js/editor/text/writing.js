// The rich-text editor over the form's field, which it keeps up to date.

import { Editor, Extension } from "@tiptap/core";
import { EditorState, Plugin, Selection } from "@tiptap/pm/state";
import { Pasting } from "../paste/pasting.js";
import { print, read } from "./html.js";
import { schemaExtensions } from "./schema.js";
/** @import { Desk } from "../desk.js" */
/** @import { ResolvedPos } from "@tiptap/pm/model" */
/** @import { EditorView } from "@tiptap/pm/view" */

// In pixels; the toolbar is above.
const BESIDE_THE_CURSOR = { top: 120, right: 0, bottom: 48, left: 0 };

/**
 * @param {HTMLInputElement} field
 * @param {HTMLElement} place
 * @param {Desk} desk
 */
export function startWriting(field, place, desk) {
  const editor = new Editor({
    element: null,
    injectCSS: false,
    enablePasteRules: false,
    extensions: [...schemaExtensions(desk), Keys.configure({ desk }), Pasting.configure({ desk })],
    editorProps: {
      attributes: attributesFor(field),
      scrollMargin: BESIDE_THE_CURSOR,
      scrollThreshold: BESIDE_THE_CURSOR,
    },
  });
  // Parsing may tidy the text, but the stored HTML is kept until somebody edits it.
  const doc = read(field.value, editor.schema);
  editor.view.updateState(EditorState.create({ doc }));
  editor.mount(place);
  let printed = print(doc);
  editor.on("update", () => {
    const html = print(editor.state.doc);
    if (html === printed) return;
    field.value = printed = html;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  hide(field, editor);
  return editor;
}

/** @param {HTMLInputElement} field */
function attributesFor(field) {
  const label = /** @type {NodeListOf<HTMLLabelElement>} */ (field.labels)[0];
  label.id ||= `${field.id}-label`;
  return {
    id: "body",
    class: "writing__text prose",
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": label.id,
    "aria-describedby": "writing-help",
  };
}

/**
 * Links to the hidden field focus the editor instead.
 * @param {HTMLInputElement} field
 * @param {Editor} editor
 */
function hide(field, editor) {
  const label = /** @type {NodeListOf<HTMLLabelElement>} */ (field.labels)[0];
  field.hidden = true;
  field.id = label.htmlFor = "body-field";
  label.addEventListener("click", () => editor.view.focus());
}

/**
 * @param {Editor} editor
 * @param {string} html
 */
export function setText(editor, html) {
  const { content } = read(html, editor.schema);
  const { tr } = editor.state;
  editor.view.dispatch(tr.replaceWith(0, tr.doc.content.size, content));
}

const Keys = Extension.create({
  name: "keys",
  // Before the starter kit's own keys.
  priority: 1100,
  addOptions: () => ({ desk: /** @type {Desk} */ ({}) }),
  addKeyboardShortcuts() {
    const { desk } = this.options;
    const { commands } = this.editor;
    /** @param {() => unknown} action */
    const yes = (action) => () => {
      action();
      return true;
    };
    return {
      "Mod-k": yes(() => desk.openLink()),
      "Mod-Alt-0": () => commands.setParagraph(),
      "Mod-Alt-1": () => commands.toggleHeading({ level: 2 }),
      "Mod-Alt-2": () => commands.toggleHeading({ level: 3 }),
      "Mod-Alt-p": yes(() => desk.openPicture()),
      "Mod-Alt-e": yes(() => desk.openEmbed()),
      "Mod-/": yes(() => desk.openKeys()),
      "Alt-F10": yes(() => desk.focusTools()),
      "Alt-Shift-ArrowUp": () => moveBlock(this.editor, -1),
      "Alt-Shift-ArrowDown": () => moveBlock(this.editor, 1),
    };
  },
  addProseMirrorPlugins: () => [
    new Plugin({ props: { handleDOMEvents: { keydown: leftToTheBrowser() } } }),
  ],
});

const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta"]);
const TAB_WORKS_IN = new Set(["listItem", "tableCell", "tableHeader"]);

// On some keyboards AltGr reports Control and Alt while typing a character. Tab works in lists and
// tables; elsewhere, and after Escape, it leaves the text.
function leftToTheBrowser() {
  let before = "";
  return (/** @type {EditorView} */ { state }, /** @type {KeyboardEvent} */ event) => {
    if (MODIFIERS.has(event.key)) return false;
    const isLeaving = before === "Escape" || !isWithin(state.selection.$from, TAB_WORKS_IN);
    before = event.key;
    return event.getModifierState("AltGraph") || (event.key === "Tab" && isLeaving);
  };
}

/**
 * @param {ResolvedPos} $from
 * @param {any} names
 */
function isWithin($from, names) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if (names.has($from.node(depth).type.name)) return true;
  }
  return false;
}

/**
 * @param {Editor} editor
 * @param {number} step
 */
function moveBlock({ state, view }, step) {
  const { $from } = state.selection;
  const at = $from.depth ? $from.before(1) : $from.pos;
  const node = state.doc.nodeAt(at);
  const index = state.doc.resolve(at).index(0);
  const neighbour = state.doc.maybeChild(index + step);
  if (!node || !neighbour) return false;
  const tr = state.tr.delete(at, at + node.nodeSize);
  const goal = step < 0 ? at - neighbour.nodeSize : at + neighbour.nodeSize;
  tr.insert(goal, node);
  const moved = shifted(state.selection, goal - at);
  tr.setSelection(Selection.fromJSON(tr.doc, moved));
  view.dispatch(tr.scrollIntoView());
  return true;
}

/**
 * @param {Selection} selection
 * @param {number} by
 */
function shifted(selection, by) {
  const json = selection.toJSON();
  for (const end of ["anchor", "head"]) if (end in json) json[end] += by;
  return json;
}
