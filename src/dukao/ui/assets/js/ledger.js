// The ledger's keys: J K walk the rows and turn the drawer, Enter opens the page, X ticks.
import { behave } from "./behaviour.js";
import { isTyping } from "./shell.js";

const rows = (ledger) => [...ledger.querySelectorAll("tr[data-row]")];
const link = (row) => row.querySelector("a.title");

function mark(ledger, chosen) {
  for (const row of rows(ledger)) {
    row.classList.toggle("is-on", row === chosen);
    if (row === chosen) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }
}

behave("[data-ledger]", (ledger) => {
  const here = () => rows(ledger).findIndex((row) => row.classList.contains("is-on"));
  const walk = (step) => {
    const next = rows(ledger)[here() + step];
    if (!next) return;
    next.scrollIntoView({ block: "nearest" });
    link(next).click();
  };
  const tick = () => rows(ledger)[here()]?.querySelector("input[type=checkbox]")?.click();
  const keys = { j: () => walk(1), k: () => walk(-1), x: tick, enter: () => { const row = rows(ledger)[here()]; if (row) location.href = link(row).href; } };

  document.addEventListener("keydown", (event) => {
    if (!ledger.isConnected || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const act = keys[event.key.toLowerCase()];
    if (!act || (event.key === "Enter" && event.target.closest("a, button, summary, input"))) return;
    event.preventDefault();
    act();
  });
  ledger.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row && event.target.closest("a.title")) mark(ledger, row);
    if (event.target.closest("[data-unpick]")) {
      ledger.querySelectorAll("input[name=picked]:checked").forEach((box) => { box.checked = false; });
      ledger.querySelector("input[name=picked]")?.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  if (innerWidth >= 992) mark(ledger, rows(ledger)[0]);
});
