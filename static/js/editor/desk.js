// The editor's interface to the page around it: dialogs, pictures, announcements.

import { askFragment, fragmentOf, messageOf } from "./ask.js";
import { EmbedDialog, findEmbed } from "./dialogs/embed.js";
import { Dialog } from "./dialogs/dialog.js";
import { LinkDialog } from "./dialogs/link.js";
import { PictureDialog, UploadLine } from "./dialogs/picture.js";
import { TableDialog } from "./dialogs/table.js";
import { WordsDialog } from "./dialogs/words.js";
import { insertPiece, replacePiece } from "./nodes/pieces.js";
import { upload } from "./upload.js";
/** @import { Notices } from "./saving/notices.js" */
/** @import { Editor, EditorEvents } from "@tiptap/core" */
/** @import { Toolbar } from "./tools/toolbar.js" */
/** @import { Inset } from "./nodes/inset.js" */

export class Desk {
  /**
   * @param {HTMLElement} root
   * @param {Notices} notices
   */
  constructor(root, notices) {
    this.addresses = root.dataset;
    this.notices = notices;
    /** @type {Map<string, Promise<string>>} */
    this.figures = new Map();
  }

  get editor() {
    if (!this.given) throw new Error("The desk has no editor yet");
    return this.given.editor;
  }

  get dialogs() {
    if (!this.given) throw new Error("The desk has no editor yet");
    return this.given.dialogs;
  }

  focusTools() {
    this.given?.tools.focus();
  }

  /**
   * Set later: the editor is created with the desk, so the desk cannot have it yet.
   * @param {Editor} editor
   * @param {Toolbar} tools
   */
  serve(editor, tools) {
    const { addresses } = this;
    const dialogs = {
      link: new LinkDialog(editor, addresses),
      picture: new PictureDialog(editor, addresses),
      words: new WordsDialog(editor, addresses, (/** @type {string} */ id) => this.refresh(id)),
      embed: new EmbedDialog(editor, addresses),
      table: new TableDialog(editor),
      keys: new Dialog("keys", editor),
    };
    this.given = { editor, tools, dialogs };
  }

  /** @param {string} message */
  tell(message) {
    this.notices.tell(message);
  }

  openLink() {
    this.dialogs.link.open();
  }

  openTable() {
    this.dialogs.table.open();
  }

  openKeys() {
    this.dialogs.keys.open();
  }

  // ---- embeds

  openEmbed() {
    this.dialogs.embed.open();
  }

  /** @param {Inset} view */
  replaceEmbed(view) {
    this.dialogs.embed.open(view);
  }

  /** @param {string} address */
  findEmbed(address) {
    return findEmbed(this.addresses, address);
  }

  // ---- pictures

  /**
   * A picture that has just been uploaded has no details yet.
   * @param {(id: string) => void} onPick
   */
  choosePicture(onPick) {
    this.dialogs.picture.open((id, isNew) => {
      onPick(id);
      if (isNew) this.editWords(id);
    });
  }

  openPicture() {
    this.choosePicture((id) => insertPiece(this.editor, this.picture(id)));
  }

  /** @param {Inset} view */
  replacePicture(view) {
    this.choosePicture((id) => replacePiece(this.editor, view, this.picture(id)));
  }

  /** @param {string} id */
  picture(id) {
    return this.editor.schema.nodes.picture.create({ id: String(id) });
  }

  /** @param {string} id */
  editWords(id) {
    this.dialogs.words.open(id);
  }

  /** @param {string} id */
  async figureOf(id) {
    if (!this.figures.has(id)) this.figures.set(id, this.askFigure(id));
    return fragmentOf((await this.figures.get(id)) ?? "");
  }

  /** @param {string} id */
  askFigure(id) {
    return askFragment(`${this.addresses.pictures}${id}/figure`).catch(() => {
      this.figures.delete(id);
      return "<p>This picture cannot be shown just now.</p>";
    });
  }

  /** @param {string} id */
  refresh(id) {
    this.figures.delete(String(id));
    document.dispatchEvent(new CustomEvent("picture:changed", { detail: String(id) }));
  }

  /**
   * Inserts dropped or pasted files, one after the other.
   * @param {Iterable<File>} files
   * @param {number} place
   */
  async uploadInto(files, place) {
    let at = place;
    /** @param {{ transaction: any }} options */
    /** @param {EditorEvents["transaction"]} event */
    const follow = ({ transaction }) => (at = transaction.mapping.map(at));
    this.editor.on("transaction", follow);
    for (const file of files) {
      const id = await this.uploadOne(file);
      if (id) at = insertPiece(this.editor, this.picture(id), at) + 1;
    }
    this.editor.off("transaction", follow);
  }

  /** @param {File} file */
  async uploadOne(file) {
    const line = new UploadLine(file.name);
    const notice = this.notices.show(line.dom);
    try {
      const { id } = await upload(this.addresses.pictures ?? "", file, (share) => line.show(share));
      notice.remove();
      return id;
    } catch (error) {
      return line.fail(messageOf(error));
    }
  }
}
