// What is shown only once can be copied with a button, where the browser lets a page copy.
"use strict";

for (const button of document.querySelectorAll("button[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = !navigator.clipboard;
  field.select();
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    say(`${button.dataset.copied} ${field.value.slice(-4)}`);
  });
}
