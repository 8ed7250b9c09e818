"use strict";

// As of: a slider along the changes. Without it, the form and the links to the change before and after do the same.

const range = document.getElementById("then-range");
const marks = document.getElementById("then-marks");
const moment = document.getElementById("then-mark");
const told = document.getElementById("then-told");
const SOON = 200; // ms: who slides past a moment doesn't ask for it
let waiting = null;
let asking = null;

const chosen = () => marks.options[Number(range.value)];

function tell() {
  const mark = chosen();
  range.setAttribute("aria-valuetext", mark.label);
  moment.textContent = mark.label;
}

async function ask() {
  const address = location.pathname + chosen().dataset.query;
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    const answer = await fetch(address, { signal: mine.signal });
    if (!answer.ok || answer.redirected) return location.assign(address);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.replaceState(null, "", address);
    told.textContent = document.querySelector(".then-moment").textContent;
  } catch (error) {
    if (error.name === "AbortError") return;
    told.textContent = "The newsroom doesn’t answer: what stands below is as it was. Try again.";
  } finally {
    if (asking === mine) asking = null;
  }
}

function show(page) {
  const open = new Set([...document.querySelectorAll("#then details[open] > summary")].map((one) => one.textContent));
  const answers = document.adoptNode(page.getElementById("then"));
  for (const summary of answers.querySelectorAll("summary")) summary.parentElement.open = open.has(summary.textContent);
  document.getElementById("then").replaceWith(answers);
  document.getElementById("id_at").value = page.getElementById("id_at").value;
  if (waiting) return; // it was moved on: what it counts must stay
  const theirs = page.getElementById("then-range");
  marks.replaceChildren(...page.getElementById("then-marks").children);
  range.max = theirs.max;
  range.value = theirs.getAttribute("value");
  tell();
}

if (range) {
  range.addEventListener("input", () => {
    tell();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = null;
      ask();
    }, SOON);
  });
  tell();
  document.getElementById("then-slider").hidden = false;
}
