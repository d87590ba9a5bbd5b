// The schema of a story's text: exactly what the server's allow-list keeps.

import { Extension, Node } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { Embed } from "../nodes/embed.js";
import { Fold } from "../nodes/fold.js";
import { Note } from "../nodes/note.js";
import { Picture } from "../nodes/picture.js";
import { blocks } from "./blocks.js";
import { marks } from "./marks.js";
/** @import { Desk } from "../desk.js" */

// The targets of links within a page.
const PLACES = ["paragraph", "heading", "blockquote", "listItem", "codeBlock"];
const LOOSE = ["listItem", "tableCell", "tableHeader", "definition"];

// Pictures and embeds are top-level, never in a list, a quotation or a table.
const Story = Node.create({ name: "doc", topNode: true, content: "(block | piece | fold)+" });

const Kept = Extension.create({
  name: "kept",
  addGlobalAttributes: () => [
    { types: "*", attributes: { lang: kept("lang"), dir: kept("dir") } },
    { types: ["bold", "italic", "strike"], attributes: { as: kept("data-as") } },
    { types: PLACES, attributes: { target: { ...kept("data-target"), keepOnSplit: false } } },
    { types: LOOSE, attributes: { loose: flag("data-loose") } },
    { types: ["codeBlock"], attributes: { bare: flag("data-bare") } },
  ],
});

/** @param {string} name */
const kept = (name) => ({
  default: null,
  parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute(name),
  renderHTML: (/** @type {Record<string, unknown>} */ attributes) => {
    const value = attributes[name.replace("data-", "")];
    return value === null ? {} : { [name]: value };
  },
});

/** @param {string} name */
const flag = (name) => ({
  default: false,
  parseHTML: (/** @type {HTMLElement} */ element) => element.hasAttribute(name),
  /** @param {Record<string, unknown>} attributes */
  renderHTML: (attributes) => (attributes[name.replace("data-", "")] ? { [name]: "" } : {}),
});

const kit = StarterKit.configure({
  document: false,
  code: false,
  link: false,
  underline: false,
  heading: { levels: [2, 3] },
  dropcursor: { color: false, class: "writing__drop" },
});

/** @param {Desk} desk */
export const schemaExtensions = (desk) => [
  Story,
  kit,
  Kept,
  ...marks,
  ...blocks,
  Picture.configure({ desk }),
  Embed.configure({ desk }),
  Fold,
  Note,
];
