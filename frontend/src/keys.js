// Keys for everything: an element says its own with data-key, and what it does with data-key-does.
const OFF = "hotseat-keys-off";
const dialog = document.getElementById("keys");
const list = dialog.querySelector("[data-page-keys]");
const toggle = dialog.querySelector("[data-keys-toggle]");

const typing = (target) => target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
// A step that is open already gives its key to the next one.
const shown = (element) =>
  element.checkVisibility() && !element.disabled && !(element.matches("summary") && element.parentElement.open);

function perform(element) {
  if (element.matches("input[type=radio], input[type=checkbox]")) {
    element.focus();
    element.click();
  } else if (element.isContentEditable || element.matches("textarea, input")) {
    element.focus();
  } else {
    element.click();
  }
}

// The keys of this page, as they are now: what is not visible has no key.
function describe() {
  const rows = [...document.querySelectorAll("main [data-key]")].filter(shown).map((element) => {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key;
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = element.dataset.keyDoes || element.textContent.trim();
    row.append(term, meaning);
    return row;
  });
  list.replaceChildren(...rows);
  dialog.querySelector("[data-page-keys-title]").hidden = rows.length === 0;
}

export function showKeys() {
  describe();
  dialog.showModal();
}

toggle.checked = localStorage.getItem(OFF) === null;
toggle.addEventListener("change", () => (toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-show-keys]")) showKeys();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    const primary = form?.querySelector("[data-primary]");
    if (primary && !event.defaultPrevented) {
      event.preventDefault();
      form.requestSubmit(primary);
    }
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (dialog.open || !toggle.checked) return;
  if (event.key === "?") {
    event.preventDefault();
    showKeys();
    return;
  }
  const wanted = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key && shown(element));
  if (wanted) {
    event.preventDefault();
    perform(wanted);
  }
});
