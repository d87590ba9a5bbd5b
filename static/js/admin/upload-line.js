// One file on its way into the library: its name, how far it is, what can be done.

const element = (tag, name, words = "") => {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = words;
  return made;
};

export class UploadLine {
  constructor(file) {
    this.file = file;
    this.dom = element("li", "uploads__line");
    this.name = element("span", "uploads__name", file.name);
    this.actions = element("span", "uploads__actions");
    this.said = element("span", "uploads__said");
    this.bar = element("progress", "uploads__progress");
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", `Uploading ${file.name}`);
    this.dom.append(this.name, this.said, this.actions);
  }

  wait(cancel) {
    this.settle("waiting", "Waiting", { Cancel: cancel });
  }

  begin(cancel) {
    this.settle("uploading", "", { Cancel: cancel });
    this.said.replaceWith(this.bar);
    this.bar.value = 0;
  }

  progress(share) {
    this.bar.value = share;
    if (share < 1) return;
    this.said.textContent = "Being looked at …";
    this.bar.replaceWith(this.said);
  }

  succeed({ id, page_url: address, is_known: isKnown }, again) {
    this.id = id;
    this.settle("done", isKnown ? "The library has had this file before: that one is used." : "Taken in", {
      ...(isKnown && { "Take it in again": again }),
    });
    const link = element("a", "uploads__name", this.file.name);
    link.href = address;
    this.name.replaceWith(link);
    this.name = link;
  }

  fail(problem, retry) {
    this.settle("failed", problem, { "Try again": retry });
  }

  cancel(retry) {
    this.settle("cancelled", "Cancelled", { "Upload after all": retry });
  }

  settle(state, words, actions) {
    const hadFocus = this.actions.contains(document.activeElement);
    this.state = state;
    this.dom.className = `uploads__line uploads__line--${state}`;
    this.said.textContent = words;
    this.bar.replaceWith(this.said);
    this.actions.replaceChildren(...Object.entries(actions).map((action) => this.button(...action)));
    if (hadFocus) (this.actions.querySelector("button") ?? this.name).focus();
  }

  button(words, action) {
    const made = element("button", "button button--plain", words);
    made.type = "button";
    made.setAttribute("aria-label", `${words}: ${this.file.name}`);
    made.addEventListener("click", action);
    return made;
  }
}
