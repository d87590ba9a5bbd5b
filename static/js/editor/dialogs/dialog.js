// A dialog over the text: the focus goes back to where the writer was.

export class Dialog {
  constructor(name, editor) {
    this.dom = document.getElementById(`dialog-${name}`);
    this.editor = editor;
    this.dom.addEventListener("click", ({ target }) => {
      if (target.closest("[data-close]")) this.close();
    });
    this.dom.addEventListener("cancel", (event) => this.onCancel(event));
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.onSubmit();
    });
  }

  get form() {
    return this.dom.querySelector("form");
  }

  open() {
    this.before = document.activeElement;
    this.say("");
    this.dom.showModal();
  }

  onCancel(event) {
    if (event.target !== this.dom) return;
    event.preventDefault();
    this.close();
  }

  // At once: the browser would put the cursor at the beginning of the text.
  close() {
    this.dom.close();
    const { view } = this.editor;
    const isElsewhere = this.before?.isConnected && !this.before.closest("[role=toolbar]");
    if (isElsewhere && this.before !== view.dom) this.before.focus();
    else view.focus();
  }

  onSubmit() {
    this.close();
  }

  say(problem) {
    const place = this.dom.querySelector("[data-problem]");
    if (place) place.textContent = problem;
  }
}
