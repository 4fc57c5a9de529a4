// The grid of targets: arrows move in both directions, a block from Excel pastes where one stands.
import { behave } from "dukao/behaviour";

behave("[data-targets]", (table) => {
  const rows = () => [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input.cell")]).filter((cells) => cells.length);
  const place = (cell) => {
    const all = rows();
    const row = all.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : { all, row, column: all[row].indexOf(cell) };
  };
  const put = (cell, text) => {
    cell.value = text.trim();
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  };

  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [1, 0] }[event.key]
      ?? (event.target.selectionStart === event.target.value.length && event.key === "ArrowRight" ? [0, 1] : null)
      ?? (event.target.selectionEnd === 0 && event.key === "ArrowLeft" ? [0, -1] : null);
    const here = place(event.target);
    if (!step || !here || event.isComposing) return;
    const next = here.all[here.row + step[0]]?.[here.column + step[1]];
    event.preventDefault();
    next?.focus();
    next?.select();
  });

  table.addEventListener("paste", (event) => {
    const here = place(event.target);
    const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    if (!here || (lines.length < 2 && lines[0].length < 2)) return;
    event.preventDefault();
    lines.forEach((line, down) => line.forEach((text, across) => {
      const cell = here.all[here.row + down]?.[here.column + across];
      if (cell) put(cell, text);
    }));
  });

  table.addEventListener("input", ({ target }) => target.classList.toggle("todo", target.value.trim() === ""));
});
