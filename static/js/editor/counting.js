// Words and reading time, counted as the server counts them.

const WORDS_PER_MINUTE = 230;
const TAG = /<[^>]*>/g;
const NUMBER = new Intl.NumberFormat("en-GB");

/**
 * @param {HTMLElement} place
 * @param {HTMLInputElement} field
 */
export function startCounting(place, field) {
  const show = () => (place.textContent = description(countWords(field.value)));
  field.addEventListener("input", show);
  show();
}

/** @param {string} html */
const countWords = (html) => html.replace(TAG, " ").split(/\s+/).filter(Boolean).length;

/** @param {number} words */
function description(words) {
  const minutes = Math.max(1, Math.ceil(words / WORDS_PER_MINUTE));
  return `${NUMBER.format(words)} ${words === 1 ? "word" : "words"} · ${minutes} min to read`;
}
