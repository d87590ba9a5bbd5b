// What pictures, embeds and the fold share: a box in the text with its own actions. When it is
// selected, Enter moves the focus to its actions; Escape moves it back.

import { NodeSelection } from "@tiptap/pm/state";
import { around, element } from "../../dom.js";
/** @import { ViewMutationRecord } from "@tiptap/pm/view" */
/** @import { Editor, NodeViewRendererProps } from "@tiptap/core" */

export { element };

export class Inset {
  /** @type {HTMLElement | null} */
  contentDOM = null;

  /**
   * @param {NodeViewRendererProps} props
   * @param {"div" | "figure"} tag
   * @param {string} kind
   */
  constructor({ node, editor, getPos }, tag, kind) {
    this.node = node;
    this.editor = editor;
    // An inset is always in the document while it acts.
    this.getPos = /** @type {() => number} */ (getPos);
    this.dom = element(tag, `inset inset--${kind}`);
    /** @type {HTMLElement} */ (this.dom).addEventListener("keydown", (event) => this.onKey(event));
  }

  /** @param {Record<string, () => unknown>} actions */
  addActions(actions) {
    const group = element("div", "inset__actions");
    group.contentEditable = "false";
    for (const [words, action] of Object.entries(actions)) group.append(button(words, action));
    this.dom.append(group);
  }

  select() {
    const { view, state } = this.editor;
    view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, this.getPos())));
    view.focus();
  }

  remove() {
    const from = this.getPos();
    this.editor.chain().deleteRange({ from, to: from + this.node.nodeSize }).focus().run();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key !== "Escape" || !around(event, "button")) return;
    event.preventDefault();
    event.stopPropagation();
    this.select();
  }

  selectNode() {
    this.dom.classList.add("inset--selected");
  }

  deselectNode() {
    this.dom.classList.remove("inset--selected");
  }

  /** @param {Event} event */
  stopEvent(event) {
    return Boolean(around(event, "button"));
  }

  /** @param {ViewMutationRecord} mutation */
  ignoreMutation({ type, target }) {
    return type !== "selection" && !this.contentDOM?.contains(target);
  }
}

/** @param {{ editor: Editor }} options */
export const enterActions = ({ editor }) => {
  const { selection } = editor.state;
  if (!(selection instanceof NodeSelection)) return false;
  const dom = /** @type {HTMLElement | null} */ (editor.view.nodeDOM(selection.from));
  const action = dom?.querySelector("button");
  action?.focus();
  return Boolean(action);
};

/**
 * @param {string} words
 * @param {() => unknown} action
 */
function button(words, action) {
  const made = element("button", "inset__action", words);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}
