// A table as Excel puts it on the clipboard: rows of columns; a cell in quotes may hold line breaks and tabs.
export function readTable(text) {
  const rows = [[""]];
  const put = (part) => { rows.at(-1).push(rows.at(-1).pop() + part); };
  let quoted = false;
  for (const [part] of text.replace(/\r\n?/g, "\n").matchAll(/""|[^"\t\n]+|["\t\n]/g)) {
    if (quoted) { if (part === '"') quoted = false; else put(part === '""' ? '"' : part); }
    else if (part === "\t") rows.at(-1).push("");
    else if (part === "\n") rows.push([""]);
    else if (part === '"' && rows.at(-1).at(-1) === "") quoted = true;
    else if (part !== '""') put(part);
  }
  if (rows.length > 1 && rows.at(-1).join("") === "") rows.pop();
  return rows.map((row) => row.map((cell) => cell.trim()));
}

export const isFigure = (text) => /^[-−+]?[\d０-９][\d０-９,，.．]*\s*[%％]?$/.test(text ?? "");

// The column of figures: the last that holds any, so that a name before it or a remark after it does no harm.
export function figureColumn(table) {
  const width = Math.max(...table.map((row) => row.length));
  for (let column = width - 1; column > 0; column -= 1) if (table.some((row) => isFigure(row[column]))) return column;
  return 0;
}
