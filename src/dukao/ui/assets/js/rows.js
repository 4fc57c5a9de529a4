// data-row-keys on a table: J and K walk the rows, Enter opens. data-pick: ticked rows and the bar that counts them.
import { behave } from "./behaviour.js";
import { isTyping } from "./shell.js";

behave("table[data-row-keys]", (table) => {
  const rows = () => [...table.querySelectorAll("tbody tr:not(.grp)")];
  document.addEventListener("keydown", (event) => {
    if (!table.isConnected || isTyping(event.target) || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("is-on"));
    const next = all[here < 0 ? 0 : here + step];
    if (!next) return;
    all[here]?.classList.remove("is-on");
    next.classList.add("is-on");
    next.querySelector("a, button")?.focus();
    next.scrollIntoView({ block: "nearest" });
  });
});

behave("[data-pick]", (scope) => {
  const boxes = () => [...scope.querySelectorAll("tbody input[type=checkbox]")];
  const all = scope.querySelector("thead input[type=checkbox]");
  const bar = document.getElementById(scope.dataset.pick);
  const refresh = () => {
    const count = boxes().filter((box) => box.checked).length;
    bar.hidden = count === 0;
    bar.querySelector("[data-picked]").textContent = `已选 ${count} ${scope.dataset.unit ?? "项"}`;
    if (!all) return;
    all.checked = count > 0 && count === boxes().length;
    all.indeterminate = count > 0 && !all.checked;
  };
  scope.addEventListener("change", (event) => {
    if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
    refresh();
  });
  refresh();
});
