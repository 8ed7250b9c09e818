// A button that ticks every box of a name in its form, and takes the ticks away again; and how many are ticked.

function ticks(button) {
  const boxes = [...button.form.querySelectorAll(`input[type="checkbox"][name="${button.dataset.ticks}"]`)];
  const label = button.textContent;
  const all = () => boxes.every((box) => box.checked);
  const told = button.form.querySelector("[data-ticked]");
  const toldBefore = told?.textContent;
  const say = () => {
    const number = boxes.filter((box) => box.checked).length;
    button.textContent = all() ? "Untick all" : label;
    if (told) told.textContent = number ? `${number} ticked:` : toldBefore;
  };
  button.addEventListener("click", () => {
    const wanted = !all();
    for (const box of boxes) box.checked = wanted;
    say();
  });
  button.form.addEventListener("change", say);
  // Boxes stay ticked when one comes back to the page.
  window.addEventListener("pageshow", say);
  button.hidden = false;
}

document.querySelectorAll("[data-ticks]").forEach(ticks);
