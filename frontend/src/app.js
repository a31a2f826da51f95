// Loaded on every page. The pages work without it; it makes them quick, live and usable from the keyboard.
import "./htmx.js";
import "htmx-ext-sse";
import "./drafts.js";
import "./editors.js";
import "./focus.js";
import "./keys.js";
import "./notice.js";
import "./theme.js";
import "./timer.js";
import "./token.js";
