// Asks the device for a passkey, or to make one, and sends its answer with the form.

const NO = "This browser knows no passkeys. Sign in another way.";
const STOPPED = "Nothing was done. Try again, or go another way.";
const KNOWN = "This device holds a passkey for your account already.";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const named = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

function asked(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) read.allowCredentials = named(options.allowCredentials);
  if (options.excludeCredentials) read.excludeCredentials = named(options.excludeCredentials);
  return read;
}

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function answer(credential) {
  const { response } = credential;
  const parts = PARTS.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  const transports = response.getTransports ? { transports: response.getTransports() } : {};
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: { ...Object.fromEntries(parts), ...transports },
  });
}

function say(form, words) {
  const status = form.querySelector("[data-passkey-status]");
  status.textContent = words;
  status.className = "notice notice--problem";
}

async function ask(form) {
  try {
    const publicKey = asked(JSON.parse(form.dataset.options));
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.credential.value = answer(credential);
    form.submit();
  } catch (error) {
    say(form, error.name === "InvalidStateError" ? KNOWN : STOPPED);
  }
}

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

document.querySelectorAll("[data-passkey]").forEach(start);
if (!window.PublicKeyCredential) {
  for (const way of document.querySelectorAll("[data-needs-passkeys]")) way.hidden = true;
}
