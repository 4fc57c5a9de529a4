// From Tabler the product takes the page reset, its variables, buttons and form controls: a tenth of its style sheet.
const taken = new Set([
  "btn", "active", "disabled", "show", "was-validated", "is-invalid", "form-control", "form-select",
  "form-check", "form-check-input", "form-label", "form-hint", "invalid-feedback",
]);

function* blocks(css) {
  let start = 0;
  while (start < css.length) {
    const open = css.indexOf("{", start);
    if (open < 0) return;
    let depth = 1;
    let end = open + 1;
    for (; depth > 0; end += 1) depth += css[end] === "{" ? 1 : css[end] === "}" ? -1 : 0;
    // A statement such as @charset ends before the block begins.
    const prelude = css.slice(start, open).split(";").pop().trim();
    yield { prelude, body: css.slice(open + 1, end - 1) };
    start = end;
  }
}

function parts(selectors) {
  const found = [""];
  let depth = 0;
  for (const character of selectors) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (character === "," && depth === 0) found.push("");
    else found[found.length - 1] += character;
  }
  return found;
}

const isTaken = (selector) => [...selector.matchAll(/\.(-?[_a-zA-Z][\w-]*)/g)].every(([, name]) => taken.has(name));

export function trimmed(css) {
  let kept = "";
  for (const { prelude, body } of blocks(css.replace(/\/\*[^]*?\*\//g, ""))) {
    if (/^@(media|supports)/.test(prelude)) {
      const inner = trimmed(body);
      if (inner) kept += `${prelude}{${inner}}`;
    } else if (!prelude.startsWith("@")) {
      const selectors = parts(prelude).filter(isTaken);
      if (selectors.length) kept += `${selectors.join(",")}{${body}}`;
    }
  }
  return kept;
}
