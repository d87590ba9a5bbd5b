// Words and reading time, as the server counts them.

const WORDS_PER_MINUTE = 230;
const NUMBER = new Intl.NumberFormat("en-GB");

export function startCounting(place, editor) {
  const show = () => (place.textContent = said(countWords(editor.state.doc)));
  editor.on("update", show);
  show();
}

export function countWords(doc) {
  const text = doc.textBetween(0, doc.content.size, " ", " ");
  return text.split(/\s+/).filter(Boolean).length;
}

export function said(words) {
  const minutes = Math.max(1, Math.ceil(words / WORDS_PER_MINUTE));
  return `${NUMBER.format(words)} ${words === 1 ? "word" : "words"} · ${minutes} min to read`;
}
