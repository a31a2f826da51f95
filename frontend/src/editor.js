// CodeMirror for Python over a textarea, which keeps the value: forms, drafts and pages without scripts see one field.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const nonce = document.querySelector("meta[name=style-nonce]")?.content ?? "";

export function upgrade(field) {
  const submit = () => {
    const primary = field.form?.querySelector("[data-primary]");
    if (primary) field.form.requestSubmit(primary);
    return Boolean(primary);
  };
  const labelled = field.labels?.[0]?.textContent.trim() ?? "Code";
  const view = new EditorView({
    doc: field.value,
    extensions: [
      EditorView.cspNonce.of(nonce),
      EditorView.contentAttributes.of({
        tabindex: "0", // what scrolls must be reachable in every browser
        "aria-label": labelled,
        "aria-describedby": field.getAttribute("aria-describedby") ?? "",
        ...(field.dataset.key ? { "data-key": field.dataset.key } : {}),
      }),
      keymap.of([
        { key: "Mod-Enter", run: submit },
        ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab,
      ]),
      lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), dropCursor(),
      EditorState.tabSize.of(4), indentUnit.of("    "), indentOnInput(), bracketMatching(), closeBrackets(),
      highlightActiveLine(), highlightSelectionMatches(), search({ top: true }),
      python(), syntaxHighlighting(classHighlighter),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        field.value = view.state.doc.toString();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    ],
  });
  field.after(view.dom);
  field.hidden = true;
  // Code that sets the field (a draft that comes back, the original that is asked for) reaches the editor.
  field.addEventListener("replace", () =>
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: field.value } }),
  );
}
