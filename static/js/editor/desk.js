// What the text asks of the page around it: dialogs, pictures, announcements.

import { askFragment, fragmentOf } from "./ask.js";
import { EmbedDialog, findEmbed } from "./dialogs/embed.js";
import { Dialog } from "./dialogs/dialog.js";
import { LinkDialog } from "./dialogs/link.js";
import { PictureDialog, UploadLine } from "./dialogs/picture.js";
import { TableDialog } from "./dialogs/table.js";
import { WordsDialog } from "./dialogs/words.js";
import { insertPiece, replacePiece } from "./nodes/pieces.js";
import { upload } from "./upload.js";

export class Desk {
  constructor(root, notices) {
    this.addresses = root.dataset;
    this.notices = notices;
    this.figures = new Map();
  }

  // The editor needs the desk before the desk can have the editor.
  serve(editor, tools) {
    const { addresses } = this;
    this.editor = editor;
    this.focusTools = () => tools.focus();
    this.dialogs = {
      link: new LinkDialog(editor, addresses),
      picture: new PictureDialog(editor, addresses),
      words: new WordsDialog(editor, addresses, (id) => this.refresh(id)),
      embed: new EmbedDialog(editor, addresses),
      table: new TableDialog(editor),
      keys: new Dialog("keys", editor),
    };
  }

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

  replaceEmbed(view) {
    this.dialogs.embed.open(view);
  }

  findEmbed(address) {
    return findEmbed(this.addresses, address);
  }

  // ---- pictures

  // What has just been uploaded has no words yet.
  choosePicture(onPick) {
    this.dialogs.picture.open((id, isNew) => {
      onPick(id);
      if (isNew) this.editWords(id);
    });
  }

  openPicture() {
    this.choosePicture((id) => insertPiece(this.editor, this.picture(id)));
  }

  replacePicture(view) {
    this.choosePicture((id) => replacePiece(this.editor, view, this.picture(id)));
  }

  picture(id) {
    return this.editor.schema.nodes.picture.create({ id: String(id) });
  }

  editWords(id) {
    this.dialogs.words.open(id);
  }

  async figureOf(id) {
    if (!this.figures.has(id)) this.figures.set(id, this.askFigure(id));
    return fragmentOf(await this.figures.get(id));
  }

  askFigure(id) {
    return askFragment(`${this.addresses.pictures}${id}/figure`).catch(() => {
      this.figures.delete(id);
      return "<p>This picture cannot be shown just now.</p>";
    });
  }

  refresh(id) {
    this.figures.delete(String(id));
    document.dispatchEvent(new CustomEvent("picture:changed", { detail: String(id) }));
  }

  // Files that were dropped or pasted, one after the other from where the first one went.
  async uploadInto(files, place) {
    let at = place;
    const follow = ({ transaction }) => (at = transaction.mapping.map(at));
    this.editor.on("transaction", follow);
    for (const file of files) {
      const id = await this.uploadOne(file);
      if (id) at = insertPiece(this.editor, this.picture(id), at) + 1;
    }
    this.editor.off("transaction", follow);
  }

  async uploadOne(file) {
    const line = new UploadLine(file.name);
    const notice = this.notices.show(line.dom);
    try {
      const { id } = await upload(this.addresses.pictures, file, (done) => line.show(done));
      notice.remove();
      return id;
    } catch ({ message }) {
      return line.fail(message);
    }
  }
}
