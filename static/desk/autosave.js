"use strict";

// Keeps what is typed until it is saved, and tells who else is there. The page works without any of this.
document.addEventListener("DOMContentLoaded", () => {
  const SETTLED = 2_000; // after the last change
  const AT_MOST = 15_000; // while the typing goes on
  const AGAIN = 5_000; // after it failed
  const BEAT = 6_000;
  const PAUSE = 300_000; // hidden for so long, the page is not thought to be open
  const PATIENCE = 20_000;
  const LARGEST_LAST = 60_000; // what a browser sends of a page that is gone
  const SIGNED_OUT = "you are signed out. Sign in again in another tab; this page then goes on by itself";
  const REFUSALS = {
    403: "you may not write here. Copy your text, and ask an editor",
    404: "the article is not there for you any more. Copy your text",
    400: "the newsroom did not understand it. Copy your text",
    413: "it is too long",
  };

  const form = document.getElementById("article_form");
  const about = document.getElementById("kept");
  if (!form || !about) return;
  const { address, person } = about.dataset;
  const mayType = about.dataset.saves === "yes";
  const hasArticle = "hasArticle" in about.dataset;
  const state = document.getElementById("kept-state");
  const said = document.getElementById("kept-said");
  const here = form.elements["copy-window"].value;
  const turn = form.elements["copy-turn"];
  const STORE = `unsaved:${person}:`;

  let base = ""; // what is saved, or kept
  let last = ""; // what was typed when it was looked at last
  let changedAt = 0;
  let began = 0; // the first change that is not kept
  let sentAt = 0;
  let failedAt = 0;
  let beatAt = 0;
  let hiddenAt = 0;
  let touched = false;
  let typed = "cameBack" in about.dataset; // whether there is anything of this window that is not saved
  let sending = null;
  let submitting = false;

  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  // -- what is typed -------------------------------------------------------------------------------

  function fields() {
    const found = [];
    for (const [name, value] of new FormData(form)) {
      const isOurs = name.startsWith("copy-") || name.startsWith("_") || name === "csrfmiddlewaretoken";
      if (!isOurs && typeof value === "string") found.push([name, value]);
    }
    return found;
  }

  const snapshot = () => JSON.stringify(fields());

  // Whoever signed in again in another tab has another token.
  function token() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
  }

  function message(entries, more = {}) {
    const sent = new URLSearchParams(entries);
    for (const [name, value] of Object.entries(more)) sent.set(name, value);
    sent.set("csrfmiddlewaretoken", token());
    return sent;
  }

  function ofWindow() {
    const names = ["copy-window", "copy-turn", "copy-seen", "copy-kept"];
    return Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
  }

  const presence = () => ({ "copy-writes": typed ? "yes" : "no", "copy-saves": mayType ? "yes" : "no" });

  // -- in the browser itself, for when nothing can be sent -----------------------------------------

  function remember(entries) {
    const text = { address, fields: [...entries, ...Object.entries(ofWindow())] };
    try {
      sessionStorage.setItem(STORE + here, JSON.stringify(text));
    } catch {
      // Full, or forbidden: then there is the server alone.
    }
  }

  function forget() {
    sessionStorage.removeItem(STORE + here);
  }

  // What another page of this tab could not send, such as one whose session had ended.
  async function sendRemembered() {
    for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith(STORE))) {
      if (key === STORE + here) {
        sessionStorage.removeItem(key);
        continue;
      }
      const text = JSON.parse(sessionStorage.getItem(key));
      const answer = await post(message(text.fields), { to: text.address }).catch(() => null);
      if (!answer) return;
      sessionStorage.removeItem(key);
      if (answer.address) {
        const said = "Text of yours could not be sent, and was kept in this browser:";
        tell([{ text: said, link: "look at it", address: answer.address }], "rescued");
      }
    }
  }

  // -- telling -------------------------------------------------------------------------------------

  function show(text, { trouble = false, aloud = false } = {}) {
    if (!state) return;
    state.textContent = text;
    state.toggleAttribute("data-trouble", trouble);
    if (aloud) said.textContent = text;
  }

  let inTrouble = "";
  function showTrouble(text) {
    show(text, { trouble: true, aloud: inTrouble !== text });
    inTrouble = text;
  }

  let hasKept = false;
  function showKept(when) {
    show(`Kept ${when}`, { aloud: inTrouble !== "" || !hasKept });
    inTrouble = "";
    hasKept = true;
  }

  const told = { news: [], rescued: [] };
  function tell(news, kind = "news") {
    if (JSON.stringify(told[kind]) === JSON.stringify(news)) return;
    told[kind] = news;
    const place = document.getElementById("kept-news");
    const all = [...told.rescued, ...told.news];
    place.replaceChildren(
      ...all.map((one) => {
        const line = document.createElement("p");
        const link = document.createElement("a");
        link.href = one.address;
        link.textContent = one.link;
        link.target = "_blank";
        line.append(`${one.text} `, link, ".");
        return line;
      }),
    );
    place.hidden = !all.length;
  }

  function tellWhoIsHere(people) {
    const place = document.getElementById("kept-here");
    if (Array.from(place.children, (one) => one.textContent).join() === people.join()) return;
    place.replaceChildren(
      ...people.map((text) => {
        const line = document.createElement("p");
        line.textContent = text;
        return line;
      }),
    );
    place.hidden = !people.length;
  }

  // -- sending -------------------------------------------------------------------------------------

  class Refused extends Error {}

  async function post(body, { to = address, signal, keepalive = false } = {}) {
    const answer = await fetch(to, { method: "POST", body, signal, keepalive, redirect: "manual" });
    const words = answer.type === "opaqueredirect" ? SIGNED_OUT : REFUSALS[answer.status];
    if (words) throw new Refused(words);
    if (!answer.ok) throw new Error("the newsroom does not answer");
    return answer.json();
  }

  async function send() {
    const now = snapshot();
    const entries = fields();
    turn.value = Number(turn.value) + 1;
    sentAt = beatAt = Date.now();
    sending = new AbortController();
    const patience = setTimeout(() => sending?.abort(), PATIENCE);
    try {
      const answer = await post(message(entries, { ...ofWindow(), ...presence() }), { signal: sending.signal });
      if (submitting) return;
      if (answer.refused) throw new Refused(answer.refused);
      base = now;
      failedAt = 0;
      forget();
      showKept(answer.kept);
      hear(answer);
    } catch (error) {
      if (submitting) return;
      failedAt = Date.now();
      remember(entries);
      const why = error instanceof Refused ? error.message : "no connection; trying again";
      showTrouble(`Not kept: ${why}`);
    } finally {
      clearTimeout(patience);
      sending = null;
    }
  }

  async function beat() {
    beatAt = Date.now();
    const base = form.elements.base?.value ?? "";
    try {
      hear(await post(message({ base }, presence())));
    } catch {
      // The next one, or the next text, tells.
    }
  }

  function hear(answer) {
    if (answer.here) tellWhoIsHere(answer.here);
    if (answer.news) tell(answer.news);
  }

  // -- when ----------------------------------------------------------------------------------------

  function look() {
    const now = Date.now();
    if (submitting) return;
    if (mayType) {
      const text = snapshot();
      if (!touched) base = last = text; // what the editors made of it as they started
      if (text !== last) {
        last = text;
        changedAt = now;
      }
      const unkept = text !== base;
      typed ||= unkept;
      began = unkept ? began || now : 0;
      const isTime = now - changedAt >= SETTLED || now - Math.max(sentAt, began) >= AT_MOST;
      if (unkept && !sending && isTime && now - failedAt >= AGAIN) {
        send();
        return;
      }
    }
    const away = document.hidden && now - hiddenAt > PAUSE;
    if (hasArticle && !away && !sending && now - beatAt >= BEAT) beat();
  }

  const isUnkept = () => mayType && touched && !submitting && snapshot() !== base;

  function leave() {
    if (submitting) return;
    const unkept = isUnkept();
    if (!unkept && !hasArticle) return;
    if (unkept) {
      turn.value = Number(turn.value) + 1;
      remember(fields());
    }
    const body = message(unkept ? fields() : [], { ...(unkept ? ofWindow() : {}), "copy-leaves": "yes" });
    post(body, { keepalive: body.toString().length < LARGEST_LAST }).then(forget, () => {});
  }

  function start() {
    if (!touched) base = last = snapshot();
    if (typed) show("Kept: not saved yet");
    sendRemembered();
    if (hasArticle) beat();
    setInterval(look, 500);
  }

  for (const type of ["keydown", "pointerdown", "input", "paste", "drop", "cut"]) {
    const touch = () => {
      touched = true;
    };
    document.addEventListener(type, touch, { capture: true, passive: true });
  }

  document.addEventListener("visibilitychange", () => {
    hiddenAt = document.hidden ? Date.now() : 0;
    if (document.hidden && isUnkept() && !sending) send();
    if (!document.hidden) look();
  });

  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) submitting = false;
  });

  window.addEventListener("beforeunload", (event) => {
    if (isUnkept()) event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.formTarget === "_blank") return;
    form.elements.csrfmiddlewaretoken.value = token();
    turn.value = Number(turn.value) + 1;
    if (mayType && (typed || isUnkept())) remember(fields());
    submitting = true;
    sending?.abort();
    setTimeout(() => {
      if (event.defaultPrevented) submitting = false;
    });
  });

  base = last = snapshot();
  window.addEventListener("load", () => setTimeout(start, 300));
});
