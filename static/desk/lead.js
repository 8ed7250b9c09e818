// The picture that an article leads with: chosen by the picker, which fills in what the library says of it.
import { crel } from "./elements.js";
import { choosePicture } from "./picker.js";

const WORDS = { alt: "lead_image_alt", caption: "lead_image_caption", credit: "lead_image_credit" };

function watch(box) {
  const select = box.querySelector("select");
  if (!document.getElementById("picker")) return;
  const card = box.querySelector(".pic-choice-card");
  const [title, mark] = card.querySelectorAll(".pic-choice-words > *");
  const note = crel("p", { className: "copy-help", role: "status" });
  const choose = crel("button", { type: "button", className: "copy-button", id: `${select.id}_choose` });
  const remove = crel("button", { type: "button", className: "copy-button", textContent: "Take it away" });
  const tools = crel("div", { className: "copy-acts" }, [choose, remove]);
  let chosen = select.dataset.chosen ? JSON.parse(select.dataset.chosen) : null;

  function show() {
    card.hidden = remove.hidden = !chosen;
    choose.textContent = chosen ? "Choose another…" : "Choose a picture…";
    if (chosen) {
      card.querySelector("img").src = chosen.src;
      title.textContent = chosen.title;
      mark.textContent = chosen.rights;
      mark.hidden = !chosen.rights;
    }
  }

  // Words of the use are kept, unless they are what the library said of the picture before.
  function fillIn(before) {
    const kept = [];
    for (const [name, id] of Object.entries(WORDS)) {
      const field = document.getElementById(`id_${id}`);
      if (!field) continue;
      if (!field.value.trim() || (before && field.value === before[name])) set(field, chosen ? chosen[name] : "");
      else if (chosen && field.value !== chosen[name]) kept.push(field.labels[0].textContent.trim().toLowerCase());
    }
    note.textContent = kept.length && before ? `Check what was said of the picture before: ${kept.join(", ")}.` : "";
  }

  function set(field, value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function take(picture) {
    const before = chosen;
    chosen = picture;
    const value = picture ? String(picture.id) : "";
    if (value && !Array.from(select.options).some((option) => option.value === value)) {
      select.append(new Option(picture.title, value));
    }
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    show();
    fillIn(before);
  }

  choose.addEventListener("click", async () => {
    const picture = await choosePicture();
    if (picture) take(picture);
    choose.focus();
  });
  remove.addEventListener("click", () => {
    take(null);
    choose.focus();
  });
  // With all that Unfold puts around it.
  Array.from(box.children).find((child) => child.contains(select)).hidden = true;
  box.append(tools, note);
  // Its label leads to the button now.
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (label) {
    label.id = `${select.id}_label`;
    label.htmlFor = choose.id;
    choose.setAttribute("aria-labelledby", `${label.id} ${choose.id}`);
  }
  show();
}

document.querySelectorAll("[data-picture-choice]").forEach(watch);
