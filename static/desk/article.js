"use strict";

// Offers the headings of the text to the rows that name one.
document.addEventListener("focusin", (event) => {
  if (event.target.getAttribute("list") !== "copy-headings") return;
  const list = document.getElementById("copy-headings");
  const headings = document.querySelectorAll(".field-body .tiptap :is(h2, h3, h4)");
  const texts = new Set(Array.from(headings, (heading) => heading.textContent.trim()).filter(Boolean));
  list.replaceChildren(
    ...Array.from(texts, (text) => {
      const option = document.createElement("option");
      option.value = text;
      return option;
    }),
  );
});

// Select2 names its boxes by what is chosen in them, which is nothing at first.
function nameBoxes() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const name = select.getAttribute("aria-label") || (label ? label.textContent.trim() : "");
    const box = select.parentElement.querySelector(".select2-selection");
    if (!name || !box) continue;
    const parts = box.querySelectorAll(".select2-selection__rendered[role=textbox], .select2-search__field");
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", name);
    for (const part of parts) part.setAttribute("aria-label", name);
  }
}

// After what others do when jQuery says that the page is ready, which may be later than its load.
window.addEventListener("load", () => django.jQuery(() => setTimeout(nameBoxes)));
document.addEventListener("formset:added", () => setTimeout(nameBoxes));

// A preview opens in a tab of its own: this page stays, and goes on to warn of what isn't saved.
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter && event.submitter.formTarget === "_blank") event.stopPropagation();
  },
  true,
);
