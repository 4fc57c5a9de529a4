// One act, one request: while a form or button is under way, pressing it again does nothing.
const buttonsOf = (element) => (element.matches("form") ? [...element.querySelectorAll("button[type=submit], button:not([type])")] : [element]);

function setBusy(element, busy) {
  element.toggleAttribute("data-busy", busy);
  for (const button of buttonsOf(element)) {
    if (!button.matches(".btn")) continue;
    button.classList.toggle("is-busy", busy);
    if (busy) button.setAttribute("aria-busy", "true"); else button.removeAttribute("aria-busy");
  }
}

const counts = (element, verb) => verb !== "get" && element.matches("form, button, a") && !element.closest("[data-autosave]");

// Runs before htmx would queue the second request behind the first.
document.addEventListener("htmx:confirm", (event) => {
  if (counts(event.detail.elt, event.detail.verb) && event.detail.elt.hasAttribute("data-busy")) event.preventDefault();
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => { if (counts(detail.elt, detail.requestConfig.verb)) setBusy(detail.elt, true); });
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (counts(detail.elt, detail.requestConfig.verb)) setBusy(detail.elt, false); });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-repeat]")) return;
  if (form.hasAttribute("data-busy")) event.preventDefault();
  else setBusy(form, true);
});
// A page brought back from the browser's memory is not under way any more.
addEventListener("pageshow", () => document.querySelectorAll("[data-busy]").forEach((element) => setBusy(element, false)));
document.addEventListener("click", (event) => { if (event.target.closest("[aria-disabled=true]")) event.preventDefault(); }, { capture: true });
