// The entry grid: arrows move, a column from Excel pastes downwards, a refused cell says so.
import { behave } from "dukao/behaviour";
import { release } from "dukao/saving";
import { isTyping } from "dukao/shell";
import { pasteTable } from "./paste.js";

// Enter in a cell goes on to its pane.
let entering = false;

behave("[data-grid]", (grid) => {
  const cells = () => [...grid.querySelectorAll("input.cell")];
  const rowOf = (cell) => cell.closest("tr");

  function select(row) {
    for (const other of grid.querySelectorAll("tr.is-on")) other.classList.remove("is-on");
    row.classList.add("is-on");
  }

  function open(cell) {
    const link = rowOf(cell).querySelector("[data-open]");
    cell.blur();
    entering = true;
    link.click();
  }

  grid.addEventListener("keydown", (event) => {
    const all = cells();
    const here = all.indexOf(event.target);
    if (here < 0 || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      open(event.target);
      return;
    }
    const next = all[here + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0)];
    if (!next || next === event.target) return;
    event.preventDefault();
    next.focus();
    next.select();
  });

  grid.addEventListener("paste", (event) => {
    const rows = [...grid.querySelectorAll("tbody tr[id^=row-]")];
    const start = rows.indexOf(rowOf(event.target));
    if (start >= 0 && pasteTable(event.clipboardData.getData("text"), rows, start)) event.preventDefault();
  });

  grid.addEventListener("input", ({ target }) => target.classList.toggle("todo", target.value.trim() === ""));
  grid.addEventListener("click", ({ target }) => { if (target.closest("[data-open]")) select(rowOf(target)); });

  // Both refusals bring the row's own words with them: what is wrong, or what somebody else stored.
  const mark = (cell, bad) => { cell.classList.toggle("bad", bad); cell.setAttribute("aria-invalid", String(bad)); };
  grid.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (target.matches("input.cell") && detail.xhr.status) mark(target, detail.xhr.status >= 400);
  });
});

// Somebody was faster: one's own content goes over theirs, or theirs comes in its place.
const decided = new WeakSet();
document.addEventListener("click", ({ target }) => {
  const choice = target.closest("[data-take]");
  if (!choice) return;
  const { take, sender: name, revision, value, narrative, na } = choice.dataset;
  const form = document.querySelector(`form[id="${name}"]`);
  const sender = form ?? document.querySelector(`input[name="${name}"]`);
  const base = form ? form.elements.revision : document.querySelector(`[name="${sender.dataset.base}"]`);
  base.value = revision;
  if (take === "theirs") {
    (form?.elements.value ?? sender).value = value;
    if (form) Object.assign(form.elements.narrative, { value: narrative });
    if (form) form.elements.is_not_applicable.checked = na !== undefined;
  }
  if (!form) decided.add(sender);
  release(sender);
});
// The pane still shows what it was made from: it is fetched again with what is stored now.
document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
  if (!successful || !decided.delete(elt)) return;
  const row = elt.closest("tr");
  if (row?.id === `row-${document.getElementById("pane")?.dataset.pane}`) row.querySelector("[data-open]").click();
});

// The pane beside the grid: its row is marked, J and K walk the items.
behave("#pane[data-pane]", (pane) => {
  // Without script the class alone opens the sheet; with it the sheet is the kit's, which Escape shuts.
  const asked = pane.classList.contains("is-open");
  if (asked && innerWidth < 992) document.body.classList.add("drawer-open");
  pane.classList.remove("is-open");
  const row = document.getElementById(`row-${pane.dataset.pane}`);
  if (entering) pane.focus();
  entering = false;
  if (!row) return;
  for (const other of document.querySelectorAll("[data-grid] tr.is-on")) other.classList.remove("is-on");
  row.classList.add("is-on");
  if (asked) row.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  const word = { j: "下一项", k: "上一项" }[event.key];
  if (!word || isTyping(event.target) || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  document.querySelector(`#pane a[aria-label="${word}"]`)?.click();
});

