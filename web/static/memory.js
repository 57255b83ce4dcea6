// Keys for the memory: / searches, j and k go from row to row, e edits, Ctrl-Enter saves, Esc leaves.
"use strict";

const rows = () => Array.from(document.querySelectorAll("article.unit"));
const writes = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");
const present = () => document.activeElement.closest("article.unit");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(present());
  all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)].focus();
}

const keys = {
  "/": () => { const box = document.getElementById("q"); box?.focus(); box?.select(); },
  j: () => move(1),
  k: () => move(-1),
  e: () => present()?.querySelector(".change")?.click(),
  u: () => (present()?.querySelector(".undo button") ?? document.querySelector(".undo button"))?.click(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const edited = target.closest(".edited");
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && edited) {
    event.preventDefault();
    edited.querySelector("button[type=submit]").click();
  } else if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  } else if (key === "Escape" && edited) {
    edited.querySelector(".cancel").click();
  } else if (key === "ArrowDown" && target.id === "q") {
    event.preventDefault();
    move(1);
  } else if (!writes(target) && Object.hasOwn(keys, key)) {
    event.preventDefault();
    keys[key]();
  }
});

// A row that was swapped for another keeps the cursor: in its first text, or on itself. A search leaves it in its box.
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, target } = event.detail;
  if (target.matches("article.unit") && elt.matches("article.unit")) (elt.querySelector("textarea") ?? elt).focus();
});
