// The fold: one line between two blocks. Readers open the rest behind it.

import { Node } from "@tiptap/core";
import { NodeSelection, Plugin, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { Inset, element, enterActions } from "./inset.js";
/** @import { CommandProps } from "@tiptap/core" */
/** @import { EditorState, Transaction } from "@tiptap/pm/state" */
/** @import { Node as ModelNode } from "@tiptap/pm/model" */

const BEFORE_THE_FOLD = 2; // paragraphs, by default

export const Fold = Node.create({
  name: "fold",
  atom: true,
  draggable: true,
  parseHTML: () => [{ tag: "hr[data-fold]", priority: 60 }],
  renderHTML: () => ["hr", { "data-fold": "" }],
  addNodeView: () => (given) => new FoldView(given),
  addCommands: () => ({ moveFold: () => moveFold }),
  addKeyboardShortcuts() {
    return {
      "Mod-Shift-Enter": () => this.editor.commands.moveFold(),
      Enter: enterActions,
    };
  },
  addProseMirrorPlugins() {
    return [new Plugin({ appendTransaction: keepOne, props: { decorations: hint } })];
  },
});

class FoldView extends Inset {
  /** @param {any} given */
  constructor(given) {
    super(given, "div", "fold");
    this.dom.contentEditable = "false";
    this.dom.append(
      element("strong", "inset__name", "Keep reading"),
      element("span", "inset__help", "readers press to see what follows"),
    );
    this.addActions({ Remove: () => this.remove() });
  }
}

/** @param {ModelNode | undefined} node */
const isFold = (node) => node?.type.name === "fold";

/** @param {ModelNode} doc */
export function foldsIn(doc) {
  /** @type {number[]} */
  const places = [];
  doc.forEach((node, offset) => isFold(node) && places.push(offset));
  return places;
}

/**
 * At the cursor means before the block where the cursor is at the very start, else after it.
 * @param {CommandProps} props
 */
function moveFold({ tr, state, dispatch }) {
  const { $from } = state.selection;
  const isAtStart = $from.depth > 0 && $from.pos === $from.start() && $from.depth === 1;
  const place = $from.depth === 0 ? $from.pos : isAtStart ? $from.before(1) : $from.after(1);
  if (!dispatch) return !(state.selection instanceof NodeSelection && isFold(state.selection.node));
  for (const offset of foldsIn(tr.doc).reverse()) tr.delete(offset, offset + 1);
  const goal = tr.mapping.map(place);
  tr.insert(goal, state.schema.nodes.fold.create());
  if (state.selection instanceof NodeSelection) return true;
  tr.setSelection(TextSelection.near(tr.doc.resolve(tr.mapping.map($from.pos))));
  return true;
}

/**
 * A pasted or dropped fold replaces the one before.
 * @param {readonly Transaction[]} transactions
 * @param {EditorState} before
 * @param {EditorState} state
 */
function keepOne(transactions, before, state) {
  const places = foldsIn(state.doc);
  if (places.length < 2) return null;
  const old = foldsIn(before.doc).map((place) =>
    transactions.reduce((at, { mapping }) => mapping.map(at), place),
  );
  const kept = places.findLast((place) => !old.includes(place)) ?? places[0];
  const { tr } = state;
  for (const place of places.reverse()) if (place !== kept) tr.delete(place, place + 1);
  return tr;
}

/**
 * Shows where the server folds a story without a fold.
 * @param {EditorState} state
 */
function hint({ doc }) {
  if (foldsIn(doc).length) return null;
  let paragraphs = 0;
  /** @type {number | null} */
  let place = null;
  doc.forEach((node, offset) => {
    if (node.type.name !== "paragraph" || !node.childCount) return;
    paragraphs += 1;
    if (paragraphs === BEFORE_THE_FOLD) place = offset + node.nodeSize;
  });
  if (place === null || !hasTextAfter(doc, place)) return null;
  return DecorationSet.create(doc, [Decoration.widget(place, hintLine, { side: -1, key: "fold" })]);
}

/**
 * @param {ModelNode} doc
 * @param {number} place
 */
const hasTextAfter = (doc, place) => doc.textBetween(place, doc.content.size).trim() !== "";

function hintLine() {
  const line = element("div", "fold-hint", "Folds here unless you place a fold elsewhere");
  line.contentEditable = "false";
  return line;
}
