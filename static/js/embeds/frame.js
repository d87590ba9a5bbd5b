// The list in a frame.

import "./latest.js";
import "./messages.js";
