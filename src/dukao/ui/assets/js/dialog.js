// Dialogs: opened by data-dialog="id"; data-confirm asks before an act that cannot be undone.
function open(id) {
  const dialog = document.getElementById(id);
  dialog?.showModal();
  return dialog;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && opener.getAttribute("aria-disabled") !== "true" && open(opener.dataset.dialog)) event.preventDefault();
  event.target.closest("[data-close]")?.closest("dialog")?.close();
});
document.addEventListener("closeDialog", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));

// Resolves to true when the person says so.
export function confirmed(sentence, word = "继续", title = "请核对") {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = sentence;
  dialog.querySelector("[value=yes]").textContent = word;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

const question = (element) => element?.closest?.("[data-confirm]")?.dataset;
const ask = (data) => confirmed(data.confirm, data.confirmWord, data.confirmTitle);

document.addEventListener("htmx:confirm", (event) => {
  const data = question(event.detail.triggeringEvent?.submitter) ?? question(event.detail.elt);
  if (!data) return;
  event.preventDefault();
  ask(data).then((yes) => { if (yes) event.detail.issueRequest(true); });
});

const agreed = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  const data = question(event.submitter) ?? question(form);
  if (!data || agreed.delete(form) || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete], [hx-get]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  ask(data).then((yes) => { if (yes) { agreed.add(form); form.requestSubmit(submitter); } });
}, { capture: true });
