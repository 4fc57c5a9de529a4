// The reviewer's desk: J K walk, A accepts, R returns, V lists for a check, [ ] turn the evidence.
import { behave } from "dukao/behaviour";
import { isTyping } from "dukao/shell";

const desk = () => document.querySelector("[data-review]");
const option = (value) => document.querySelector(`#judge input[name=decision][value=${value}]`);

function choose(value) {
  const radio = option(value);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  if (value === "return") document.getElementById("op").focus();
  label();
}

// The button says what pressing it does.
function label() {
  const button = document.querySelector(".rv-keys [form=judge]");
  if (!button) return;
  const back = option("return").checked;
  button.textContent = back ? "退回，下一项" : "通过，下一项";
  document.querySelector(".rv-keys [data-return]").hidden = back;
}

function walk(step) {
  const links = [...document.querySelectorAll(".rv-q li a")];
  links[links.findIndex((link) => link.hasAttribute("aria-current")) + step]?.click();
}

function turn(step) {
  const tabs = [...document.querySelectorAll(".rv-ev [role=tab]")];
  const next = tabs[tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true") + step];
  if (next) show(next);
}

function show(tab) {
  for (const other of document.querySelectorAll(".rv-ev [role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
}

const keys = {
  j: () => walk(1), k: () => walk(-1), "[": () => turn(-1), "]": () => turn(1),
  r: () => choose("return"), v: () => choose("verify"),
  a: () => { choose("accept"); document.getElementById("judge")?.requestSubmit(); },
};

document.addEventListener("keydown", (event) => {
  if (!desk() || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

behave("[data-review]", (rv) => {
  rv.querySelector(".rv-q a[aria-current]")?.scrollIntoView({ block: "nearest" });
  rv.querySelectorAll("[data-later]").forEach((sheet) => { sheet.hidden = true; });
  rv.addEventListener("change", label);
  rv.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) { event.preventDefault(); show(tab); }
    if (event.target.closest("[data-return]")) choose("return");
    const step = event.target.closest("[data-walk]");
    if (step) walk(Number(step.dataset.walk));
    const opener = event.target.closest("[data-queue]");
    if (opener) opener.setAttribute("aria-expanded", String(rv.querySelector(".rv-q").classList.toggle("is-open")));
    if (event.target.closest("[data-zoom]")) rv.querySelector("[data-evidence]").classList.toggle("is-large");
    const reason = event.target.closest("[data-reason]");
    if (reason) {
      const area = document.getElementById("op");
      area.value = area.value ? `${area.value}\n${reason.dataset.reason}` : reason.dataset.reason;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      choose("return");
    }
  });
  label();
});
