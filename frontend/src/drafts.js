// What a person writes is kept in this browser at every keystroke, and on the server a moment later.
const PAUSE = 700;
const waiting = new Map();

const kept = (key) => JSON.parse(localStorage.getItem(`draft:${key}`) ?? "null");
const status = (field) => field.form?.querySelector("[data-draft-status]");

function tell(field, text) {
  const place = status(field);
  if (place) place.textContent = text;
}

async function send(field) {
  waiting.delete(field);
  const url = field.dataset.draftUrl;
  if (!url) return tell(field, "Kept in this browser.");
  const text = field.value;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  body.set("path", field.dataset.draftPath);
  body.set("text", text);
  try {
    const answer = await fetch(url, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    if (field.value === text) localStorage.removeItem(`draft:${field.dataset.draft}`);
    tell(field, "Saved.");
  } catch {
    tell(field, "Kept in this browser.");
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.draft) return;
  localStorage.setItem(`draft:${field.dataset.draft}`, JSON.stringify({ text: field.value }));
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(send, PAUSE, field));
});

function holdBack(form) {
  for (const field of form.querySelectorAll("[data-draft]")) {
    clearTimeout(waiting.get(field));
    waiting.delete(field);
  }
}

// A form that is on its way needs no draft on the server any more; this browser keeps it until the server has the form.
document.addEventListener("submit", (event) => holdBack(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form")) return;
  if (!event.detail.successful || !event.detail.requestConfig.formData.has("text")) return;
  for (const field of form.querySelectorAll("[data-draft]")) {
    localStorage.removeItem(`draft:${field.dataset.draft}`);
    tell(field, "");
  }
});

export function restore(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const draft = kept(field.dataset.draft);
    if (draft && draft.text !== field.value) {
      field.value = draft.text;
      tell(field, "Your unsent text is back.");
    }
  }
}

restore(document);
document.addEventListener("htmx:load", (event) => restore(event.detail.elt));
