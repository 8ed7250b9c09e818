"use strict";

// Counts the words while they are typed, as newsroom/lib/length.py does when the page is made.
const WORDS_A_MINUTE = 238;
const WORD = /[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu;
const INLINE = new Set(["A", "ABBR", "B", "CITE", "CODE", "EM", "I", "Q", "S", "STRONG", "SUB", "SUP", "TIME"]);

function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  // Of the fields below a picture of the text, its credit is read.
  if (node.contentEditable === "false") return ` ${node.querySelector("[data-credit]")?.value || ""} `;
  const text = Array.from(node.childNodes, textOf).join("");
  return INLINE.has(node.nodeName) ? text : ` ${text} `;
}

function saidOf(words) {
  if (!words) return "No words yet";
  const minutes = Math.ceil(words / WORDS_A_MINUTE);
  return `${words === 1 ? "1 word" : `${words.toLocaleString("en-US")} words`}, ${minutes} min to read`;
}

function watch(said) {
  const field = said.closest(".field-body");
  const source = field.querySelector("textarea");
  if (!source) return;

  function count() {
    const editor = field.querySelector(".tiptap");
    const body = editor || new DOMParser().parseFromString(source.value, "text/html").body;
    const now = saidOf((textOf(body).match(WORD) || []).length);
    if (said.textContent !== now) said.textContent = now;
  }

  let waiting = 0;
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(count, 200);
  }
  const observer = new MutationObserver((changes) => {
    if (changes.some((change) => !said.contains(change.target))) soon();
  });
  observer.observe(field, { childList: true, characterData: true, subtree: true });
  source.addEventListener("input", soon);
}

window.addEventListener("load", () => document.querySelectorAll("[data-length]").forEach(watch));
