"use strict";

// Reads along: which shows the text names and does not cover, and what the ledger contradicts. Without this the same
// stands on the page once it is saved, and its buttons save.
window.addEventListener("load", () => {
  const SETTLED = 900; // after the last change
  const box = document.getElementById("copy-hints");
  const form = document.getElementById("article_form");
  if (!box || !form) return;
  const said = document.getElementById("copy-hints-said");
  const isNew = box.dataset.reading.endsWith("/article/reading/");
  let last = "";
  let waiting = 0;
  let asking = null;

  function token() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
  }

  function typed() {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const isRead = ["headline", "dek", "body"].includes(name) || /^coverage-\d+-(show|DELETE)$/.test(name);
      if (isRead && typeof value === "string") found.append(name, value);
    }
    return found;
  }

  function put(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const before = document.activeElement;
    const place = box.contains(before) && before.name ? `[name="${before.name}"][value="${before.value}"]` : "";
    box.replaceChildren(...page.body.childNodes);
    ready();
    if (place) box.querySelector(place)?.focus();
  }

  // What is not saved has nothing yet to which a dismissal could belong.
  function ready() {
    if (isNew) for (const button of box.querySelectorAll("[name=_not_about]")) button.hidden = true;
  }

  async function read(more = {}) {
    const now = typed();
    last = now.toString();
    for (const [name, value] of Object.entries(more)) now.set(name, value);
    now.set("csrfmiddlewaretoken", token());
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(box.dataset.reading, { method: "POST", body: now, signal, redirect: "error" });
      if (!answer.ok) return false;
      const html = await answer.text();
      if (!signal.aborted) put(html);
      return true;
    } catch {
      return false; // the next change asks again
    }
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (typed().toString() !== last) read();
    }, SETTLED);
  }

  // -- one click -----------------------------------------------------------------------------------

  const selects = () => Array.from(form.querySelectorAll("select[name^='coverage-'][name$='-show']"));
  const isRow = (select) => /^coverage-\d+-show$/.test(select.name);
  const emptyRow = () => selects().find((select) => isRow(select) && !select.value);

  function cover(button) {
    let select = emptyRow();
    if (!select) {
      document.querySelector("#coverage-group .add-row")?.click();
      select = emptyRow();
    }
    if (!select) return false;
    const [show] = button.value.split(".");
    select.append(new Option(button.dataset.name, show, true, true));
    django.jQuery(select).trigger("change");
    const season = form.elements[select.name.replace(/show$/, "season_number")];
    season.value = button.dataset.season;
    season.dispatchEvent(new Event("input", { bubbles: true }));
    goOn(button, `${button.dataset.name} stands under “What it covers”. Save to keep it.`);
    return true;
  }

  // The keyboard stays where the next offer is, or goes to what was added.
  function goOn(button, text) {
    const offer = button.closest("[data-offer]");
    const next = offer.nextElementSibling || offer.previousElementSibling;
    said.textContent = text;
    offer.remove();
    const focus = next?.querySelector("button") || said;
    if (focus === said) said.tabIndex = -1;
    focus.focus();
    return read();
  }

  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.name === "_cover" && cover(button)) event.preventDefault();
    if (button.name === "_not_about") {
      event.preventDefault();
      read({ _not_about: button.value }).then((isDone) => {
        said.textContent = isDone ? "Set aside: it is not offered for this article again." : "Not done: no connection.";
      });
    }
  });

  ready();
  last = typed().toString();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  django.jQuery(form).on("change", "select", soon);
  new MutationObserver(soon).observe(form.querySelector(".field-body") || form, {
    childList: true,
    characterData: true,
    subtree: true,
  });
});
