// htmx as a global, where its extensions look for it. This line of htmx uses the browser's own EventSource for streams.
import htmx from "htmx.org";

window.htmx = htmx;

export default htmx;
