"use strict";

// The preview works without any of this, by its button.

const look = document.getElementById("look");
const frame = document.getElementById("look-frame");

// What was typed is sent along: an address alone would show what is saved.
if (look && look.method === "post") look.requestSubmit();

if (look) {
  const subject = look.elements["look-subject"];
  const status = look.elements["look-status"];
  const [ofShow, ofSeason] = status.querySelectorAll("optgroup");
  const offerWhatFits = () => {
    const isSeason = subject.value.includes(".");
    ofShow.disabled = ofShow.hidden = isSeason;
    ofSeason.disabled = ofSeason.hidden = subject.value !== "" && !isSeason;
    if (status.selectedOptions[0]?.parentElement.disabled) status.value = "";
  };
  subject.addEventListener("change", offerWhatFits);
  offerWhatFits();
}

if (frame) {
  // Links lead out of the frame: no public page lets itself be framed.
  frame.addEventListener("load", () => {
    for (const link of frame.contentDocument.querySelectorAll("a[href]:not([href^='#'])")) link.target = "_blank";
  });
  fit();
}

// Makes a page that is wider than there is room for as small as fits; its layout stays that of its width.
function fit() {
  const stage = frame.parentElement;
  const adjust = () => {
    frame.style.transform = frame.style.marginRight = frame.style.marginBottom = "";
    const style = getComputedStyle(stage);
    const room = stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const { offsetWidth: width, offsetHeight: height } = frame;
    const scale = Math.min(1, room / width);
    if (scale === 1) return;
    frame.style.transform = `scale(${scale})`;
    frame.style.marginRight = `${-width * (1 - scale)}px`;
    frame.style.marginBottom = `${-height * (1 - scale)}px`;
  };
  new ResizeObserver(adjust).observe(stage);
  for (const radio of document.querySelectorAll(".look-widths input")) radio.addEventListener("change", adjust);
  adjust();
}
