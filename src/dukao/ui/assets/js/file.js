// A browser's own control for files speaks the language of its menus; drawn over it, the same in the product's words.
import { behave } from "./behaviour.js";

behave("input[type=file].form-control", (input) => {
  const frame = document.createElement("span");
  frame.className = "dk-file";
  const face = document.createElement("span");
  face.className = "form-control";
  face.setAttribute("aria-hidden", "true");
  const word = document.createElement("b");
  word.textContent = "选择文件";
  const names = document.createElement("span");
  face.append(word, names);
  const show = () => {
    names.textContent = [...input.files].map((file) => file.name).join("、") || (input.multiple ? "还没有选，可以选几个" : "还没有选");
    names.classList.toggle("muted", input.files.length === 0);
  };
  input.replaceWith(frame);
  frame.append(input, face);
  input.addEventListener("change", show);
  input.form?.addEventListener("reset", () => setTimeout(show));
  show();
});
