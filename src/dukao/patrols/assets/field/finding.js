// One finding being written: every keystroke is kept on the device, the picture without its traces.
import { newUid } from "./store.js";
import { clock, choice, copy, count, show } from "./dom.js";
import { withoutTraces } from "./pictures.js";

const PAUSE = 400;
const blank = () => ({ mark: newUid(), severity: "minor", facts: "", clause: "", unit: "", editing: "" });

export class FindingPart {
  constructor(root, page) {
    Object.assign(this, { root, page, form: root.querySelector("[data-finding]"), draft: blank() });
    this.setSeverity = choice(root.querySelector("[data-name=severity]"), (value) => this.note({ severity: value }));
    for (const name of ["facts", "clause", "unit"]) this.form.elements[name].addEventListener("input", (event) => this.note({ [name]: event.target.value }));
    root.querySelector("[data-photo-input]").addEventListener("change", (event) => this.takePhotos(event.target));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    root.querySelector("[data-another]").addEventListener("click", () => this.another());
  }

  open() {
    const { task, notes } = this.page;
    this.draft = notes.drafts.get(task.id) ?? blank();
    const units = task.units.map((unit) => new Option(unit.name, unit.id));
    this.form.elements.unit.replaceChildren(new Option("不选", ""), ...units);
    this.root.querySelector("[data-limit-word]").textContent = task.facts_limit;
    this.root.querySelector("[data-photo-hint]").textContent = task.keeps_location ? `可不拍；本任务保留拍摄位置：${task.location_reason}` : "可不拍；位置信息已去除";
    this.fill();
  }

  fill() {
    const { elements } = this.form;
    this.setSeverity(this.draft.severity);
    for (const name of ["facts", "clause", "unit"]) elements[name].value = this.draft[name] ?? "";
    this.root.querySelector("[data-finding-title]").textContent = this.draft.editing ? "改一条记录" : "记一个问题";
    show(this.root.querySelector("[data-facts-error]"), "");
    this.drawCount();
    this.drawPhotos();
  }

  edit(record) {
    this.draft = { mark: record.mark, editing: record.key, ...record.body, unit: record.body.unit ?? "" };
    this.fill();
    this.note({});
    this.form.elements.facts.focus();
  }

  note(changes) {
    Object.assign(this.draft, changes);
    this.drawCount();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  async keep() {
    clearTimeout(this.timer);
    await this.page.notes.keepDraft(this.page.task.id, this.draft);
    this.say(`已存本机 ${clock(this.page.notes.now)}`);
  }

  say(words) {
    const saved = this.root.querySelector("[data-draft-saved]");
    saved.hidden = false;
    saved.querySelector("span").textContent = words;
  }

  drawCount() {
    const used = count(this.draft.facts);
    this.root.querySelector("[data-count]").textContent = used;
    this.root.querySelector("[data-count]").parentElement.classList.toggle("over", used > this.page.task?.facts_limit);
  }

  drawPhotos() {
    const { notes, task } = this.page;
    const sent = notes.records.get(`finding:${this.draft.mark}`)?.photos?.length ?? 0;
    const here = notes.photosOf(this.draft.mark);
    const pictures = this.root.querySelector("[data-pictures]");
    for (const old of pictures.querySelectorAll("img")) URL.revokeObjectURL(old.src);
    pictures.replaceChildren(...here.map((photo, at) => this.picture(photo, sent + at + 1)));
    this.root.querySelector("[data-add-photo]").hidden = sent + here.length >= task.photo_limit;
  }

  picture(photo, number) {
    const box = copy("fd-picture");
    box.querySelector("img").src = URL.createObjectURL(photo.blob);
    box.querySelector("img").alt = `照片 ${number}`;
    box.querySelector("span").textContent = number;
    box.querySelector("button").addEventListener("click", async () => {
      await this.page.notes.dropPhoto(photo.uid);
      this.drawPhotos();
    });
    return box;
  }

  async takePhotos(input) {
    const { task, notes } = this.page;
    try {
      for (const file of input.files) {
        const blob = task.keeps_location ? file : await withoutTraces(file);
        await notes.addPhoto({ uid: newUid(), task: task.id, finding: this.draft.mark, name: "现场照片.jpg", type: blob.type, blob, sentence: "" });
      }
      await this.keep();
    } catch {
      show(this.root.querySelector("[data-facts-error]"), "这张照片打不开，请重新拍一张。");
    }
    input.value = "";
    this.drawPhotos();
  }

  async save() {
    const { task, notes, visit } = this.page;
    const used = count(this.draft.facts);
    const fault = !used ? "请写明事实：时间、地点、看到什么。" : used > task.facts_limit ? `事实最多 ${task.facts_limit} 字，现在 ${used} 字。` : "";
    show(this.root.querySelector("[data-facts-error]"), fault);
    if (fault) {
      this.form.elements.facts.focus();
      return false;
    }
    clearTimeout(this.timer);
    const { mark, severity, facts, clause, unit } = this.draft;
    const key = `finding:${mark}`;
    const began = await visit.begun();
    const record = notes.records.get(key) ?? { key, kind: "finding", visit: began.visit, mark, task: task.id, heads: [], photos: [] };
    await notes.say(record, { facts: facts.trim(), severity, clause: clause.trim(), unit: unit === "" ? null : Number(unit) });
    this.draft = blank();
    await notes.dropDraft(task.id);
    this.fill();
    this.say(`已存本机 ${clock(this.page.notes.now)}`);
    await this.page.saved();
    return true;
  }

  async another() {
    if (count(this.draft.facts) && !(await this.save())) return;
    this.form.elements.facts.focus();
    this.form.scrollIntoView({ block: "start" });
  }
}
