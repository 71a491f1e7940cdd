// Tables in forms: rows are moved by buttons or with Alt and the arrow keys, added at the end, and the time of hiring
// steps is summed up while one types. Without this, people write the numbers themselves and use the blank rows.
"use strict";

const number = (row) => row.querySelector("input.number");
const rowsOf = (body) => [...body.rows].filter((row) => number(row) && !row.hidden);

function renumber(body) {
  rowsOf(body).forEach((row, index) => {
    const blank = !number(row).value && !row.dataset.moved;
    if (!blank) number(row).value = index + 1;
  });
}

function move(row, by) {
  const body = row.parentElement;
  const rows = rowsOf(body);
  const to = rows[rows.indexOf(row) + by];
  if (!to) return;
  row.dataset.moved = "yes";
  if (by < 0) to.before(row);
  else to.after(row);
  renumber(body);
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

function button(text, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => {
    act();
    made.focus();
  });
  return made;
}

function equip(row) {
  const field = number(row);
  if (!field || row.querySelector(".row-buttons")) return;
  const title = row.querySelector("th")?.textContent.trim() ?? "this row";
  const group = document.createElement("span");
  group.className = "row-buttons";
  group.append(
    button("↑", `Move ${title} up`, () => move(row, -1)),
    button("↓", `Move ${title} down`, () => move(row, 1)),
  );
  field.after(group);
  row.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const focused = document.activeElement;
    move(row, event.key === "ArrowUp" ? -1 : 1);
    focused.focus();
  });
}

function adder(table) {
  const total = table.querySelector("input[name$='-TOTAL_FORMS']");
  const blank = table.querySelector("tr.blank-row");
  if (!blank) return;
  const add = button(`Add a row`, "Add a row", () => {
    const count = Number(total.value);
    if (count >= Number(table.dataset.most)) return;
    const row = blank.cloneNode(true);
    row.hidden = false;
    row.classList.remove("blank-row");
    for (const node of row.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for"]) {
        const value = node.getAttribute(attribute);
        if (value) node.setAttribute(attribute, value.replace("__prefix__", count));
      }
    }
    for (const label of row.querySelectorAll("label.visually-hidden")) {
      label.textContent = label.textContent.replace(/\d+$/, count + 1);
    }
    blank.before(row);
    total.value = count + 1;
    equip(row);
    row.querySelector("select, textarea, input:not([type=hidden]):not(.number)").focus();
  });
  add.className = "button";
  const line = document.createElement("p");
  line.className = "list-tools";
  line.append(add);
  table.querySelector(".scroll").after(line);
}

function hours(minutes) {
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [whole ? `${whole} h` : "", rest ? `${rest} min` : ""].filter(Boolean).join(" ");
}

function duration(low, high) {
  if (low % 60 === 0 && high % 60 === 0 && low > 60) {
    return low === high ? `${low / 60} hours` : `${low / 60} to ${high / 60} hours`;
  }
  if (high < 120) return low === high ? `${low} minutes` : `${low} to ${high} minutes`;
  return low === high ? hours(low) : `${hours(low)} to ${hours(high)}`;
}

function sum(table) {
  const shown = table.querySelector("[data-total]");
  if (!shown) return;
  let [low, high] = [0, 0];
  for (const row of rowsOf(table.querySelector("tbody"))) {
    const value = (cell) => Number(row.querySelector(`.cell-${cell} input`)?.value) || 0;
    const checked = (cell) => row.querySelector(`.cell-${cell} input[type=checkbox]`)?.checked;
    if (checked("optional") || checked("remove") || !value("minutes_from") || !value("minutes_to")) continue;
    low += value("minutes_from");
    high += value("minutes_to");
  }
  shown.textContent = high ? duration(low, high) : "not stated";
}

document.addEventListener("DOMContentLoaded", () => {
  for (const body of document.querySelectorAll(".numbered tbody, .rows-table tbody")) rowsOf(body).forEach(equip);
  for (const table of document.querySelectorAll(".rows-table")) {
    adder(table);
    sum(table);
    table.addEventListener("input", () => sum(table));
  }
});
