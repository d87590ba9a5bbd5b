// The lead picture: chosen as those in the text are, instead of by its number.

import { element } from "./nodes/inset.js";

export function startLead(field, desk) {
  const place = element("div", "lead");
  const figure = element("div", "lead__figure");
  const actions = element("div", "actions");
  const onlyWithPicture = [
    action("Edit words", () => desk.editWords(field.value)),
    action("Remove", () => put("")),
  ];
  actions.append(action("Choose a picture", choose), ...onlyWithPicture);
  place.append(figure, actions);
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", field.labels[0].textContent.trim());
  field.after(place);
  field.type = "hidden";
  field.previousElementSibling?.matches(".field__help") && field.previousElementSibling.remove();
  field.addEventListener("change", show);
  document.addEventListener("picture:changed", ({ detail }) => detail === field.value && show());
  show();

  function choose() {
    desk.choosePicture((id) => put(id));
  }

  function put(id) {
    field.value = id;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    actions.querySelector("button").focus();
  }

  async function show() {
    const id = field.value;
    for (const button of onlyWithPicture) button.hidden = !id;
    figure.replaceChildren(id ? await desk.figureOf(id) : element("p", "field__help", "None yet."));
  }
}

function action(words, onClick) {
  const button = element("button", "button button--quiet", words);
  button.type = "button";
  button.addEventListener("click", onClick);
  return button;
}
