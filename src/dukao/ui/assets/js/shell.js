// The frame: menu on phones, keys, menus that close when one looks elsewhere.
export const isTyping = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(radio|checkbox|button|submit)$/.test(target.type);

const nav = document.getElementById("nav");
const toggles = [...document.querySelectorAll("[data-nav-toggle]")];

function showNav(open) {
  nav.classList.toggle("is-open", open);
  toggles.forEach((button) => button.setAttribute("aria-expanded", String(open)));
  (open ? nav.querySelector("a") : toggles[0])?.focus();
}
const navIsOpen = () => nav?.classList.contains("is-open");

toggles.forEach((button) => button.addEventListener("click", () => showNav(!navIsOpen())));

function shutMenus(except) {
  document.querySelectorAll("details.dk-menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
}

document.addEventListener("click", (event) => {
  if (navIsOpen() && !event.target.closest("#nav, [data-nav-toggle]")) showNav(false);
  shutMenus(event.target.closest("details.dk-menu"));
});

const keys = {
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.("details.dk-menu[open]");
    shutMenus();
    open?.querySelector("summary").focus();
    if (navIsOpen()) showNav(false);
  }
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
