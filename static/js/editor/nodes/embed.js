// An embed is a provider and an id, with a caption. The provider is not contacted, neither here nor
// by readers until they press it.

import { Node } from "@tiptap/core";
import { Inset, element, enterActions } from "./inset.js";
import { insertPiece } from "./pieces.js";
/** @import { Desk } from "../desk.js" */
/** @import { Node as ModelNode } from "@tiptap/pm/model" */
/** @import { Editor } from "@tiptap/core" */

/** @type {Record<string, string>} */
const PROVIDERS = { youtube: "YouTube", vimeo: "Vimeo", bluesky: "Bluesky", x: "X" };

export const Embed = Node.create({
  name: "embed",
  group: "piece",
  content: "text*",
  marks: "",
  isolating: true,
  defining: true,
  selectable: true,
  draggable: true,
  addOptions: () => ({ desk: /** @type {Desk} */ ({}) }),
  addAttributes: () => ({
    source: {
      default: null,
      parseHTML: (figure) => figure.dataset.embed,
      renderHTML: ({ source }) => ({ "data-embed": source }),
    },
  }),
  parseHTML: () => [{ tag: "figure[data-embed]", contentElement: captionOf }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, ["figcaption", 0]],
  addNodeView() {
    return (given) => new EmbedView(given, this.options.desk);
  },
  addKeyboardShortcuts() {
    return { Enter: (given) => enterActions(given) || leaveCaption(given) };
  },
});

/** @param {HTMLElement} figure */
const captionOf = (figure) => figure.querySelector("figcaption") ?? figure;

// A placeholder: the server renders this site's subscribe form in its place.
export const SUBSCRIBE_BOX = "newsletter:box";
const PITCH = "Get our stories by e-mail.";

/** @param {string} source */
export function nameOf(source) {
  if (source === SUBSCRIBE_BOX) return "Subscribe box";
  const [provider, ...id] = source.split(":");
  return `${PROVIDERS[provider] ?? provider} · ${id.join(":")}`;
}

/** @param {Editor} editor */
export function insertSubscribeBox(editor) {
  const { schema } = editor.state;
  const box = schema.nodes.embed.create({ source: SUBSCRIBE_BOX }, schema.text(PITCH));
  insertPiece(editor, box);
}

class EmbedView extends Inset {
  /**
   * @param {any} given
   * @param {Desk} desk
   */
  constructor(given, desk) {
    super(given, "figure", "embed");
    this.name = element("p", "inset__name");
    this.name.contentEditable = "false";
    this.contentDOM = element("figcaption", "inset__caption");
    this.dom.append(this.name, this.contentDOM);
    const replace = { Replace: () => desk.replaceEmbed(this) };
    this.addActions({
      ...(this.node.attrs.source === SUBSCRIBE_BOX ? {} : replace),
      Remove: () => this.remove(),
    });
    this.show();
  }

  /** @param {ModelNode} node */
  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  show() {
    this.name.textContent = nameOf(this.node.attrs.source);
    this.contentDOM.toggleAttribute("data-empty", !this.node.childCount);
  }

  /** @param {any} mutation */
  ignoreMutation(mutation) {
    if (mutation.type === "attributes" && mutation.target === this.contentDOM) return true;
    return super.ignoreMutation(mutation);
  }
}

/** @param {{ editor: Editor }} options */
function leaveCaption({ editor }) {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== "embed") return false;
  return editor.chain().insertContentAt($from.after(), { type: "paragraph" }).focus().run();
}
