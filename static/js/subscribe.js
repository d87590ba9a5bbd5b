// After the subscribe form has answered, focus goes where the answer is.

export function startSubscribe() {
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement?.closest(".subscribe") && !ctx.target?.closest?.(".subscribe")) return;
    const box = document.querySelector(".subscribe");
    const place = box?.querySelector("[aria-invalid=true]") ?? box?.querySelector("[tabindex='-1']");
    place?.focus();
  });
}

