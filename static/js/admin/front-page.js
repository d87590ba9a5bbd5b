// The front page's arrangement: what is not saved yet is not left without asking.

export function startFrontPage() {
  if (!document.getElementById("arranger")) return;
  let isSaving = false;
  document.addEventListener("submit", () => (isSaving = true));
  window.addEventListener("beforeunload", (event) => {
    const isUnsaved = document.getElementById("arranger").hasAttribute("data-unsaved");
    if (isUnsaved && !isSaving) event.preventDefault();
  });
}
