// Toasts: what happened, in one sentence. Good news leaves by itself, bad news waits to be read.
const lifetime = 6000;

function icon(name) {
  const mark = document.createElement("i");
  mark.className = `ti ti-${name}`;
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

function leaveLater(box) {
  let timer;
  const start = () => { timer = setTimeout(() => box.remove(), lifetime); };
  const stop = () => clearTimeout(timer);
  for (const name of ["mouseenter", "focusin"]) box.addEventListener(name, stop);
  for (const name of ["mouseleave", "focusout"]) box.addEventListener(name, start);
  start();
}

function shutButton(box) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "shut";
  button.setAttribute("aria-label", "关闭提示");
  button.append(icon("x"));
  button.addEventListener("click", () => box.remove());
  return button;
}

function finish(box, { bad, stay }) {
  box.append(shutButton(box));
  if (!bad && !stay) leaveLater(box);
}

export function toast(text, { bad = false, stay = false, link, action } = {}) {
  const box = document.createElement("div");
  box.className = bad ? "dk-toast bad" : "dk-toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(icon(bad ? "alert-circle" : "circle-check"), words);
  if (link) {
    const a = document.createElement("a");
    Object.assign(a, { href: link.href, textContent: link.word, target: "_blank", rel: "noopener" });
    box.append(a);
  }
  if (action) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: action.word });
    button.addEventListener("click", () => { box.remove(); action.run(); });
    box.append(button);
  }
  finish(box, { bad, stay });
  document.getElementById("toasts")?.append(box);
  return box;
}

for (const box of document.querySelectorAll("#toasts > .dk-toast")) finish(box, { bad: box.classList.contains("bad") });
document.addEventListener("toasts", (event) => event.detail.value.forEach(({ text, bad }) => toast(text, { bad })));
