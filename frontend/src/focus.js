// After a step the eye and the keyboard go to what is new.
document.addEventListener("htmx:afterSettle", (event) => {
  const next = event.detail.elt.matches?.("[data-focus]") ? event.detail.elt : event.detail.elt.querySelector?.("[data-focus]");
  if (!next || event.detail.requestConfig?.headers?.["X-Quiet"]) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
});
