// A textarea that asks for it becomes an editor. The code for it is fetched only then; until then the textarea works.
import "./drafts.js";

async function upgradeAll(root) {
  const fields = [...root.querySelectorAll("textarea[data-editor]:not([data-upgraded])")];
  if (root.matches?.("textarea[data-editor]:not([data-upgraded])")) fields.push(root);
  if (!fields.length) return;
  for (const field of fields) field.dataset.upgraded = "";
  const { upgrade } = await import("./editor.js");
  fields.forEach(upgrade);
}

upgradeAll(document);
document.addEventListener("htmx:load", (event) => upgradeAll(event.detail.elt));
