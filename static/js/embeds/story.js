// A story in a frame. Its links work without this script.

import "./messages.js";
