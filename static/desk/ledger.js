// The forms work without any of this.

function showWhatFits(form) {
  const season = form.elements.season.value.trim() !== "";
  const [ofShow, ofSeason] = form.elements.status.querySelectorAll("optgroup");
  const fits = season ? ofSeason : ofShow;
  const other = season ? ofShow : ofSeason;
  const chosen = form.elements.status.selectedOptions[0];
  fits.hidden = fits.disabled = false;
  other.hidden = other.disabled = true;
  if (chosen && chosen.parentElement === other) {
    const same = [...fits.children].find((option) => option.value === chosen.value);
    form.elements.status.value = "";
    if (same) same.selected = true;
  }
}

function showTheTime(form) {
  const field = form.querySelector(".desk-field-effective_time");
  field.hidden = form.elements.precision.value !== "minute";
}

function watchForm(form) {
  const today = form.elements.offered.value.split("T")[0];
  form.elements.season.addEventListener("input", () => showWhatFits(form));
  form.elements.precision.addEventListener("change", () => showTheTime(form));
  form.elements.effective_on.addEventListener("change", () => {
    // The present time belongs to today; of another day usually no more than the day is known.
    const offered = form.elements.offered.value === `${today}T${form.elements.effective_time.value}`;
    const elsewhere = form.elements.effective_on.value !== today;
    if (today && elsewhere && offered && form.elements.precision.value === "minute") {
      form.elements.precision.value = "day";
      showTheTime(form);
    }
  });
  const choices = [...form.querySelectorAll("[data-choice]")];
  for (const choice of choices) {
    choice.addEventListener("click", (event) => {
      // The link would lose what is typed already.
      event.preventDefault();
      form.elements.season.value = choice.dataset.season;
      showWhatFits(form);
      form.elements.status.value = choice.dataset.status;
      tellTheChosen(form, choices);
    });
  }
  for (const name of ["season", "status"]) {
    form.elements[name].addEventListener("input", () => tellTheChosen(form, choices));
  }
  showWhatFits(form);
  showTheTime(form);
  tellTheChosen(form, choices);
}

function tellTheChosen(form, choices) {
  for (const choice of choices) {
    const { season, status } = choice.dataset;
    const chosen = form.elements.season.value.trim() === season && form.elements.status.value === status;
    if (chosen) choice.setAttribute("aria-current", "true");
    else choice.removeAttribute("aria-current");
  }
}

function watchPreview(form) {
  const save = form.querySelector("button[value=save]");
  const again = form.querySelector("button[value=preview]");
  const state = form.querySelector("#preview-state");
  const ticks = [...form.querySelectorAll("[data-ticks]")];
  const ticked = () => ticks.map((tick) => tick.checked).join();
  const read = ticks.map((tick) => tick.defaultChecked).join();
  const tell = () => {
    const stale = ticked() !== read;
    save.disabled = stale;
    if (again) again.classList.toggle("desk-button-primary", stale);
    state.textContent = stale ? "You changed a tick: preview again to see what happens now." : "Nothing is saved yet.";
  };
  for (const tick of ticks) tick.addEventListener("change", tell);
  tell();
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // Whoever comes back by the browser's button may send it again.
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}

const record = document.querySelector("#record");
const preview = document.querySelector("#preview");
if (record) watchForm(record);
if (preview) watchPreview(preview);
for (const form of [record, preview]) if (form) sendOnce(form);
