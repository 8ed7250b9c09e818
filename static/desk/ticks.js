// A button that ticks every box of a name in its form, and takes the ticks away again.

function ticks(button) {
  const boxes = [...button.form.querySelectorAll(`input[type="checkbox"][name="${button.dataset.ticks}"]`)];
  const label = button.textContent;
  const all = () => boxes.every((box) => box.checked);
  const say = () => {
    button.textContent = all() ? "Untick all" : label;
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
