// Requests to our own server, with the CSRF token.

import { all, one } from "../dom.js";

/**
 * @typedef {Record<string, any> & { problem?: string, problems?: Record<string, string[]> }} Answer
 *   what the server sends as JSON
 */

const meta = one(document, "meta[name=csrf-token]", HTMLMetaElement);

export const token = () => meta.content;

/** @param {string} fresh */
export function renewToken(fresh) {
  meta.content = fresh;
  for (const field of all(document, "[name=csrf_token]", HTMLInputElement)) field.value = fresh;
}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 */
export function ask(address, { headers = {}, ...options } = {}) {
  return fetch(address, {
    ...options,
    headers: { Accept: "application/json", "X-CSRFToken": token(), ...headers },
  });
}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function askJson(address, options) {
  const response = await ask(address, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

/**
 * A part of a page, as htmx would ask for it.
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function askFragment(address, options = {}) {
  const headers = { Accept: "text/html", "HX-Request": "true", ...options.headers };
  const response = await ask(address, { ...options, headers });
  if (!response.ok) throw new Refusal(response.status, { html: await response.text() });
  return response.text();
}

export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {Answer} answer
   */
  constructor(status, answer) {
    super(problemIn(answer) ?? WORDS[status] ?? "Something went wrong on the server. Try again.");
    this.status = status;
    this.answer = answer;
  }
}

/** @type {Record<number, string>} */
const WORDS = {
  401: "You have been signed out. Sign in again in another tab.",
  403: "Your role does not allow this.",
  413: "This file is too large.",
  415: "This kind of file cannot be used.",
};

/** @param {Answer} answer */
function problemIn({ problem, problems }) {
  return problem ?? (problems && Object.values(problems).flat().join(" "));
}

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {string} html */
export function fragmentOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
