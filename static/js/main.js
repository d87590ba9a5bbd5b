// The public scripts. All pages also work without them.

import htmx from "htmx.org";
import { startBuilder } from "./builder.js";
import { startCopying } from "./copied.js";
import { startEmbeds } from "./embed.js";
import { startLatest } from "./latest.js";
import { startSearch } from "./search.js";
import { startShare } from "./share.js";
import { startStream } from "./stream.js";
import { startSubscribe } from "./subscribe.js";

// htmx would do this a moment later, and a click in between would be lost.
htmx.process(document.body);
startStream();
startLatest();
startShare();
startSubscribe();
startEmbeds();
startSearch();
startBuilder();
startCopying();
