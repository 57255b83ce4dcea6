// Keys for people who do not want to leave the keyboard: / to search, arrows to choose, Enter to copy, Esc to clear.
"use strict";

const box = () => document.getElementById("q");
const hits = () => Array.from(document.querySelectorAll(".hit"));

function move(step) {
  const all = hits();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement.closest(".hit"));
  const next = at + step;
  if (next < 0) { box()?.focus(); return; }
  all[Math.min(next, all.length - 1)].focus();
}

async function copy(hit) {
  const text = hit.dataset.copy;
  if (!text) return;
  const label = document.getElementById("answer")?.dataset.copied ?? "";
  try {
    await navigator.clipboard.writeText(text);
    say(`${label} ${text}`);
  } catch {
    say(text);
  }
}

document.addEventListener("keydown", (event) => {
  const field = box();
  if (!field || event.target.type === "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target === field;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    move(1);
  } else if (event.key === "ArrowUp" && !typing) {
    event.preventDefault();
    move(-1);
  } else if (event.key === "Enter" && event.target.classList.contains("hit")) {
    event.preventDefault();
    copy(event.target);
  } else if (event.key === "Escape" && (typing || event.target.closest(".hit"))) {
    field.value = "";
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
