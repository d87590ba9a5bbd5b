// Embeds: the server knows the providers; what it takes is a provider and an id.

import { askJson } from "../ask.js";
import { insertPiece, replacePiece } from "../nodes/pieces.js";
import { Dialog } from "./dialog.js";

export const findEmbed = (addresses, address) =>
  askJson(`${addresses.embeds}?url=${encodeURIComponent(address)}`);

export class EmbedDialog extends Dialog {
  constructor(editor, addresses) {
    super("embed", editor);
    this.addresses = addresses;
  }

  open(replaced = null) {
    this.replaced = replaced;
    this.form.reset();
    this.form.elements.caption.value = replaced?.node.textContent ?? "";
    super.open();
  }

  async onSubmit() {
    const { address, caption } = this.form.elements;
    this.say("");
    try {
      const { provider, id } = await findEmbed(this.addresses, address.value.trim());
      this.put(`${provider}:${id}`, caption.value.trim());
      this.close();
    } catch (refusal) {
      this.say(refusal.answer ? refusal.message : "The server could not be reached. Try again.");
      address.focus();
    }
  }

  put(source, caption) {
    const { replaced, editor } = this;
    const { embed } = editor.schema.nodes;
    const node = embed.create({ source }, caption ? editor.schema.text(caption) : null);
    if (replaced) replacePiece(editor, replaced, node);
    else insertPiece(editor, node);
    this.before = null;
  }
}
