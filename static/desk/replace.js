"use strict";

// Shows the new file beside the old one before it takes its place.
const input = document.querySelector("input[type=file]");
const shown = document.querySelector("[data-new]");

// Unfold would look for the field of text that it has beside a file.
input.hasChangeListener = true;
input.addEventListener("change", () => {
  const file = input.files[0];
  shown.hidden = !file;
  if (!file) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const image = shown.querySelector("img");
    image.src = reader.result;
    image.decode().then(
      () => (shown.querySelector("p").textContent = `${image.naturalWidth} × ${image.naturalHeight}`),
      () => (shown.querySelector("p").textContent = "This file can’t be shown: it may be no picture."),
    );
  });
  reader.readAsDataURL(file);
});
