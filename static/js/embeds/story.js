// A story in a frame: its links work without this.

import "./messages.js";
