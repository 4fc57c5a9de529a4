// A column from Excel into the grid: by name when the first column names the items, otherwise one pasted row for
// each row on the screen from the cell downwards. Nothing shifts and blanks wipe nothing; a sentence says what happened.
import { toast } from "dukao/toast";
import { figureColumn, isFigure, readTable } from "./table.js";

const squeeze = (text) => text.replace(/\s/g, "");
const isFree = (cell) => cell && !cell.readOnly && !cell.disabled;
const cellOf = (row) => row.querySelector("input.cell");

function write(cell, value) {
  if (cell.value === value) return;
  cell.value = value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

// For each pasted row the row on the screen it belongs to, or none.
function places(table, figures, rows, start) {
  const byName = new Map(rows.map((row) => [squeeze(row.querySelector("[data-open]").textContent), row]));
  const named = figures > 0 ? table.map((row) => byName.get(squeeze(row[0]))) : [];
  const isNamed = named.some(Boolean);
  return { isNamed, found: isNamed ? named : table.map((_, at) => rows[start + at]) };
}

// True when the text was a table and has been put in.
export function pasteTable(text, rows, start) {
  const table = readTable(text);
  if (table.length < 2 && table[0].length < 2) return false;
  const figures = figureColumn(table);
  const { isNamed, found } = places(table, figures, rows, start);
  const count = { filled: 0, odd: 0, shut: 0, beyond: 0, blank: 0 };
  const before = [];
  table.forEach((line, at) => {
    const [row, value] = [found[at], line[figures] ?? ""];
    if (!row) count.beyond += 1;
    else if (!isFree(cellOf(row))) count.shut += 1;
    else if (value === "") count.blank += 1;
    else {
      // What is no figure is shown where it belongs, for the person to put right, but counts as refused.
      count[isFigure(value) ? "filled" : "odd"] += 1;
      before.push({ cell: cellOf(row), old: cellOf(row).value, value });
    }
  });
  before.forEach(({ cell, value }) => write(cell, value));
  const undo = () => before.forEach(({ cell, old, value }) => { if (cell.isConnected && cell.value === value) write(cell, old); });
  const parts = [
    `${isNamed ? "按名称" : ""}填入 ${count.filled} 项`,
    count.odd && `${count.odd} 项不是数字没有存，请改正`,
    count.shut && `跳过共享或已交审核 ${count.shut} 项`,
    count.beyond && (isNamed ? `名称对不上 ${count.beyond} 行` : `多出 ${count.beyond} 行`),
    count.blank && `空白 ${count.blank} 行未动`,
  ];
  toast(`${parts.filter(Boolean).join("，")}。`, { stay: true, action: before.length ? { word: "撤销", run: undo } : undefined });
  return true;
}
