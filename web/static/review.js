// One key for each decision: a, e, r, m, s, u as the desk shows them; digits choose a rendering, a reason or a concept.
"use strict";

const part = (id) => document.getElementById(id);
const opened = () => document.querySelector(".acts details[open]");
const writes = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");

function show(details) {
  if (!details) return;
  const other = opened();
  if (other && other !== details) other.open = false;
  details.open = true;
  const english = Array.from(details.querySelectorAll("input[lang=en]")).find((field) => field.value);
  const first = english ?? details.querySelector("input[lang=en], button");
  first.focus();
  if (first.select) first.select();
}

function choose(number) {
  const details = opened();
  if (details && details.id !== "e") {
    details.querySelectorAll("button")[number - 1]?.click();
  } else if (!details) {
    const rendering = document.querySelectorAll(".renderings label")[number - 1];
    rendering?.querySelector("input").click();
  }
}

function merge() {
  const details = part("m");
  const into = details?.querySelectorAll("button") ?? [];
  if (into.length === 1) into[0].click();
  else show(details);
}

const keys = {
  a: () => (part("a")?.disabled ? show(part("e")) : part("a")?.click()),
  e: () => show(part("e")),
  r: () => show(part("r")),
  m: merge,
  s: () => part("s")?.click(),
  u: () => part("u")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (waiting || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const details = opened();
  const key = event.key.toLowerCase(); // caps lock may be on
  if (event.key === "Escape" && details) {
    details.open = false;
    part("candidate").focus();
  } else if (event.key === "Enter" && event.target.matches("#e select")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  } else if (!writes(event.target) && Object.hasOwn(keys, key)) {
    event.preventDefault();
    keys[key]();
  } else if (!writes(event.target) && /^[1-9]$/.test(event.key)) {
    event.preventDefault();
    choose(Number(event.key));
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("#which select")) event.target.form.requestSubmit();
});

// A key pressed while an answer is on its way would decide what nobody has seen.
let waiting = false;
document.addEventListener("htmx:beforeRequest", () => { waiting = true; });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.failed) waiting = false; });
document.addEventListener("htmx:afterSettle", () => { waiting = false; });

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "desk") return;
  htmx.process(event.target); // at once, and not when it has settled: the next key may come sooner
  waiting = false;
  const typing = part("e")?.open && part("refused");
  if (typing) show(part("e"));
  else part("candidate")?.focus();
  part("heard").textContent = (part("refused") ?? part("done"))?.textContent.replace(/\s+/g, " ").trim() ?? "";
});

part("candidate")?.focus({ preventScroll: true });
