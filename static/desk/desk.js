// Around every page of the desk: what Unfold leaves to the mouse, and its navigation at exactly 1280 px.

const wide = () => window.innerWidth === 1280;
const wanted = () => localStorage.getItem("sidebarOpen") !== "0";

document.addEventListener("alpine:init", () => {
  const unfolds = window.theme;
  window.theme = (...said) => {
    const data = unfolds(...said);
    const { sidebarOpen } = data;
    const resized = data.themeBindings["x-resize.window"];
    data.sidebarOpen = () => (wide() ? wanted() : sidebarOpen());
    data.themeBindings["x-resize.window"] = function () {
      if (wide()) this.sidebarOpen = wanted();
      else resized.call(this);
    };
    return data;
  };
});

function reachable(toggle) {
  toggle.setAttribute("role", "button");
  toggle.setAttribute("tabindex", "0");
  toggle.setAttribute("aria-label", "Show or hide the navigation");
  toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle.click();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[x-on\\:click='sidebarToggle()']").forEach(reachable);
  // Unfold writes the name of a chosen file into a field of its own beside it, which ours don't have.
  for (const input of document.querySelectorAll(".desk-file, .pic-file")) input.hasChangeListener = true;
});
