// Only comfort: every page works without this file.
"use strict";

// Take the reader to what went wrong. Without this the summary is still the first thing in the page.
const errors = document.querySelector("body[data-errors] .iec-errors");
if (errors) errors.focus();

// The language toggle opens the same page anew. What was typed on this one goes along, for that one step: whatever page opens next
// takes it out of the store, and only the page that the toggle named puts it into its forms.
{
  const STORE = "typed";
  const toggle = document.querySelector("a.iec-language");
  const secret = toggle ? toggle.dataset.secret.split(" ") : [];
  const forms = () => [...document.querySelectorAll("main form")];
  // Nothing by which somebody proves who they are or pays (a password that is shown has the type of a text), nothing that the page put in
  // itself, and no tick of a list of the staff site.
  const carried = (field) =>
    field.matches("input:not([type=password], [type=hidden], [type=file], [type=submit], [data-show]), select, textarea") &&
    field.name && !field.name.startsWith("_") && !secret.includes(field.name) && !/password|one-time-code|^cc-/.test(field.autocomplete);
  const fieldsOf = (form) => [...form.elements].filter(carried);
  const ticked = (field) => field.type === "radio" || field.type === "checkbox";
  const said = (field) => {
    if (ticked(field)) return field.checked ? [field.value] : [];
    return field.options ? [...field.selectedOptions].map((one) => one.value) : [field.value];
  };
  const put = (field, values) => {
    if (ticked(field)) field.checked = values.includes(field.value);
    else if (field.options) [...field.options].forEach((one) => { one.selected = values.includes(one.value); });
    else if (values.length) field.value = values.shift();
  };
  const take = () => {
    try {
      const text = sessionStorage.getItem(STORE);
      sessionStorage.removeItem(STORE);
      return JSON.parse(text);
    } catch {
      return null; // A browser that lets no page keep anything.
    }
  };
  // Whether the form holds now what it did not.
  const fill = (form, values) => {
    const fields = fieldsOf(form).filter((field) => field.name in values);
    const before = JSON.stringify(fields.map(said));
    let boxes = 0;
    for (const field of fields) {
      put(field, values[field.name]);
      // What was typed beside a list of countries and chose none of them: the box is made of it in a moment.
      const [text] = values[field.name + "_typed"] || [];
      if (!("typeahead" in field.dataset) || !text || field.value) continue;
      field.dataset.typed = text;
      boxes += 1;
    }
    const filled = boxes > 0 || JSON.stringify(fields.map(said)) !== before;
    if (filled) form.dataset.typed = "yes";
    return filled;
  };

  const kept = take();
  const here = kept && toggle && kept.there === location.pathname + location.search;
  if (here && forms().filter((form, place) => fill(form, kept.forms[place] || {})).length) {
    const line = document.createElement("p");
    line.className = "iec-notice iec-notice-info";
    line.setAttribute("role", "status");
    document.querySelector("main .iec-content, main #content").prepend(line);
    // Words are read out when they come into a line that is there already.
    setTimeout(() => { line.textContent = toggle.dataset.stillHere; }, 100);
  }
  // Coming back to a page that the browser still holds, it runs none of the above.
  addEventListener("pageshow", take);
  document.addEventListener("input", (event) => { if (event.target.form) event.target.form.dataset.typed = "yes"; });
  if (toggle) toggle.addEventListener("click", (event) => {
    // Another window opens, and this one stays as it is.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const typed = forms().map((form) => {
      const values = {};
      if (!form.dataset.typed && !("posted" in toggle.dataset)) return values;
      for (const field of fieldsOf(form)) values[field.name] = [...(values[field.name] || []), ...said(field)];
      return values;
    });
    if (!typed.some((values) => Object.keys(values).length)) return;
    try {
      sessionStorage.setItem(STORE, JSON.stringify({ there: toggle.pathname + toggle.search, forms: typed }));
    } catch {
      // No room, or not allowed: the page opens as it does without scripts.
    }
  });
}
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
