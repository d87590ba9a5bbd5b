// A picture in the text is a reference: its details belong to the library.

import { Node } from "@tiptap/core";
import { Inset, element, enterActions } from "./inset.js";
/** @import { Desk } from "../desk.js" */
/** @import { Node as ModelNode } from "@tiptap/pm/model" */

export const Picture = Node.create({
  name: "picture",
  group: "piece",
  atom: true,
  draggable: true,
  addOptions: () => ({ desk: /** @type {Desk} */ ({}) }),
  addAttributes: () => ({
    id: {
      default: null,
      parseHTML: (figure) => figure.dataset.picture,
      renderHTML: ({ id }) => ({ "data-picture": id }),
    },
  }),
  parseHTML: () => [
    { tag: "figure[data-picture]", getAttrs: (f) => /^\d+$/.test(f.dataset.picture ?? "") && null },
  ],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView() {
    return (given) => new PictureView(given, this.options.desk);
  },
  addKeyboardShortcuts() {
    return { Enter: enterActions };
  },
});

/**
 * Calls back when the details of a picture change. Returns a function that stops it.
 * @param {(id: string) => unknown} callback
 */
export function onPictureChanged(callback) {
  /** @param {Event} event */
  const listener = (event) => callback(/** @type {CustomEvent<string>} */ (event).detail);
  document.addEventListener("picture:changed", listener);
  return () => document.removeEventListener("picture:changed", listener);
}

class PictureView extends Inset {
  /**
   * @param {any} given
   * @param {Desk} desk
   */
  constructor(given, desk) {
    super(given, "figure", "picture");
    this.desk = desk;
    this.place = element("div", "inset__figure");
    this.place.contentEditable = "false";
    this.dom.append(this.place);
    this.addActions({
      "Edit details": () => desk.editWords(this.node.attrs.id),
      Replace: () => desk.replacePicture(this),
      Remove: () => this.remove(),
    });
    this.forget = onPictureChanged((id) => id === this.node.attrs.id && this.show());
    this.show();
  }

  destroy() {
    this.forget();
  }

  /** @param {ModelNode} node */
  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  async show() {
    const { id } = this.node.attrs;
    this.dom.dataset.picture = id;
    const figure = await this.desk.figureOf(id);
    if (id === this.node.attrs.id) this.place.replaceChildren(figure);
  }
}
