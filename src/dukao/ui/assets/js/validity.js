// What is wrong with a form is said at the field, in the words the server would use, before anything is sent:
// a browser's own bubble speaks the language of its menus, and cuts off what is pasted too long without a word.
import { behave } from "./behaviour.js";

// As the server counts: a line end is sent as two signs.
const lengthOf = (text) => [...text.replaceAll("\n", "\r\n")].length;
const isDay = (field) => field.type === "date" || field.type === "datetime-local" || field.type === "month";

function fault(field) {
  const { validity, dataset } = field;
  if (validity.customError) return field.validationMessage;
  if (validity.valueMissing) {
    if (dataset.missing) return dataset.missing;
    if (field.type === "file") return "请选择文件";
    return field.matches("select, [type=radio], [type=checkbox]") ? "请选择" : "必填";
  }
  if (validity.rangeUnderflow) return `不能${isDay(field) ? "早于" : "小于"} ${field.min}`;
  if (validity.rangeOverflow) return `不能${isDay(field) ? "晚于" : "大于"} ${field.max}`;
  if (validity.tooShort) return `至少 ${field.minLength} 个字，现在 ${lengthOf(field.value)} 个字`;
  return dataset.invalid ?? (isDay(field) ? "请填完整的日期" : "格式不对，请改正");
}

const groupOf = (field) => (field.type === "radio" ? [...field.form.elements].filter((other) => other.name === field.name) : [field]);
const placeOf = (field) => field.closest(field.type === "radio" ? "fieldset" : ".dk-field");
const said = new WeakMap();

function say(field, words) {
  let line = said.get(field);
  if (!line) {
    line = document.createElement("span");
    line.className = "form-hint bad";
    line.id = `${field.id || field.name}-fault`;
    const place = placeOf(field);
    // What the server said about the last attempt is answered by this one.
    place?.querySelectorAll(".form-hint.bad[id$=-error]").forEach((old) => old.remove());
    if (place) place.append(line); else (field.closest(".dk-file") ?? field).after(line);
    for (const one of groupOf(field)) said.set(one, line);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  }
  line.textContent = words;
  field.classList.add("is-invalid");
  field.setAttribute("aria-invalid", "true");
}

function unsay(field) {
  const line = said.get(field);
  if (!line) return;
  line.remove();
  for (const one of groupOf(field)) {
    said.delete(one);
    one.classList.remove("is-invalid");
    one.removeAttribute("aria-invalid");
    const rest = (one.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== line.id).join(" ");
    if (rest) one.setAttribute("aria-describedby", rest); else one.removeAttribute("aria-describedby");
  }
}

let leads = false;
document.addEventListener("invalid", (event) => {
  const field = event.target;
  event.preventDefault();
  if (groupOf(field)[0] === field) say(field, fault(field));
  if (leads) return;
  // All faults of a form are told in one go; the first of them leads.
  leads = true;
  setTimeout(() => { leads = false; });
  for (let shut = field.closest("details:not([open])"); shut; shut = shut.parentElement.closest("details:not([open])")) shut.open = true;
  field.focus({ preventScroll: true });
  (placeOf(field) ?? field).scrollIntoView({ block: "center" });
}, { capture: true });

const again = ({ target }) => { if (said.has(target) && target.validity.valid) unsay(target); };
document.addEventListener("input", again);
document.addEventListener("change", again);

// A text that is too long stays whole, and is refused with both numbers.
behave("form[method=post] :is(input:not([type=hidden]), textarea)[maxlength]:not([data-limit])", (field) => {
  const most = field.maxLength;
  field.removeAttribute("maxlength");
  const measure = () => {
    const length = lengthOf(field.value);
    field.setCustomValidity(length > most ? `最多 ${most} 个字，现在 ${length} 个字，请删减` : "");
    if (length > most) say(field, fault(field)); else again({ target: field });
  };
  field.addEventListener("input", measure);
  measure();
});
