// The reason behind a lamp or a shut button: on hover and focus, away on Escape, readable under the pointer.
let tip;
let anchor;
let leaving;

function hide() {
  clearTimeout(leaving);
  tip?.remove();
  anchor?.removeAttribute("aria-describedby");
  tip = anchor = undefined;
}

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function place() {
  const edge = anchor.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const fitsBelow = edge.bottom + 6 + size.height < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(edge.left, innerWidth - size.width - 8))}px`;
  tip.style.top = `${fitsBelow ? edge.bottom + 6 : edge.top - size.height - 6}px`;
}

function show(element) {
  clearTimeout(leaving);
  if (anchor === element) return;
  hide();
  anchor = element;
  const { tip: first, tipMore: more, tipSource: source } = element.dataset;
  tip = document.createElement("div");
  tip.className = "dk-tip";
  tip.id = "dk-tip";
  tip.setAttribute("role", "tooltip");
  tip.append(line("b", first));
  if (more) tip.append(line("span", more));
  if (source) tip.append(line("small", source));
  tip.addEventListener("mouseenter", () => clearTimeout(leaving));
  tip.addEventListener("mouseleave", hide);
  // Inside an open dialog the rest of the page lies below it.
  (element.closest("dialog[open]") ?? document.body).append(tip);
  element.setAttribute("aria-describedby", "dk-tip");
  place();
}

for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const element = event.target.closest?.("[data-tip]");
    if (element) show(element);
  });
}
document.addEventListener("mouseout", (event) => {
  if (event.target.closest?.("[data-tip]")) leaving = setTimeout(hide, 150);
});
document.addEventListener("focusout", hide);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
// Focus may scroll the page; the tip goes along.
addEventListener("scroll", () => { if (tip) place(); }, { capture: true, passive: true });
