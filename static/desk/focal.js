"use strict";

// The focal point of a picture, by a click on it or by the arrow keys; the number fields say the same.
// The crops beside it are as articles/admin/library/crops.py cuts them.

function along(focal, share) {
  if (share >= 1) return 50;
  const start = Math.min(Math.max(focal / 100 - share / 2, 0), 1 - share);
  return (100 * start) / (1 - share);
}

function watchFocal(stage) {
  const image = stage.querySelector("img");
  const fields = [document.getElementById("id_focal_x"), document.getElementById("id_focal_y")];
  if (!image || !fields.every(Boolean)) return;
  const own = image.getAttribute("width") / image.getAttribute("height") || 1;
  const point = document.createElement("span");
  point.className = "pic-point";
  stage.append(point);
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-roledescription", "focal point");

  const values = () => fields.map((field) => Math.min(100, Math.max(0, Math.round(field.valueAsNumber || 0))));

  function show() {
    const [x, y] = values();
    point.style.left = `${x}%`;
    point.style.top = `${y}%`;
    stage.setAttribute("aria-label", `Focal point: ${x} % from the left, ${y} % from the top. The arrow keys move it.`);
    for (const crop of document.querySelectorAll("[data-crop]")) {
      const [width, height] = crop.dataset.crop.split("/").map(Number);
      const ratio = width / height;
      crop.style.objectPosition = `${along(x, Math.min(1, ratio / own))}% ${along(y, Math.min(1, own / ratio))}%`;
    }
  }

  function set(x, y) {
    [x, y].forEach((value, index) => {
      fields[index].value = Math.min(100, Math.max(0, Math.round(value)));
      fields[index].dispatchEvent(new Event("input", { bubbles: true }));
      fields[index].dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  stage.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
  });
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const by = event.shiftKey ? 10 : 1;
    const [x, y] = values();
    set(x + by * step[0], y + by * step[1]);
  });
  for (const field of fields) field.addEventListener("input", show);
  show();
}

window.addEventListener("load", () => document.querySelectorAll("[data-focal]").forEach(watchFocal));
