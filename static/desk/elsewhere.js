"use strict";

// How the article looks where others show it, while it is typed: as articles/admin/elsewhere.py says when the page is made.
const LONGEST_ELSEWHERE = { title: 60, description: 155 };
const SOURCES = { title: ["seo_title", "headline"], description: ["seo_description", "dek", "headline"] };
const TAKEN = { headline: ", taken from the headline", dek: ", taken from the dek" };

function lineOf(name) {
  for (const source of SOURCES[name]) {
    const field = document.getElementById(`id_${source}`);
    const text = field ? field.value.split(/\s+/).filter(Boolean).join(" ") : "";
    if (text) return { text, from: TAKEN[source] || "" };
  }
  return { text: "", from: "" };
}

function show(box) {
  for (const [name, most] of Object.entries(LONGEST_ELSEWHERE)) {
    const { text, from } = lineOf(name);
    const letters = Array.from(text ? box.dataset.before + text : "");
    const isTooLong = letters.length > most;
    const shown = isTooLong ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : letters.join("");
    for (const place of box.querySelectorAll(`[data-shows="${name}"]`)) place.textContent = shown;
    const label = name[0].toUpperCase() + name.slice(1);
    const length = letters.length === 1 ? "1 character" : `${letters.length} characters`;
    const told = box.querySelector(`[data-tells="${name}"]`);
    told.textContent = text
      ? `${label}: ${length}${from}.${isTooLong ? ` Search engines show about ${most}.` : ""}`
      : `${label}: none yet.`;
    told.classList.toggle("copy-too-long", isTooLong);
  }
}

// The card is drawn by the server, once nothing was typed for a moment.
const DRAWN_OF = { headline: "id_headline", section: "id_section", picture: "id_lead_picture" };

function cardAddress(card) {
  const said = Object.entries(DRAWN_OF).map(([name, id]) => [name, document.getElementById(id)?.value || ""]);
  return `${card.dataset.card}?${new URLSearchParams(said)}`;
}

function watchCard(card) {
  let waiting = 0;
  function draw() {
    card.hidden = !document.getElementById(DRAWN_OF.headline).value.trim();
    const address = cardAddress(card);
    if (!card.hidden && card.getAttribute("src") !== address) card.src = address;
  }
  for (const id of Object.values(DRAWN_OF)) {
    for (const kind of ["input", "change"]) {
      document.getElementById(id)?.addEventListener(kind, () => {
        clearTimeout(waiting);
        waiting = setTimeout(draw, 600);
      });
    }
  }
}

window.addEventListener("load", () => {
  const box = document.querySelector("[data-elsewhere]");
  if (!box) return;
  watchCard(box.querySelector("[data-card]"));
  for (const source of new Set(Object.values(SOURCES).flat())) {
    const field = document.getElementById(`id_${source}`);
    if (field) field.addEventListener("input", () => show(box));
  }
});
