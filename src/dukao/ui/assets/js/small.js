// Behaviours of a line or two.
import { behave } from "./behaviour.js";
import { toast } from "./toast.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  if (event.target.closest("[data-back]")) history.back();
  const copier = event.target.closest("[data-copy]");
  if (copier) navigator.clipboard?.writeText(copier.dataset.copy).then(() => toast("已复制。"));
});

behave("form[data-submit-on-change]", (form) => {
  form.addEventListener("change", () => form.requestSubmit());
  // After a refusal the same file can be chosen again: a box that still holds it would not notice.
  form.addEventListener("htmx:afterRequest", () => form.querySelectorAll("input[type=file]").forEach((box) => { box.value = ""; }));
});
