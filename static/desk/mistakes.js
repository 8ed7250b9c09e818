"use strict";

// What is to be corrected is read first, and leads to its field, also where an editor or a list stands in its place.
{
  const inItsPlace = ".tiptap, .select2-selection, .select2-search__field, input, select, textarea, button";
  const reached = (one) => one && one.tabIndex >= 0 && one.checkVisibility();

  // Not before: the admin's own script gives the focus to the first field.
  window.addEventListener("load", () => document.querySelector("[data-mistakes]")?.focus());

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-mistakes] a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const place = field.closest(".copy-field, td, .field-row, .form-row") || field.parentElement;
    const shown = [field, ...inItsPlace.split(", ").flatMap((kind) => [...place.querySelectorAll(kind)])].find(reached);
    (shown || place).scrollIntoView({ block: "center" });
    shown?.focus({ preventScroll: true });
  });
}
