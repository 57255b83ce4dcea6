// Keys for whoever goes through findings: j and k from one to the next, f fixes, w waives, u undoes, Ctrl-Enter checks.
"use strict";

const findings = () => Array.from(document.querySelectorAll(".finding"));
const part = (id) => document.getElementById(id);
const writes = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");

function present() {
  return document.activeElement.closest(".finding");
}

function move(step) {
  const all = findings();
  if (!all.length) return;
  const at = all.indexOf(present());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
}

function waive() {
  const details = (present() ?? findings()[0])?.querySelector(".waive");
  if (!details) return;
  details.open = true;
  details.querySelector("[data-waive]").focus();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  f: () => (present() ?? findings()[0])?.querySelector(".fix")?.click(),
  w: waive,
  u: () => part("undo")?.click(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    (target.closest(".edit")?.querySelector("button") ?? part("go"))?.click();
  } else if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  } else if (key === "Enter" && target.matches(".waive input")) {
    event.preventDefault();
    target.closest(".waive").querySelector("button").click();
  } else if (key === "Enter" && target.matches(".finding")) {
    target.querySelector(".fix")?.click();
  } else if (key === "Escape" && target.closest(".waive, .edit")) {
    target.closest(".waive, .edit").open = false;
    (target.closest(".finding") ?? target.closest(".segment"))?.focus();
  } else if (!writes(target) && Object.hasOwn(keys, key)) {
    event.preventDefault();
    keys[key]();
  }
});

// What was pressed is gone with the old part: go on at the finding that has come into its place.
let at = -1;
let asked = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  at = findings().indexOf(present());
  asked = event.detail.requestConfig.elt.id === "go";
});
document.addEventListener("htmx:afterSettle", () => {
  if (!asked && document.activeElement !== document.body) return;
  const all = findings();
  ((asked ? part("verdict") : all[Math.min(Math.max(at, 0), all.length - 1)]) ?? part("verdict"))?.focus();
});
