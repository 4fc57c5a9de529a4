// data-autosave: what was typed is owed until the server has taken it. Owed fields are sent again by themselves
// after a broken line, kept in this tab's storage, and never written over by an answer.
import { behave } from "./behaviour.js";
import { draftName, drop, isTaken, read, write } from "./draft.js";
import htmx from "./htmx.js";
import { toast } from "./toast.js";

const pause = 5000;
const taken = new WeakMap(); // what the server last took of a field
const underWay = new Map(); // whose fields each request carries, with their values
const owed = new Map(); // a cell or form: due, cut off, refused, or held until the person decides
const offered = new WeakMap(); // what an answer had for a field that was in hand

const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const isField = (field) => field.name && !/^(hidden|file|submit|button|fieldset)$/.test(field.type);
const valueOf = (field) => (isTick(field) ? field.checked : field.value);
const fieldsOf = (sender) => (sender.matches("form") ? [...sender.elements] : [sender]).filter(isField);
const senderOf = (target) => target.closest?.("[data-autosave]") && target.closest("[hx-post]");
const asServed = (field) => {
  if (isTick(field)) return field.defaultChecked;
  return field.matches("select") ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value : field.defaultValue;
};
const known = (field) => (taken.has(field) ? taken.get(field) : asServed(field));
const isDirty = (field) => valueOf(field) !== known(field);
const isInHand = (field) => isField(field) && senderOf(field) && (field === document.activeElement || isDirty(field));
const autosaved = ({ detail }) => detail.elt.closest?.("[data-autosave]") && detail.requestConfig?.verb !== "get";

function say(text, state) {
  for (const box of document.querySelectorAll("[data-saved]")) {
    box.dataset.saved = state;
    box.querySelector("span").textContent = text;
  }
}

// What has left the page is no longer owed by it; forms have their own copy.
function states() {
  for (const sender of owed.keys()) if (!sender.isConnected) owed.delete(sender);
  return [...owed.values()];
}

function tell(xhr) {
  const all = states();
  const count = (state) => all.filter((one) => one === state).length;
  if (count("cut")) return say("连接断了，恢复后自动再存", "bad");
  if (count("held")) return say("有一处别人改过，请选定", "bad");
  if (count("failed")) return say("没有保存", "bad");
  if (count("refused")) return say(`有${count("refused") > 1 ? ` ${count("refused")} ` : "一"}处没有保存，请修改`, "bad");
  if (underWay.size || count("due")) return say("正在保存…", "busy");
  say(`${xhr.getResponseHeader("X-Dukao-Clock")} 已自动保存`, "ok");
}

// A copy of every owed cell with the revision it was typed over; forms have theirs through data-draft.
const copies = draftName("cells");
const baseOf = (cell) => document.getElementsByName(cell.dataset.base ?? "")[0];
function keep(cell) {
  if (cell.matches("form")) return;
  const { [cell.name]: _, ...cells } = read(copies)?.cells ?? {};
  if (owed.has(cell)) cells[cell.name] = { value: cell.value, base: baseOf(cell)?.value };
  if (Object.keys(cells).length) write(copies, { cells }); else drop(copies);
}

let timer;
const later = () => { timer ??= setTimeout(() => { timer = undefined; retry(); }, pause); };
function retry() {
  for (const [sender, state] of owed) {
    const isLost = state === "due" && underWay.size === 0 && !sender.contains(document.activeElement);
    if (!sender.isConnected || !(state === "cut" || isLost)) continue;
    owed.set(sender, "due");
    htmx.trigger(sender, "change");
  }
  if ([...owed.values()].some((state) => state === "cut" || state === "due")) later();
}

// The person has decided about a change made by somebody else meanwhile: the sender may be sent again.
export function release(sender) {
  owed.set(sender, "due");
  htmx.trigger(sender, "change");
}

document.addEventListener("input", ({ target }) => {
  const sender = senderOf(target);
  if (!sender) return;
  offered.delete(target);
  if (owed.get(sender) !== "held") owed.set(sender, "due");
  if (states().every((state) => state === "due")) say("改动还没有保存", "busy");
  keep(sender);
  later();
});
document.addEventListener("focusout", ({ target }) => {
  if (!offered.has(target) || isDirty(target)) return;
  target[isTick(target) ? "checked" : "value"] = offered.get(target);
  taken.set(target, offered.get(target));
  offered.delete(target);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!autosaved(event)) return;
  const { elt, xhr, requestConfig } = event.detail;
  if (owed.get(elt) === "held") {
    event.preventDefault();
    if (requestConfig.triggeringEvent?.type === "submit") toast("这一项别人刚改过。请先选“用我的”或“用现在的”。", { bad: true });
    return;
  }
  owed.set(elt, "due");
  underWay.set(xhr, { sender: elt, values: fieldsOf(elt).map((field) => [field, valueOf(field)]) });
  tell(xhr);
});
document.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr } }) => {
  if (isTaken(xhr)) for (const [field, value] of underWay.get(xhr)?.values ?? []) taken.set(field, value);
});
// A part with several fields is replaced as a whole by an act of the person's own: something else is shown then.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const fields = [target, ...target.querySelectorAll("*")].filter((part) => part.matches("input, textarea, select") && isField(part));
  const [field] = fields;
  if (fields.length !== 1 || !isInHand(field)) return;
  event.detail.shouldSwap = false;
  const fresh = fragment.querySelector(`[name="${field.name}"]`);
  if (fresh && !isDirty(field)) offered.set(field, valueOf(fresh));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, failed } = event.detail;
  const sender = underWay.get(xhr)?.sender;
  if (!sender) return;
  underWay.delete(xhr);
  if (isTaken(xhr)) { if (fieldsOf(sender).some(isDirty)) owed.set(sender, "due"); else owed.delete(sender); }
  else if (xhr.status === 0) owed.set(sender, "cut");
  else if (xhr.status === 409 && !failed) owed.set(sender, "held");
  // The reason stands once: in a toast when the answer failed, otherwise in the place it speaks of.
  else owed.set(sender, failed || xhr.status < 400 ? "failed" : "refused");
  keep(sender);
  tell(xhr);
  if (owed.size) later();
});

behave("[data-autosave]:not(form)", (area) => {
  let [back, shut] = [0, 0];
  for (const [name, copy] of Object.entries(read(copies)?.cells ?? {})) {
    const cell = area.querySelector(`input[name="${name}"]`);
    if (!cell || cell.value === copy.value) continue;
    if (cell.readOnly) { shut += 1; continue; }
    cell.value = copy.value;
    // Over the revision it was typed over: when somebody saved since, the server asks which to keep.
    if (baseOf(cell) && copy.base !== undefined) baseOf(cell).value = copy.base;
    owed.set(cell, "cut");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    back += 1;
  }
  if (back) toast(`已恢复 ${back} 格没有保存的数，正在保存。`);
  if (shut) { drop(copies); toast(`有 ${shut} 格现在不能改，上次没有保存的数没有恢复。`, { bad: true }); }
});
// Nothing can be sent before htmx has read the page.
document.addEventListener("htmx:load", () => { if (owed.size) retry(); }, { once: true });

addEventListener("online", retry);
addEventListener("beforeunload", (event) => { if (underWay.size || states().length) event.preventDefault(); });
