// What pictures, embeds and the fold share: a frame in the text with actions of its own.
// A frame that is selected hands the focus to its actions with Enter; Escape takes it back.

import { NodeSelection } from "@tiptap/pm/state";
import { element } from "../../dom.js";

export { element };

export class Inset {
  constructor({ node, editor, getPos }, tag, kind) {
    this.node = node;
    this.editor = editor;
    this.getPos = getPos;
    this.dom = element(tag, `inset inset--${kind}`);
    this.dom.addEventListener("keydown", (event) => this.onKey(event));
  }

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

  onKey(event) {
    if (event.key !== "Escape" || !event.target.closest("button")) return;
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

  stopEvent({ target }) {
    return Boolean(target.closest?.("button"));
  }

  ignoreMutation({ type, target }) {
    return type !== "selection" && !this.contentDOM?.contains(target);
  }
}

export const enterActions = ({ editor }) => {
  const { node, from } = editor.state.selection;
  const action = node && editor.view.nodeDOM(from)?.querySelector?.("button");
  action?.focus();
  return Boolean(action);
};

function button(words, action) {
  const made = element("button", "inset__action", words);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}
