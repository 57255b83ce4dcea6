// Files that are dropped or chosen one after the other, shown as what they will be mined as; a run followed while it goes on.
"use strict";

const form = document.getElementById("mining");
const chosen = new Map(); // by name: the miner tells pairs by their names

function show() {
  const input = document.getElementById("files");
  const held = new DataTransfer();
  for (const file of chosen.values()) held.items.add(file);
  input.files = held.files;
  const plan = document.getElementById("plan");
  if (!chosen.size) { plan.replaceChildren(); return; }
  const names = new URLSearchParams(Array.from(chosen.keys(), (name) => ["name", name]));
  htmx.ajax("GET", `${form.dataset.plan}?${names}`, { source: plan, target: plan, swap: "innerHTML" });
}

function keep(files) {
  for (const file of files) chosen.set(file.name, file);
  show();
}

function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

// A directory tells its entries some at a time, until it tells none.
async function within(entry) {
  if (entry.isFile) return [await fileOf(entry)];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    for (const one of some) found.push(...await within(one));
  }
}

async function dropped(event) {
  // All at once, for the items are gone after the first wait. What comes from no disk has no entry.
  const items = Array.from(event.dataTransfer.items).filter((item) => item.kind === "file");
  const found = items.map((item) => { const entry = item.webkitGetAsEntry(); return entry ? within(entry) : [item.getAsFile()]; });
  keep((await Promise.all(found)).flat());
}

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") keep(Array.from(event.target.files));
  });
  form.addEventListener("click", (event) => {
    const names = event.target.closest("[data-drop]")?.dataset.drop.split("\n") ?? [];
    for (const name of names) chosen.delete(name);
    if (names.length) { show(); document.getElementById("files").focus(); }
  });
  form.addEventListener("htmx:confirm", (event) => {
    const size = Array.from(chosen.values(), (file) => file.size).reduce((sum, one) => sum + one, 0);
    if (event.target === form && size > Number(form.dataset.largest)) {
      event.preventDefault();
      say(form.dataset.tooLarge);
    }
  });
  const sent = document.getElementById("sent");
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (event.target !== form || !event.detail.lengthComputable) return;
    sent.hidden = false;
    sent.value = event.detail.loaded / event.detail.total;
  });
  form.addEventListener("htmx:responseError", () => { sent.hidden = true; });
  document.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    dropped(event);
  });
}

const live = document.getElementById("live");
if (live) {
  const events = new EventSource(live.dataset.events);
  events.addEventListener("progress", (event) => { live.innerHTML = event.data; });
  events.addEventListener("end", () => { events.close(); location.reload(); });
  // Closed for good, such as when the session has ended: the page itself says what to do.
  events.addEventListener("error", () => { if (events.readyState === EventSource.CLOSED) location.reload(); });
}

// The candidate that the address names is the one to look at.
const named = document.getElementById(location.hash.slice(1));
if (named?.matches("details")) named.open = true;
