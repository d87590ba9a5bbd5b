// Gets or creates a passkey on the device, and submits the result with the form.

import { all, control, one } from "../dom.js";

/**
 * @typedef {Omit<PublicKeyCredentialDescriptor, "id"> & { id: string }} Named a credential whose
 *   id is base64url
 */

const NO = "This browser does not support passkeys. Sign in another way.";
const STOPPED = "The passkey was not used. Try again, or choose another way.";
const KNOWN = "This device already has a passkey for your account.";

/** @param {string} text */
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** @param {Named[]} list */
const named = (list) => list.map((entry) => ({ ...entry, id: bytes(entry.id) }));

/**
 * Converts the options for the browser; in JSON all bytes are base64url.
 * @param {any} options
 */
function publicKeyFrom(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) read.allowCredentials = named(options.allowCredentials);
  if (options.excludeCredentials) read.excludeCredentials = named(options.excludeCredentials);
  return read;
}

const PARTS = [
  "clientDataJSON",
  "attestationObject",
  "authenticatorData",
  "signature",
  "userHandle",
];

/** @param {PublicKeyCredential} credential */
function answer(credential) {
  const response = /** @type {any} */ (credential.response);
  const parts = PARTS.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  const transports = response.getTransports ? { transports: response.getTransports() } : {};
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: { ...Object.fromEntries(parts), ...transports },
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function say(form, words) {
  const status = one(form, "[data-passkey-status]");
  status.textContent = words;
  status.className = "notice notice--problem";
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  try {
    const publicKey = publicKeyFrom(JSON.parse(form.dataset.options ?? ""));
    const { credentials } = navigator;
    const isNew = form.dataset.passkey === "create";
    const credential = await credentials[isNew ? "create" : "get"]({ publicKey });
    control(form, "credential").value = answer(/** @type {PublicKeyCredential} */ (credential));
    form.submit();
  } catch (error) {
    const isKnown = error instanceof DOMException && error.name === "InvalidStateError";
    say(form, isKnown ? KNOWN : STOPPED);
  }
}

/** @param {HTMLFormElement} form */
function start(form) {
  if (!window.PublicKeyCredential) {
    say(form, NO);
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
  ask(form);
}

for (const form of all(document, "form[data-passkey]", HTMLFormElement)) start(form);
if (!window.PublicKeyCredential) {
  for (const way of document.querySelectorAll("[data-needs-passkeys]")) way.hidden = true;
}
