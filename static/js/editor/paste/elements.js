// Helpers for elements of pasted HTML.

const LINES = new Set(["DIV", "P", "LI", "TR"]);

/**
 * The text of a preformatted element; blocks inside it are separate lines.
 * @param {Node} element
 * @returns {string}
 */
export function linesOf(element) {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeName === "BR") text += "\n";
    else if (LINES.has(node.nodeName)) text = `${ended(text)}${lineOf(node)}\n`;
    else text += node.nodeType === Node.TEXT_NODE ? node.textContent : linesOf(node);
  }
  return text;
}

/**
 * An empty line contains a line break or nothing.
 * @param {Node} block
 */
const lineOf = (block) => linesOf(block).replace(/\n$/, "");
/** @param {string} text */
const ended = (text) => (!text || text.endsWith("\n") ? text : `${text}\n`);

/** @param {HTMLElement} element */
export function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

/**
 * @param {HTMLElement} element
 * @param {string} tag
 */
export function rename(element, tag) {
  const renamed = element.ownerDocument.createElement(tag);
  for (const { name, value } of element.attributes) renamed.setAttribute(name, value);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}
