// data-fill="id" data-value="…": what is offered is put into the field by the person's own press.
import { behave } from "dukao/behaviour";

behave("[data-fill]", (button) => {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.fill);
    field.value = button.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
});
