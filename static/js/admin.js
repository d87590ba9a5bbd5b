// The newsroom's scripts. All pages also work without them.

import htmx from "htmx.org";
import { startArranging } from "./admin/arranging.js";
import { startFiltering } from "./admin/filters.js";
import { startFocusing } from "./admin/focal-point.js";
import { startLeftBehind } from "./admin/left-behind.js";
import { startPictureFields } from "./admin/picture-field.js";
import { startCopying } from "./admin/preview.js";
import { startRows } from "./admin/rows.js";
import { startSigningOut } from "./admin/signing-out.js";
import { startUnsaved } from "./admin/unsaved.js";
import { startUploading } from "./admin/upload.js";
import { one } from "./dom.js";

// Adds the CSRF token to every htmx request.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const token = one(document, "meta[name=csrf-token]", HTMLMetaElement);
  ctx.request.headers["X-CSRFToken"] = token.content;
});
htmx.process(document.body);
startArranging();
startCopying();
startSigningOut();
startFiltering();
startFocusing();
startLeftBehind();
startPictureFields();
startRows();
startUnsaved();
startUploading();
