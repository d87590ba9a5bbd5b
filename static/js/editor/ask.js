// Requests to our own server, each with the proof that it comes from our page.

const meta = document.querySelector("meta[name=csrf-token]");

export const token = () => meta.content;

export function renewToken(fresh) {
  meta.content = fresh;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
}

export function ask(address, { headers = {}, ...options } = {}) {
  return fetch(address, {
    ...options,
    headers: { Accept: "application/json", "X-CSRFToken": token(), ...headers },
  });
}

export async function askJson(address, options) {
  const response = await ask(address, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

// A part of a page, as htmx would ask for it.
export async function askFragment(address, options = {}) {
  const headers = { Accept: "text/html", "HX-Request": "true", ...options.headers };
  const response = await ask(address, { ...options, headers });
  if (!response.ok) throw new Refusal(response.status, { html: await response.text() });
  return response.text();
}

export class Refusal extends Error {
  constructor(status, answer) {
    super(problemIn(answer) ?? WORDS[status] ?? "The server did not answer as it should.");
    this.status = status;
    this.answer = answer;
  }
}

const WORDS = {
  401: "You have been signed out. Sign in again in another tab.",
  403: "Your role does not allow this.",
  413: "This is too large.",
  415: "This kind of file cannot be used.",
};

function problemIn({ problem, problems }) {
  return problem ?? (problems && Object.values(problems).flat().join(" "));
}

export function fragmentOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
