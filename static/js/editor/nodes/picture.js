// A picture in the text is a reference: its words belong to the picture itself.

import { Node } from "@tiptap/core";
import { Inset, element, enterActions } from "./inset.js";

export const Picture = Node.create({
  name: "picture",
  group: "piece",
  atom: true,
  draggable: true,
  addOptions: () => ({ desk: {} }),
  addAttributes: () => ({
    id: {
      default: null,
      parseHTML: (figure) => figure.dataset.picture,
      renderHTML: ({ id }) => ({ "data-picture": id }),
    },
  }),
  parseHTML: () => [
    { tag: "figure[data-picture]", getAttrs: (f) => /^\d+$/.test(f.dataset.picture) && null },
  ],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView() {
    return (given) => new PictureView(given, this.options.desk);
  },
  addKeyboardShortcuts() {
    return { Enter: enterActions };
  },
});

class PictureView extends Inset {
  constructor(given, desk) {
    super(given, "figure", "picture");
    this.desk = desk;
    this.place = element("div", "inset__figure");
    this.place.contentEditable = "false";
    this.dom.append(this.place);
    this.addActions({
      "Edit words": () => desk.editWords(this.node.attrs.id),
      Replace: () => desk.replacePicture(this),
      Remove: () => this.remove(),
    });
    this.onChanged = ({ detail }) => detail === this.node.attrs.id && this.show();
    document.addEventListener("picture:changed", this.onChanged);
    this.show();
  }

  destroy() {
    document.removeEventListener("picture:changed", this.onChanged);
  }

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
