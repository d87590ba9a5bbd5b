// The embed dialog. The server turns an address into a provider and an id.

import { control } from "../../dom.js";
import { askJson, messageOf, Refusal } from "../ask.js";
import { insertPiece, replacePiece } from "../nodes/pieces.js";
import { Dialog } from "./dialog.js";
/** @import { Inset } from "../nodes/inset.js" */
/** @import { Editor } from "@tiptap/core" */

/**
 * @param {DOMStringMap} addresses
 * @param {string} address
 */
export const findEmbed = (addresses, address) =>
  askJson(`${addresses.embeds}?url=${encodeURIComponent(address)}`);

const UNREACHED = "The server could not be reached. Try again.";

export class EmbedDialog extends Dialog {
  /**
   * @param {Editor} editor
   * @param {DOMStringMap} addresses
   */
  constructor(editor, addresses) {
    super("embed", editor);
    this.addresses = addresses;
  }

  /** @param {Inset | null} replaced */
  open(replaced = null) {
    this.replaced = replaced;
    this.form.reset();
    control(this.form, "caption").value = replaced?.node.textContent ?? "";
    super.open();
  }

  async onSubmit() {
    const address = control(this.form, "address");
    const caption = control(this.form, "caption");
    this.say("");
    try {
      const { provider, id } = await findEmbed(this.addresses, address.value.trim());
      this.put(`${provider}:${id}`, caption.value.trim());
      this.close();
    } catch (error) {
      this.say(error instanceof Refusal ? messageOf(error) : UNREACHED);
      address.focus();
    }
  }

  /**
   * @param {string} source
   * @param {string} caption
   */
  put(source, caption) {
    const { replaced, editor } = this;
    const { embed } = editor.schema.nodes;
    const node = embed.create({ source }, caption ? editor.schema.text(caption) : null);
    if (replaced) replacePiece(editor, replaced, node);
    else insertPiece(editor, node);
    this.before = null;
  }
}
