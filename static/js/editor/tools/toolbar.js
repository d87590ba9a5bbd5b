// The toolbar: one stop for Tab, arrow keys between tools, Escape back to the text.

import { around, one } from "../../dom.js";
import { CONTROLS } from "./controls.js";
/** @import { Editor } from "@tiptap/core" */
/** @import { Desk } from "../desk.js" */

export class Toolbar {
  /**
   * @param {HTMLElement} root
   * @param {Editor} editor
   * @param {Desk} desk
   */
  constructor(root, editor, desk) {
    this.bar = one(root, "[role=toolbar]");
    this.table = one(this.bar, "[data-tools-for=table]");
    this.editor = editor;
    this.desk = desk;
  }

  start() {
    this.bar.addEventListener("keydown", (event) => this.onKey(event));
    this.bar.addEventListener("click", (event) => this.onClick(event));
    this.bar.addEventListener("focusin", (event) => {
      if (event.target instanceof HTMLElement) this.makeCurrent(event.target);
    });
    // Clicking a tool keeps the cursor in the text.
    this.bar.addEventListener("mousedown", (event) => event.preventDefault());
    this.editor.on("transaction", () => this.showSoon());
    this.makeCurrent(this.tools[0]);
    this.show();
  }

  get tools() {
    const tools = [...this.bar.querySelectorAll("[data-tool]")];
    return tools.filter((tool) => !tool.closest("[hidden]"));
  }

  get current() {
    return this.tools.find((tool) => tool.tabIndex === 0) ?? this.tools[0];
  }

  focus() {
    this.current.focus();
  }

  /** @param {HTMLElement} tool */
  makeCurrent(tool) {
    for (const other of this.bar.querySelectorAll("[data-tool]")) other.tabIndex = -1;
    tool.tabIndex = 0;
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const tool = around(event, "[data-tool]");
    if (!tool || tool.getAttribute("aria-disabled") === "true") return;
    CONTROLS[tool.dataset.tool ?? ""].run(this.editor, this.desk);
    // Not if a dialog has the focus.
    if (this.bar.contains(document.activeElement)) this.editor.view.focus();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const tools = this.tools;
    const at = tools.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    /** @type {Record<string, HTMLElement | undefined>} */
    const goals = {
      ArrowRight: tools[(at + 1) % tools.length],
      ArrowLeft: tools.at(at - 1),
      Home: tools[0],
      End: tools.at(-1),
    };
    if (event.key === "Escape") this.editor.view.focus();
    else if (goals[event.key]) goals[event.key]?.focus();
    else return;
    event.preventDefault();
  }

  showSoon() {
    cancelAnimationFrame(this.frame ?? 0);
    this.frame = requestAnimationFrame(() => this.show());
  }

  show() {
    const { editor } = this;
    this.table.hidden = !editor.isActive("table") && !editor.isActive("captionedTable");
    for (const tool of this.tools) {
      const { isOn, can } = CONTROLS[tool.dataset.tool ?? ""];
      if (isOn) tool.setAttribute("aria-pressed", String(isOn(editor)));
      if (can) tool.setAttribute("aria-disabled", String(!can(editor)));
    }
    if (!this.tools.some((tool) => tool.tabIndex === 0)) this.makeCurrent(this.tools[0]);
  }
}
