// A box to type in beside a long list of countries. Only comfort: without this file the list itself is there.
"use strict";

const MOST_SHOWN = 8;
const plain = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

function enhance(list) {
  const known = [...list.options].filter((one) => one.value).map((one) => ({
    value: one.value,
    label: one.label,
    names: [one.label, ...(one.dataset.also || "").split("|")].map(plain).filter(Boolean),
  }));
  const box = document.createElement("input");
  const shown = document.createElement("ul");
  const said = document.createElement("p");
  let active = -1;
  let offered = [];

  // The box takes over the name by which label, hint, error and summary know the list.
  box.id = list.id;
  list.id += "-list";
  box.type = "text";
  box.name = list.name + "_typed";
  box.className = "form-control" + (list.classList.contains("is-invalid") ? " is-invalid" : "");
  box.autocomplete = "off";
  box.spellcheck = false;
  box.maxLength = 100;
  const chosen = list.selectedOptions[0];
  box.value = list.dataset.typed || (chosen && chosen.value ? chosen.label : "");
  for (const name of ["aria-describedby", "aria-invalid", "required"]) {
    if (list.hasAttribute(name)) box.setAttribute(name, list.getAttribute(name));
  }
  shown.id = box.id + "-found";
  shown.className = "iec-found";
  shown.hidden = true;
  shown.setAttribute("role", "listbox");
  const label = document.querySelector(`label[for="${box.id}"]`);
  if (label) shown.setAttribute("aria-label", label.firstChild.textContent.trim());
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", shown.id);
  list.hidden = true;
  list.removeAttribute("required");
  const place = document.createElement("div");
  place.className = "iec-typeahead";
  list.before(place);
  place.append(box, shown, said);

  const close = () => {
    shown.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (one) => {
    list.value = one.value;
    box.value = one.label;
    said.textContent = "";
    close();
  };
  // Whole names first, then those that begin so, then those with a word that does.
  const found = () => {
    const text = plain(box.value);
    const rank = (one) => {
      if (one.names.includes(text)) return 0;
      if (one.names.some((name) => name.startsWith(text))) return 1;
      return one.names.some((name) => name.includes(" " + text)) ? 2 : 3;
    };
    const ranked = known.map((one) => [rank(one), one]).filter(([place]) => place < 3);
    return ranked.sort(([one], [other]) => one - other).map(([, one]) => one).slice(0, MOST_SHOWN);
  };
  const mark = (number) => {
    active = number;
    [...shown.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === active)));
    if (active < 0) {
      box.removeAttribute("aria-activedescendant");
    } else {
      box.setAttribute("aria-activedescendant", shown.children[active].id);
      shown.children[active].scrollIntoView({ block: "nearest" });
    }
  };
  // With nothing typed an arrow opens the whole list.
  const show = (all) => {
    const matches = plain(box.value) ? found() : all ? known : [];
    offered = matches;
    shown.replaceChildren(...matches.map((one, number) => {
      const line = document.createElement("li");
      line.id = `${shown.id}-${number}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.textContent = one.label;
      // The box keeps the focus, and whoever pressed by mistake can let go elsewhere.
      line.addEventListener("mousedown", (event) => event.preventDefault());
      line.addEventListener("click", () => choose(one));
      return line;
    }));
    shown.hidden = !matches.length;
    box.setAttribute("aria-expanded", String(matches.length > 0));
    said.textContent = matches.length ? "" : box.value.trim() && list.dataset.none || "";
    mark(-1);
    return matches;
  };

  // Coming back, the browser fills the list in again.
  addEventListener("pageshow", () => { if (list.value) box.value = list.selectedOptions[0].label; });
  box.addEventListener("input", () => { list.value = ""; show(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const many = shown.hidden ? show(true).length : shown.children.length;
      if (!many) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active < 0 && step < 0 ? many - 1 : (active + step + many) % many);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(offered[active]);
    }
  });
  // Whoever typed enough to name one country meant that one; anything else goes to the server as it was typed, and so does what
  // is the code of another country.
  box.addEventListener("blur", () => {
    if (!list.value) {
      const text = plain(box.value);
      const whole = known.filter((one) => one.names.includes(text));
      const matches = !text ? [] : whole.length ? whole : found().filter((one) => one.names.some((name) => name.startsWith(text)));
      const coded = known.filter((one) => one.value.toLowerCase() === text && !whole.length);
      if (new Set([...matches, ...coded]).size === 1 && matches.length) choose(matches[0]);
    }
    close();
  });
}

document.querySelectorAll("select[data-typeahead]").forEach(enhance);
