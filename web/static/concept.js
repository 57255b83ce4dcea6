// A concept from the keyboard: e edits, Ctrl-Enter saves, Escape goes back; rows are added without asking the server.
"use strict";

const form = document.getElementById("concept-form");
const writes = (target) => target.matches("textarea, select, input");
let changed = false;

function another(row) {
  const fresh = row.cloneNode(true);
  const number = 1 + Math.max(...Array.from(form.querySelectorAll("input[name$='-text']"), (f) => Number(f.name.split("-")[1])));
  for (const field of fresh.querySelectorAll("[name]")) {
    field.name = field.name.replace(/^term-\d+/, `term-${number}`);
    if (field.name.endsWith("-text")) field.value = "";
  }
  row.after(fresh);
  fresh.querySelector("input").focus();
}

document.addEventListener("keydown", (event) => {
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("save"));
  } else if (form && event.key === "Escape" && !changed) {
    document.getElementById("leave").click();
  } else if (!form && event.key === "e" && !writes(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    document.getElementById("edit")?.click();
  }
});

form?.addEventListener("input", () => { changed = true; });
form?.addEventListener("click", (event) => {
  if (event.target.name !== "more") return;
  event.preventDefault();
  another(Array.from(form.querySelectorAll("fieldset.row")).at(-1));
});
