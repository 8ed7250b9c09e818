// Suggests shows, people and topics while one types, as a combobox (ARIA APG: list autocomplete with manual selection).
// Without it the form finds all the same.

const WAIT = 120; // milliseconds without another key
let lists = 0;

function make(tag, attributes, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function suggestIn(place) {
  const input = place.querySelector("input[type=search]");
  const id = `suggestions-${++lists}`;
  const list = make("ul", { id, role: "listbox", class: "suggestions", "aria-label": "Suggestions", hidden: "" });
  const told = make("p", { role: "status", class: "unseen" });
  let at = -1;
  let timer;
  let asking = new AbortController();

  const options = () => [...list.children];

  function choose(index) {
    at = index;
    options().forEach((option, place) => option.setAttribute("aria-selected", place === at));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", options()[at].id);
      options()[at].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    clearTimeout(timer);
    asking.abort();
    list.hidden = true;
    told.textContent = "";
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function show(found) {
    list.replaceChildren(
      ...found.map((one, place) => {
        const option = make("li", { id: `${id}-${place}`, role: "option", "aria-selected": "false" });
        option.append(make("span", { class: "suggestion" }, one.name), " ", make("small", {}, one.about));
        option.dataset.address = one.url;
        return option;
      }),
    );
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    told.textContent = found.length ? `${found.length} suggestion${found.length > 1 ? "s" : ""}, by the arrow keys.` : "";
  }

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const typed = input.value.trim();
    if (!typed) return close();
    try {
      const answer = await fetch(`${place.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (!signal.aborted && document.activeElement === input) show(suggestions);
    } catch {
      // A newer question took its place, or nobody answers: the form still does.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && !list.hidden) close();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") choose(at === last ? -1 : at + 1);
    else if (event.key === "ArrowUp") choose(at === -1 ? last : at - 1);
    else if (event.key === "Enter" && at >= 0) location.assign(options()[at].dataset.address);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Pressed, an option would take the focus, and the list with it.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });

  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  place.append(list, told);
}

document.querySelectorAll("[data-suggest]").forEach(suggestIn);
