// Types shared by several modules of the editor, for the type checker only.

/** @import { Editor } from "@tiptap/core" */
/** @import { Notices } from "./saving/notices.js" */
/** @import { Saving } from "./saving/saving.js" */

/**
 * @typedef {Record<string, string[]>} Fields what is written in a story, by the form's names
 *
 * @typedef {Record<string, string | (() => unknown)>} Actions buttons and links by label
 *
 * @typedef {(id: string, isNew: boolean) => void} OnPick
 *
 * @typedef {Record<string, string>} Digests a digest of each field in the last response
 *
 * @typedef {object} Kept text that this browser keeps
 * @property {string} key
 * @property {Fields} fields
 * @property {Fields} [base]
 * @property {Digests} [beganWith]
 * @property {number} version
 * @property {string} [sentWith] the version that a submitted form began with
 * @property {number} at
 *
 * @typedef {object} Run a stretch of two versions that is the same, or is not
 * @property {boolean} isSame
 * @property {string[]} mine
 * @property {string[]} theirs
 * @property {string | null} [choice] "mine" or "theirs" where only one side has changed it
 *
 * @typedef {object} Part a field in which two versions differ
 * @property {string} name
 * @property {string} label
 * @property {Run[]} runs
 *
 * @typedef {object} Conflict another person's version of the fields that both have changed
 * @property {string} editor who wrote the other
 * @property {string} words
 * @property {Fields} theirs
 * @property {number} version
 * @property {Digests} began_with
 *
 * @typedef {object} Change a state transition, with the server's answer
 * @property {string} before
 * @property {Record<string, any>} [answer]
 * @property {Fields} [theirs]
 * @property {number} [status]
 * @property {string | null} [somebody]
 *
 * @typedef {object} Story the objects shared by the parts of the page
 * @property {Saving} saving
 * @property {Notices} notices
 * @property {Editor} editor
 * @property {(fields: Fields) => void} write
 */

export {};
