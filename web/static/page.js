// What every page says: a word in the corner, and why an answer that htmx asked for did not come.
"use strict";

function say(text) {
  const said = document.getElementById("said");
  said.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { said.textContent = ""; }, Math.max(1800, text.length * 60));
}

document.addEventListener("htmx:responseError", (event) => {
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const told = Array.from(answer.querySelectorAll("main > p[role=alert], .problem"), (part) => part.textContent.trim());
  say(told.join(" ") || `${event.detail.xhr.status} ${event.detail.xhr.statusText}`);
});
