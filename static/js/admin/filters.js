// A list narrows down while one types; its address says so, for a reload and for Back.

export function startFiltering() {
  for (const form of document.querySelectorAll("form[data-filters]")) {
    form.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      if (ctx.response?.raw.ok) history.replaceState(history.state, "", addressOf(form));
    });
  }
}

// What is empty narrows nothing and stays out of the address.
function addressOf(form) {
  const asked = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(asked).toString();
  return query ? `${form.action}?${query}` : form.action;
}
