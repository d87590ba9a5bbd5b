// Finding and making the elements that a script needs, with their types.

/**
 * The first match. The page must have it: an error names what is missing.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [_kind] for the type checker
 * @returns {T}
 */
export function one(root, selector, _kind) {
  const found = /** @type {T | null} */ (root.querySelector(selector));
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

/**
 * All matches, in the order of the page.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [_kind] for the type checker
 * @returns {T[]}
 */
export function all(root, selector, _kind) {
  /** @type {Iterable<Element>} */
  const found = root.querySelectorAll(selector);
  return /** @type {T[]} */ ([...found]);
}

/**
 * A control of a form, by its name.
 * @template {Element} [T=HTMLInputElement]
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {new () => T} [_kind] for the type checker
 * @returns {T}
 */
export function control(form, name, _kind) {
  const found = /** @type {unknown} */ (form.elements.namedItem(name));
  if (!found) throw new Error(`The form has no ${name}`);
  return /** @type {T} */ (found);
}

/**
 * The element that matches at or around the target of an event, or null.
 * @template {Element} [T=HTMLElement]
 * @param {Event} event
 * @param {string} selector
 * @param {new () => T} [_kind] for the type checker
 * @returns {T | null}
 */
export function around({ target }, selector, _kind) {
  return target instanceof Element ? /** @type {T | null} */ (target.closest(selector)) : null;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {string} [words]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className, words = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = words;
  return made;
}
