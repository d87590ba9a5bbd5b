// Merging two people's changes: both texts side by side, with a choice for each conflict.

import { all, element, one } from "../../dom.js";
import { Dialog } from "../dialogs/dialog.js";
import { collect } from "../saving/fields.js";
import { rendered } from "./blocks.js";
import { pair } from "./compare.js";
import { merged, partsOf } from "./parts.js";
/** @import { Conflict, Part, Run, Story } from "../types.js" */

export class Merging extends Dialog {
  /** @param {Story} story */
  constructor(story) {
    super("merge", story.editor);
    this.story = story;
    this.title = one(this.dom, "[data-merge-title]");
    /** @type {Part[]} */
    this.parts = [];
    this.place = one(this.dom, "[data-merge-parts]");
    this.place.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) this.choose(target);
    });
    this.place.addEventListener("click", ({ target }) => {
      if (target instanceof HTMLElement) this.chooseAll(target);
    });
  }

  /** @param {Conflict} conflict */
  show(conflict) {
    const { editor, words, theirs } = conflict;
    const { saving } = this.story;
    const mine = collect(saving.form);
    this.conflict = conflict;
    this.names = ["Yours", `${editor}’s`];
    /** @type {Record<string, string>} */
    this.who = { mine: "Changed by you", theirs: `Changed by ${editor}` };
    this.parts = partsOf(saving.form, { mine, theirs, base: saving.base }, this.editor.schema);
    this.title.textContent = words;
    this.place.replaceChildren(...this.parts.map((part, at) => this.partOf(part, at)));
    this.open();
    this.title.focus();
  }

  async onSubmit() {
    const { saving, write } = this.story;
    write(merged(this.parts));
    this.close();
    if (this.conflict) await saving.merge(this.conflict);
  }

  // ---- what is shown

  /**
   * @param {Part} part
   * @param {number} at
   */
  partOf(part, at) {
    const place = element("section", "merging__part");
    place.append(element("h3", "comparison__title", part.label));
    if (part.name === "body") place.append(this.allOf(at));
    part.runs.forEach((run, index) =>
      place.append(run.isSame ? same(run) : this.difference(part, run, `${at}-${index}`)),
    );
    return place;
  }

  /** @param {number} at */
  allOf(at) {
    const place = element("p", "actions");
    const [, theirs] = this.names ?? [];
    for (const [side, name] of Object.entries({ theirs, mine: "yours" })) {
      const button = element("button", "button button--quiet", `Take all of ${name}`);
      button.type = "button";
      Object.assign(button.dataset, { all: side, part: at });
      place.append(button);
    }
    return place;
  }

  get sides() {
    const [mine, theirs] = this.names ?? [];
    return [["theirs", theirs], ["mine", mine], ["both", "Both, one after the other"]];
  }

  /**
   * @param {Part} part
   * @param {Run} run
   * @param {string} id
   */
  difference(part, run, id) {
    const place = element("fieldset", "merging__difference");
    place.append(element("legend", "merging__legend", this.who?.[run.choice ?? ""] ?? BOTH));
    place.append(pair(this.story.saving.form, part.name, run, this.names ?? []));
    const choices = element("div", "merging__choices");
    const sides = part.name === "body" ? this.sides : this.sides.slice(0, 2);
    for (const [side, name] of sides) choices.append(choice(id, side, name, run.choice === side));
    place.append(choices);
    return place;
  }

  // ---- what is chosen

  /** @param {HTMLInputElement} radio */
  choose({ name, value }) {
    const [at, index] = name.split("-").slice(1).map(Number);
    this.parts[at].runs[index].choice = value;
  }

  /** @param {HTMLElement} button */
  chooseAll({ dataset: { all: side, part } }) {
    if (!side) return;
    const radios = `[name^="merge-${part}-"][value=${side}]`;
    for (const radio of all(this.place, radios, HTMLInputElement)) {
      radio.checked = true;
      this.choose(radio);
    }
  }
}

const BOTH = "Changed by both: choose";

/** @param {Run} run */
function same({ mine }) {
  if (mine.length < 2) return rendered(mine);
  const place = element("details", "merging__same");
  const summary = element("summary", "", `${mine.length} paragraphs that are the same`);
  place.append(summary, rendered(mine));
  return place;
}

/**
 * @param {string} id
 * @param {string} side
 * @param {string} name
 * @param {boolean} isChosen
 */
function choice(id, side, name, isChosen) {
  const label = element("label", "merging__choice");
  const radio = element("input", "field__check");
  Object.assign(radio, { type: "radio", name: `merge-${id}`, value: side, required: true });
  radio.checked = isChosen;
  label.append(radio, name);
  return label;
}
