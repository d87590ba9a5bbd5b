// The front page's arrangement: what is not saved yet is not left without asking.

export function startFrontPage() {
  if (!document.querySelector("#arranger")) return;
  let isSaving = false;
  document.addEventListener("submit", () => (isSaving = true));
  window.addEventListener("beforeunload", (event) => {
    const isUnsaved = document.querySelector("#arranger[data-unsaved]") !== null;
    if (isUnsaved && !isSaving) event.preventDefault();
  });
}
