// Small tools of the page: copies of its templates, one choice of several, times as the device says them.
export const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
export const count = (text) => [...text.replace(/\s/gu, "")].length;

const two = (number) => String(number).padStart(2, "0");
export const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
export const forInput = (iso) => {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${clock(at)}`;
};
export const span = (minutes) => (minutes >= 60 ? `${Math.floor(minutes / 60)} 小时${minutes % 60 ? ` ${minutes % 60} 分` : ""}` : `${minutes} 分钟`);
export const dayWords = (iso) => `${Number(iso.slice(5, 7))} 月 ${Number(iso.slice(8, 10))} 日`;

export function show(element, words) {
  element.hidden = !words;
  element.textContent = words ?? "";
}

// One of several buttons: arrow keys go from one to the next, as radios do.
export function choice(group, chosen) {
  const radios = [...group.querySelectorAll("[role=radio]")];
  const set = (value) => {
    const on = radios.find((radio) => radio.value === value);
    for (const radio of radios) radio.setAttribute("aria-checked", String(radio === on));
    for (const radio of radios) radio.tabIndex = radio === (on ?? radios[0]) ? 0 : -1;
  };
  const choose = (radio) => {
    set(radio.value);
    radio.focus();
    chosen(radio.value);
  };
  group.addEventListener("click", (event) => {
    const radio = event.target.closest("[role=radio]");
    if (radio) choose(radio);
  });
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(radios[(radios.indexOf(document.activeElement) + step + radios.length) % radios.length]);
  });
  set("");
  return set;
}
