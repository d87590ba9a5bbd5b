// Shapes that several modules of the editor share. For the type checker only.

/**
 * @typedef {Record<string, string[]>} Fields what is written in a story, by the form's names
 *
 * @typedef {Record<string, string | (() => unknown)>} Actions buttons and links by their words
 *
 * @typedef {(id: string, isNew: boolean) => void} OnPick
 *
 * @typedef {object} Kept text that this browser keeps
 * @property {string} key
 * @property {Fields} fields
 * @property {Fields} [base]
 * @property {number} version
 * @property {number} at
 *
 * @typedef {object} Run a stretch of two versions that is the same, or is not
 * @property {boolean} isSame
 * @property {string[]} mine
 * @property {string[]} theirs
 * @property {string | null} [choice]
 *
 * @typedef {object} Part a field in which two versions differ
 * @property {string} name
 * @property {string} label
 * @property {Run[]} runs
 */

export {};
