// The switch of the theme, without a reload. The server keeps the choice in a cookie, so that the next page has it at once.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-form]")) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  const body = new FormData(event.target, event.submitter);
  document.documentElement.dataset.theme = chosen;
  for (const button of event.target.elements) {
    if (button.name === "theme") button.setAttribute("aria-pressed", String(button.value === chosen));
  }
  fetch(event.target.action, { method: "POST", body });
});
