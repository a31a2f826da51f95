// One place for sentences about what went wrong; a screen reader says them at once.
export function notice(text) {
  const place = document.getElementById("notice");
  place.textContent = text;
  place.hidden = !text;
  if (text) place.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:beforeRequest", () => notice(""));
document.addEventListener("htmx:sendError", () =>
  notice("Hotseat does not answer. What you wrote is kept in this browser. Start it again with ./hotseat, then repeat this step."),
);
document.addEventListener("htmx:responseError", (event) => {
  const said = event.detail.xhr.getResponseHeader("X-Sentence");
  notice(said ? decodeURIComponent(said) : `Hotseat answered with an error (${event.detail.xhr.status}). Nothing you wrote is lost. Reload the page.`);
});
