// data-draft="key": what is typed is copied to this tab's storage until the server has taken it.
import { behave } from "./behaviour.js";
import { toast } from "./toast.js";

const prefix = "dk-draft:";
// Whoever logs in after somebody else in the same window does not find the other's words.
const who = document.querySelector("meta[name=dk-who]")?.content ?? "";
export const draftName = (key) => `${prefix}${who}:${location.pathname}:${key}`;
const nameOf = (form) => draftName(form.dataset.draft);
const fields = (form) => [...form.elements].filter((field) => field.name && !/^(file|password|hidden|submit|button)$/.test(field.type));
const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const valueOf = (field) => (isTick(field) ? field.checked : field.value);
const keyOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
// An answer of success that is not the log-in page.
export const isTaken = (xhr) => xhr.status >= 200 && xhr.status < 400 && !/^\s*<!doctype html/i.test(xhr.responseText);
const picture = (form) => Object.fromEntries(fields(form).map((field) => [keyOf(field), valueOf(field)]));

// A form that saves by itself also notes the revision it was made from.
const copyOf = (form) => ({ values: picture(form), base: form.matches("[data-autosave]") ? form.elements.revision?.value : undefined });

function put(form, values) {
  for (const field of fields(form)) {
    const value = values[keyOf(field)];
    if (value === undefined) continue;
    if (isTick(field)) field.checked = value; else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export const read = (name) => JSON.parse(sessionStorage.getItem(name) ?? "null");
export const write = (name, draft) => sessionStorage.setItem(name, JSON.stringify(draft));
export const drop = (name) => sessionStorage.removeItem(name);
const cameByHistory = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

behave("form[data-draft]", (form) => {
  const name = nameOf(form);
  const original = picture(form);
  const draft = read(name);
  // A copy that was sent and led to a fresh page has arrived; one met again by going back has not.
  if (draft?.sent && !cameByHistory()) drop(name);
  else if (draft && JSON.stringify(draft.values) !== JSON.stringify(original)) {
    // Over the revision it was typed over: when somebody saved since, the server asks which to keep.
    if (draft.base !== undefined) form.elements.revision.value = draft.base;
    put(form, draft.values);
    toast("已恢复你上次没有保存的内容。", { stay: true, action: { word: "不要", run: () => { put(form, original); drop(name); } } });
  }
  form.addEventListener("input", () => write(name, copyOf(form)));
  form.addEventListener("submit", () => write(name, { ...copyOf(form), sent: true }));
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest("form[data-draft]");
  if (!form || detail.requestConfig.verb === "get") return;
  if (isTaken(detail.xhr)) drop(nameOf(form)); else write(nameOf(form), copyOf(form));
});

// On the log-in page nothing has arrived: the session ended before the server could take it.
const isSignedOut = document.querySelector("[data-signed-out]") !== null;

for (const name of Object.keys(sessionStorage)) {
  if (isSignedOut && name.startsWith(prefix)) write(name, { ...read(name), sent: false });
  if (!name.startsWith(prefix) || !read(name).sent || cameByHistory()) continue;
  if (![...document.querySelectorAll("form[data-draft]")].some((form) => nameOf(form) === name)) drop(name);
}
