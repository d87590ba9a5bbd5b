// The lead picture, chosen in the picture dialog instead of by its number.

import { element, one } from "../dom.js";
import { onPictureChanged } from "./nodes/picture.js";
/** @import { Desk } from "./desk.js" */

/**
 * @param {HTMLInputElement} field
 * @param {Desk} desk
 */
export function startLead(field, desk) {
  const place = element("div", "lead");
  const figure = element("div", "lead__figure");
  const actions = element("div", "actions");
  const onlyWithPicture = [
    action("Edit details", () => desk.editWords(field.value)),
    action("Remove", () => put("")),
  ];
  actions.append(action("Choose a picture", choose), ...onlyWithPicture);
  place.append(figure, actions);
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", (field.labels?.[0].textContent ?? "").trim());
  field.after(place);
  field.type = "hidden";
  field.previousElementSibling?.matches(".field__help") && field.previousElementSibling.remove();
  field.addEventListener("change", show);
  onPictureChanged((id) => id === field.value && show());
  show();

  function choose() {
    desk.choosePicture((id) => put(id));
  }

  /** @param {string} id */
  function put(id) {
    field.value = id;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    one(actions, "button").focus();
  }

  async function show() {
    const id = field.value;
    for (const button of onlyWithPicture) button.hidden = !id;
    figure.replaceChildren(id ? await desk.figureOf(id) : element("p", "field__help", "None yet."));
  }
}

/**
 * @param {string} words
 * @param {() => void} onClick
 */
function action(words, onClick) {
  const button = element("button", "button button--quiet", words);
  button.type = "button";
  button.addEventListener("click", onClick);
  return button;
}
