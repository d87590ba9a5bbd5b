// The front page's arrangement: the browser asks before unsaved changes are left.

export function startFrontPage() {
  if (!document.querySelector("#arranger")) return;
  let isLeaving = false;
  document.addEventListener("submit", () => (isLeaving = true));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-discard]")) isLeaving = true;
  });
  // At once: the server's answer, which says the same, may take a moment.
  for (const change of ["arranged", "change"]) {
    document.addEventListener(change, ({ target }) => {
      if (target instanceof Element && target.closest("[data-places]")) markUnsaved();
    });
  }
  window.addEventListener("beforeunload", (event) => {
    const isUnsaved = document.querySelector("#arranger[data-unsaved]") !== null;
    if (isUnsaved && !isLeaving) event.preventDefault();
    isLeaving = false;
  });
}

function markUnsaved() {
  document.querySelector("#arranger")?.setAttribute("data-unsaved", "");
}
