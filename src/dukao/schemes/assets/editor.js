// The scheme editor: sums while weights are typed, keys, rows that grow, and what belongs to which revision.
import { behave } from "dukao/behaviour";
import { isTyping } from "dukao/shell";
import { toast } from "dukao/toast";
import htmx, { refusal } from "dukao/htmx";

// Millionths as whole numbers: people check these sums by hand, so no binary fractions.
const SCALE = 1000000n;
function millionths(text) {
  const found = /^(\d+)(?:\.(\d{0,6}))?$/.exec(text.normalize("NFKC").trim());
  return found ? BigInt(found[1]) * SCALE + BigInt((found[2] ?? "").padEnd(6, "0")) : null;
}
function written(sum) {
  if (sum === null) return "—";
  const digits = String(sum % SCALE).padStart(6, "0").replace(/0{0,4}$/, "");
  return `${sum / SCALE}.${digits}`;
}
const total = (cells) => cells.reduce((sum, cell) => {
  const weight = millionths(cell.value);
  return sum === null || weight === null ? null : sum + weight;
}, 0n);

const editor = () => document.querySelector("[data-editor]");
const cells = () => [...editor().querySelectorAll("[data-scheme] input.cell")];

function refreshSums() {
  const all = cells().filter((cell) => cell.dataset.of);
  if (all.length !== cells().length) return; // a mean or a converted family: the server adds up
  const sum = total(all);
  const hard = total(all.filter((cell) => cell.dataset.hard === "1"));
  editor().querySelector("[data-sum]").textContent = written(sum);
  const whole = editor().querySelector("[data-whole]");
  const isWhole = sum !== null && sum === millionths(whole.dataset.full);
  whole.className = isWhole ? "t-green" : "t-red";
  whole.firstChild.data = whole.firstChild.data.replace(/[=≠]/, isWhole ? "=" : "≠");
  const share = sum ? Number((hard ?? 0n) * 1000n / sum) / 10 : null;
  editor().querySelector("[data-hard-share]").textContent = share === null ? "—" : `${share.toFixed(1)}%`;
  const meter = editor().querySelector("[data-meter]");
  meter.querySelector(".fg").setAttribute("width", `${share ?? 0}%`);
  meter.classList.toggle("low", share === null || share < Number(meter.dataset.floor));
  for (const group of editor().querySelectorAll("[data-group]")) {
    group.textContent = written(total(all.filter((cell) => cell.dataset.of.split(" ").includes(group.dataset.group))));
  }
}

behave("[data-scheme]", (table) => {
  table.addEventListener("input", ({ target }) => {
    target.setAttribute("aria-invalid", String(millionths(target.value) === null));
    refreshSums();
  });
  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    const here = cells().indexOf(event.target);
    if (!step || here < 0 || event.altKey || event.isComposing) return;
    event.preventDefault();
    const next = cells()[here + step];
    next?.focus();
    next?.select();
    if (!next) event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  table.addEventListener("click", ({ target }) => {
    const fold = target.closest("[data-fold]");
    if (!fold) return;
    const open = fold.getAttribute("aria-expanded") !== "true";
    fold.setAttribute("aria-expanded", String(open));
    for (const row of fold.closest("tbody").rows) if (!row.matches(".grp")) row.hidden = !open;
  });
});

// The sums of an answer are those of the weights it stored; meanwhile the next weight may have been typed.
document.addEventListener("htmx:afterRequest", () => { if (editor()) refreshSums(); });

// On a phone the pane stands below the tree: a node chosen there is brought into view.
let arrived = false;

// What acts on "the chosen one" is told at the moment of the request which it is.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const pane = document.querySelector("[data-pane]");
  if (!pane || detail.verb === "get" || !detail.elt.closest("[data-editor], [data-picks]")) return;
  if ("at" in detail.parameters) detail.parameters.at = pane.dataset.pane;
  if (detail.elt.matches("[data-picks]")) detail.parameters.code = pane.dataset.pane;
  if (detail.elt.matches("[data-undo]")) detail.parameters.tab = pane.dataset.tab;
});

