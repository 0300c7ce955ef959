// Only comfort: every page works without this file.
"use strict";

// Take the reader to what went wrong. Without this the summary is still the first thing in the page.
const errors = document.querySelector("body[data-errors] .iec-errors");
if (errors) errors.focus();

// A second press on the same button sends nothing more; the server shows the first result either way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  // The answer may be a file, which leaves the page where it is.
  setTimeout(() => delete form.dataset.sent, 5000);
});
// Coming back with the browser's Back shows the form as it was left, and it may be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
// A button that prints the page; the print command of the browser does the same.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
// Work that goes on elsewhere: its part of the page is fetched again until it is over; then the whole page is.
const renewed = document.querySelector("[data-renew]");
if (renewed) {
  const again = setInterval(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer || !answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-renew]");
    if (found) {
      if (found.innerHTML !== renewed.innerHTML) renewed.innerHTML = found.innerHTML;
    } else {
      clearInterval(again);
      location.reload();
    }
  }, Number(renewed.dataset.renew) * 1000);
}
// The clock of this computer is the best guess at the time zone of a new account; the list says which it is.
const zones = document.querySelector("select[data-here]");
if (zones && !zones.value) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((zone) => zone.value === here)) zones.value = here;
}
// A new password is typed once; a button shows what was typed. It is hidden again before it is sent, so that no browser keeps it
// among the words that were typed in forms.
document.querySelectorAll("input[data-show]").forEach((field) => {
  const button = document.createElement("button");
  const put = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? field.dataset.hide : field.dataset.show;
  };
  button.type = "button";
  button.className = "btn btn-link";
  button.setAttribute("aria-controls", field.id);
  put(false);
  button.addEventListener("click", () => put(field.type === "password"));
  field.form.addEventListener("submit", () => put(false));
  field.after(button);
});
