// Everything here adds to pages that are whole without it.

import "htmx.org";
import { startLatest } from "./latest.js";
import { startShare } from "./share.js";
import { startStream } from "./stream.js";
import { startSubscribe } from "./subscribe.js";

startStream();
startLatest();
startShare();
startSubscribe();
