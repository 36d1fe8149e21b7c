// Small helps. Every page works without them.
"use strict";

for (const hint of document.querySelectorAll(".without-script")) hint.hidden = true;

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Text size and colours change on the page as it stands, so that what was typed is still there.
const pressed = (form, name, value) => {
  for (const button of form.querySelectorAll(`button[name="${name}"]`)) button.setAttribute("aria-pressed", button.value === value);
};

for (const form of document.querySelectorAll("form[data-display]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, value } = event.submitter;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
    if (answer.type !== "opaqueredirect") return location.assign(form.action);
    const root = document.documentElement;
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
    const scheme = { dark: "dark", light: "light", high: "light", calm: "light" }[root.dataset.theme] ?? "light dark";
    document.querySelector('meta[name="color-scheme"]').content = scheme;
    for (const other of document.querySelectorAll("form[data-display]")) pressed(other, name, value);
  });
}

for (const summary of document.querySelectorAll("[data-focus]")) summary.focus();

for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const note = document.getElementById(area.id + "-limit");
  const limit = Number(area.dataset.limit);
  const count = () => {
    const left = limit - area.value.length;
    // Said only near the end: a running number disturbs someone who is thinking.
    if (left < limit / 5) note.textContent = (left < 0 ? note.dataset.over : note.dataset.left).replace("{n}", Math.abs(left));
    note.classList.toggle("over", left < 0);
  };
  area.addEventListener("input", count);
  count();
}

for (const table of document.querySelectorAll("table.week")) {
  for (const row of table.tBodies[0].rows) {
    const boxes = [...row.querySelectorAll("input")];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "whole-day";
    button.textContent = table.dataset.wholeDay;
    const day = row.querySelector(".week-day");
    day.id = boxes[0].value + "-day";
    button.id = boxes[0].value + "-whole";
    button.setAttribute("aria-labelledby", button.id + " " + day.id);
    button.addEventListener("click", () => {
      const all = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !all;
    });
    row.cells[0].append(button);
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const said = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    said.textContent = said.dataset.copied;
  });
}