// The open node is marked in the tree.
behave("[data-pane]", (pane) => {
  const key = pane.dataset.pane;
  for (const row of document.querySelectorAll("[data-node]")) {
    const on = row.dataset.node === key;
    row.classList.toggle("is-on", on);
    if (row.matches("a")) row.toggleAttribute("aria-current", on);
    if (on) row.scrollIntoView({ block: "nearest" });
  }
  if (innerWidth < 992 && arrived) pane.scrollIntoView({ block: "start" });
  arrived = true;
});
behave("[data-scheme]", () => {
  const key = document.querySelector("[data-pane]")?.dataset.pane;
  document.querySelector(`[data-node="${CSS.escape(key ?? "")}"]`)?.classList.add("is-on");
});

// Every form of the editor speaks about the revision the server stored last.
document.addEventListener("revision", ({ detail }) => {
  for (const field of document.querySelectorAll("input[name=revision]")) field.value = detail.value;
  document.querySelector("#library")?.close();
  for (const menu of document.querySelectorAll(".se details[open].dk-menu")) menu.open = false;
});

// Somebody was faster: what was typed stays on the page until the person asks for the latest draft.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status !== 409 || !editor()) return;
  event.preventDefault();
  toast(`${refusal(xhr)}载入后，这一页没有保存的内容会被代替。`, { bad: true, action: { word: "载入最新", run: () => location.reload() } });
}, true);

// A refused form shows what is wrong below each field; what is typed next takes the sentence away.
const controlsOf = (slot) => slot.closest(".dk-field, .se-grid")?.querySelectorAll("input, select, textarea") ?? [];
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!detail.elt.matches("[data-pane-form]")) return;
  for (const slot of detail.elt.querySelectorAll("[data-error]")) {
    slot.textContent = "";
    for (const control of controlsOf(slot)) control.removeAttribute("aria-invalid");
  }
});
behave("[data-error]:not(:empty)", (slot) => {
  for (const control of controlsOf(slot)) control.setAttribute("aria-invalid", "true");
});

// Tables in forms: the last row is empty and waits; when it is used another one follows. A row is saved
// when one leaves it, not while it is half written.
behave("[data-rows]", (grid) => {
  const body = grid.querySelector("tbody");
  const save = () => htmx.trigger(grid.closest("form"), "rows");
  const number = () => [...body.rows].forEach((row, at) => {
    for (const field of row.querySelectorAll("[data-label]")) field.setAttribute("aria-label", `${grid.dataset.rows} ${at + 1} ${field.dataset.label}`);
    row.querySelector("[data-drop-row]").setAttribute("aria-label", `删去第 ${at + 1} ${grid.dataset.rows}`);
  });
  grid.addEventListener("change", (event) => {
    event.stopPropagation();
    event.target.closest("tr").dataset.changed = "";
  });
  grid.addEventListener("focusout", ({ target, relatedTarget }) => {
    const row = target.closest("tr[data-changed]");
    if (!row || row.contains(relatedTarget)) return;
    delete row.dataset.changed;
    save();
  });
  grid.addEventListener("input", ({ target }) => {
    const row = target.closest("tr");
    if (!row?.matches("[data-spare]")) return;
    const next = row.cloneNode(true);
    for (const field of next.querySelectorAll("input:not([type=hidden]), textarea")) { field.value = ""; field.checked = false; field.removeAttribute("id"); }
    for (const field of next.querySelectorAll("select")) { field.selectedIndex = 0; field.removeAttribute("id"); }
    row.removeAttribute("data-spare");
    body.append(next);
    number();
  });
  grid.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-drop-row]")?.closest("tr");
    if (!row || row.matches("[data-spare]")) return;
    row.remove();
    number();
    save();
  });
});

document.addEventListener("keydown", (event) => {
  if (!editor() || document.querySelector("dialog[open]")) return;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    editor().querySelector(`[data-act=${event.key === "ArrowUp" ? "up" : "down"}]`)?.click();
    return;
  }
  if (isTyping(event.target)) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    editor().querySelector("[data-undo] button[type=submit]")?.click();
  } else if (event.key === "n" && !event.ctrlKey && !event.metaKey) {
    editor().querySelector("input[value=add_item]")?.form.requestSubmit();
  } else if (event.key === "l" && !event.ctrlKey && !event.metaKey) {
    document.querySelector("[data-dialog=library]")?.click();
  }
});
