// A picture of the library is chosen in a dialog: `choosePicture` answers with what the library says of it, or with null.
import { crel } from "./elements.js";
import { refusalOf, sendAll, takeDrops } from "./uploads.js";

const dialog = document.getElementById("picker");
const find = (selector) => dialog.querySelector(selector);
let chosen = null;
let asked = 0;

export function choosePicture() {
  if (!dialog) return Promise.resolve(null);
  chosen = null;
  find(".picker-refused").replaceChildren();
  find(".pic-progress").textContent = "";
  // Another field looks for another picture.
  find(".picker-words").value = "";
  dialog.showModal();
  find(".picker-words").focus();
  look();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(chosen), { once: true }));
}

// -- the list --------------------------------------------------------------------------------------

function buttonOf(picture) {
  const image = crel("span", { className: "pic-thumb" }, [crel("img", { src: picture.src, alt: "", loading: "lazy" })]);
  const facts = [picture.size, picture.credit].filter(Boolean).join(" · ");
  const parts = [
    image,
    crel("span", { className: "pic-title", textContent: picture.title }),
    crel("span", { className: "pic-facts", textContent: facts }),
  ];
  if (picture.rights) {
    const mark = crel("span", { className: "pic-mark", textContent: picture.rights });
    if (!picture.usable) mark.dataset.rights = "ended";
    parts.push(crel("span", { className: "pic-marks" }, [mark]));
  }
  const button = crel("button", { type: "button", className: "pic-card picker-choice" }, parts);
  if (!picture.usable) button.setAttribute("aria-disabled", "true");
  button.addEventListener("click", () => {
    if (!picture.usable) {
      find(".pic-progress").textContent = `${picture.rights}: readers would not see “${picture.title}”. Choose another.`;
      return;
    }
    chosen = picture;
    dialog.close();
  });
  return crel("li", {}, [button]);
}

async function look(number = 1) {
  const mine = ++asked;
  const more = find(".picker-more");
  const query = new URLSearchParams({ q: find(".picker-words").value, page: number });
  let found;
  try {
    const answer = await fetch(`${dialog.dataset.choose}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    found = await answer.json();
  } catch {
    if (mine === asked) find(".pic-progress").textContent = "The library did not answer: check the connection, and search again.";
    return;
  }
  // What was asked for later has answered already.
  if (mine !== asked) return;
  const list = find(".picker-list");
  const items = found.pictures.map(buttonOf);
  if (number === 1) list.replaceChildren(...items);
  else list.append(...items);
  more.hidden = !found.next;
  more.dataset.page = found.next || "";
  if (number > 1) items[0]?.firstElementChild.focus();
  else if (!items.length) find(".pic-progress").textContent = "No picture is like that: search for something else, or upload it.";
  else find(".pic-progress").textContent = "";
}

// -- the keyboard ----------------------------------------------------------------------------------

function step(event) {
  const buttons = Array.from(dialog.querySelectorAll(".picker-choice"));
  const at = buttons.indexOf(document.activeElement);
  if (at < 0) return;
  const columns = buttons.filter((one) => one.offsetTop === buttons[0].offsetTop).length;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = by && buttons[at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function watch() {
  let waiting = 0;
  find(".picker-words").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look(), 200);
  });
  find(".picker-search").addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  find(".picker-more").addEventListener("click", (event) => look(Number(event.currentTarget.dataset.page)));
  find("[data-close]").addEventListener("click", () => dialog.close());
  find(".picker-list").addEventListener("keydown", step);
  const form = find(".picker-upload");
  if (form) watchUpload(form);
}

// -- uploading -------------------------------------------------------------------------------------

function watchUpload(form) {
  const input = form.elements.files;
  // Unfold would look for the field of text that it has beside a file.
  input.hasChangeListener = true;
  async function take(files) {
    if (!files.length) return;
    find(".picker-refused").replaceChildren();
    await sendAll(form, files, {
      onProgress: (words) => (find(".pic-progress").textContent = words),
      onAnswer: ({ kept, refused }) => {
        find(".picker-list").prepend(...kept.map(buttonOf));
        find(".picker-refused").append(...refused.map(refusalOf));
      },
    });
    form.reset();
    // What came last is what is wanted.
    if (!find(".picker-refused").childElementCount) find(".picker-choice")?.focus();
  }
  input.addEventListener("change", () => take(Array.from(input.files)));
  takeDrops(dialog, take);
}

if (dialog) watch();
