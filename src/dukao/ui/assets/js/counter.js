// 字数: Unicode characters without white space, the same count the server makes.
import { behave } from "./behaviour.js";

export const lengthOf = (text) => [...text.replace(/\s/gu, "")].length;

behave("[data-limit]", (area) => {
  const out = document.querySelector(`[data-count-for="${area.id}"]`);
  const limit = Number(area.dataset.limit);
  const count = () => {
    const length = lengthOf(area.value);
    const over = length > limit;
    out.querySelector("b").textContent = length;
    out.classList.toggle("over", over);
    const hint = document.getElementById(`${area.id}-over`);
    if (hint) hint.hidden = !over;
    if (over) { area.classList.add("is-invalid"); area.dataset.over = ""; }
    else if ("over" in area.dataset) { area.classList.remove("is-invalid"); delete area.dataset.over; }
  };
  area.addEventListener("input", count);
  count();
});
