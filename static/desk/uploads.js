// Uploads pictures one after the other, so that each has its answer; without this, the form sends them together.
import { crel } from "./elements.js";

export async function send(form, file) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.csrfmiddlewaretoken.value);
  data.append("files", file);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
    });
    if (answer.ok && answer.headers.get("Content-Type").startsWith("application/json")) return await answer.json();
    return { kept: [], refused: [{ name: file.name, why: whyNot(answer) }] };
  } catch {
    return { kept: [], refused: [{ name: file.name, why: "did not arrive: check the connection, and send it again." }] };
  }
}

function whyNot(answer) {
  if (answer.status === 403) return "was not taken: you may not upload pictures any more. Sign in again, or ask an editor.";
  if (answer.status === 413) return "is too large: shrink it.";
  return "was not taken: something went wrong here. Send it again.";
}

// Calls `onAnswer` with what became of each file, and `onProgress` with words for who waits.
export async function sendAll(form, files, { onAnswer, onProgress }) {
  let done = 0;
  let kept = 0;
  for (const file of files) {
    onProgress(files.length === 1 ? `Uploading “${file.name}”…` : `Uploading ${done + 1} of ${files.length}: “${file.name}”…`);
    const answer = await send(form, file);
    onAnswer(answer);
    done += 1;
    kept += answer.kept.length;
  }
  onProgress(kept === done ? `Done: ${kept} uploaded.` : `Done: ${kept} uploaded, ${done - kept} not kept.`);
}

// Files that are dropped on `area` go to `take`; whatever else is dropped is left to the browser.
export function takeDrops(area, take) {
  const brings = (event) => Array.from(event.dataTransfer.types).includes("Files");
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      area.classList.add("pic-over");
    });
  }
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) area.classList.remove("pic-over");
  });
  area.addEventListener("drop", (event) => {
    area.classList.remove("pic-over");
    if (!brings(event)) return;
    event.preventDefault();
    take(Array.from(event.dataTransfer.files));
  });
}

function watchPage(form) {
  const progress = document.querySelector(".pic-progress");
  const list = document.querySelector(".pic-uploaded");
  const button = form.querySelector("[type=submit]");
  const input = form.elements.files;
  // Unfold would look for the field of text that it has beside a file.
  input.hasChangeListener = true;

  async function take(files) {
    if (!files.length || button.disabled) return;
    button.disabled = true;
    await sendAll(form, files, {
      onProgress: (words) => (progress.textContent = words),
      onAnswer: ({ kept, refused }) => {
        list.append(...kept.map(lineOf));
        // First, as they may be few among many.
        list.prepend(...refused.map(refusalOf));
      },
    });
    button.disabled = false;
    form.reset();
  }

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    take(Array.from(input.files));
  });
  takeDrops(form.querySelector(".pic-drop"), take);
}

export function refusalOf({ name, why }) {
  return crel("li", { className: "copy-errors" }, [name ? `“${name}” ${why}` : why]);
}

function lineOf({ title, page, known }) {
  const said = known ? " was in the library already." : " is in the library: say what it shows, and whose it is.";
  const link = crel("a", { href: page, textContent: title });
  return crel("li", {}, [link, crel("span", { className: "copy-quiet", textContent: said })]);
}

document.querySelectorAll("[data-upload]").forEach(watchPage);
