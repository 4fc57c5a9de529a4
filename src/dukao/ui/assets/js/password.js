// A password may be seen while it is typed, and is hidden again before it is sent.
import { behave } from "./behaviour.js";

behave(".dk-password", (frame) => {
  const field = frame.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.setAttribute("aria-controls", field.id);
  frame.append(button);
  const show = (seen) => {
    field.type = seen ? "text" : "password";
    button.textContent = seen ? "隐藏" : "显示";
    button.setAttribute("aria-pressed", seen);
  };
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false), { capture: true });
  show(false);
});
