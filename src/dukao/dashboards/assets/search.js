// The box at the top: hits unroll below it while one types; arrows walk them, Enter opens, Escape shuts.
import { behave } from "dukao/behaviour";

const PAUSE = 200;

behave("form.dk-search", (form) => {
  const box = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  Object.assign(list, { className: "dk-found", id: "dk-found", hidden: true });
  list.setAttribute("aria-label", "找到的内容");
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) box.setAttribute(name, value);

  let timer, asked;
  const hits = () => [...list.querySelectorAll("[data-hit]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  }
  function choose(hit) {
    chosen()?.setAttribute("aria-selected", "false");
    hit?.setAttribute("aria-selected", "true");
    hit?.scrollIntoView({ block: "nearest" });
    if (hit) box.setAttribute("aria-activedescendant", hit.id);
    else box.removeAttribute("aria-activedescendant");
  }
  function walk(step) {
    const all = hits();
    if (!all.length) return;
    const here = all.indexOf(chosen());
    choose(all[here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length]);
  }

  async function ask() {
    const text = box.value.trim();
    asked?.abort();
    if (!text) return show(false);
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.action}?${new URLSearchParams({ q: text })}`, { headers: { "HX-Request": "true" }, signal: asked.signal });
      if (!answer.ok || answer.redirected) return show(false);
      list.innerHTML = await answer.text();
      list.setAttribute("role", hits().length ? "listbox" : "status");
      list.querySelectorAll("section").forEach((group) => group.setAttribute("role", "group"));
      list.querySelectorAll("header, h2, header .sub, ul, li").forEach((part) => part.setAttribute("role", "presentation"));
      hits().forEach((hit, at) => {
        hit.id = `dk-hit-${at}`;
        hit.setAttribute("role", "option");
        hit.setAttribute("aria-selected", "false");
        hit.tabIndex = -1;
      });
      show(true);
    } catch {
      // A newer question is on its way, or the line is broken: the page of hits is one Enter away.
    }
  }

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  box.addEventListener("focus", () => { if (list.childElementCount && box.value.trim()) show(true); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); walk(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(false); }
    if (event.key === "Enter" && chosen()) { event.preventDefault(); chosen().click(); }
  });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) show(false); });
  form.addEventListener("focusout", (event) => { if (event.relatedTarget && !form.contains(event.relatedTarget)) show(false); });
});
