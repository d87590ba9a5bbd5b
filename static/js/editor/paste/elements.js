// Small things done to elements of pasted HTML.

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
