// Starts the editor on every body. The package's own start-up needs an import map, which is an
// inline script and against our policy; an address relative to this file needs none.
import * as editors from "../django_prose_editor/editor.js";
import { Picture } from "./figure.js";
import { Link } from "./link.js";

const ATTRIBUTE = "data-django-prose-editor-desk";

function create(textarea) {
  if (textarea.closest(".prose-editor")) return;
  const wanted = JSON.parse(textarea.getAttribute(ATTRIBUTE)).extensions;
  const known = { ...editors, Link };
  const extensions = Object.entries(wanted).map(([name, options]) =>
    typeof options === "object" ? known[name].configure(options) : known[name],
  );
  extensions.push(Picture.configure({ thumbnail: textarea.dataset.thumbnail }));
  const editor = editors.createTextareaEditor(textarea, extensions);
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  editor.view.dom.setAttribute("aria-label", label ? label.textContent.trim() : "Text");
  editor.view.dom.setAttribute("role", "textbox");
  editor.view.dom.setAttribute("aria-multiline", "true");
  if (label) label.addEventListener("click", () => editor.commands.focus());
}

editors.initializeEditors(create, `[${ATTRIBUTE}]`);
