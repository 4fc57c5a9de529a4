// The visit all records of a task hang on: it begins with the first of them and lasts until the last.
import { newUid } from "./store.js";
import { copy, forInput, show, span } from "./dom.js";

const SOONEST = 60_000;
const fromInput = (text) => (text ? new Date(text).toISOString() : "");

export class VisitPart {
  constructor(root, page) {
    Object.assign(this, { form: root.querySelector("[data-visit]"), state: root.querySelector("[data-visit-state]"), elapsed: root.querySelector("[data-task-elapsed]"), page });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
  }

  // The newest visit of today, whoever of the group began it.
  get current() {
    const visits = this.page.notes.of(this.page.task.id, "visit").filter((visit) => new Date(visit.body.started_at).toDateString() === this.page.notes.now.toDateString());
    return visits.sort((one, other) => (one.body.started_at < other.body.started_at ? 1 : -1))[0];
  }

  async begun() {
    if (this.current) return this.touch(this.current);
    const { task, notes } = this.page;
    const uid = newUid();
    const now = notes.now.getTime();
    const place = task.units.map((unit) => unit.name).join("、").slice(0, 120) || task.title;
    const body = {
      place, manner: task.unannounced ? "unannounced" : "announced", unit: task.units.length === 1 ? task.units[0].id : null, note: "",
      started_at: new Date(now - SOONEST).toISOString(), ended_at: new Date(now).toISOString(), minutes: {},
    };
    return notes.say({ key: `visit:${uid}`, kind: "visit", visit: uid, mark: uid, task: task.id, heads: [], mine: true, ends: "last" }, body);
  }

  // Until its end is written down, a visit begun on this device lasts as long as something is recorded.
  async touch(visit) {
    if (!visit.mine || visit.ends !== "last" || this.page.notes.now - new Date(visit.body.ended_at) < SOONEST) return visit;
    return this.page.notes.say(visit, { ...visit.body, ended_at: this.page.notes.now.toISOString() });
  }

  draw() {
    const visit = this.current;
    const minutes = visit ? Math.max(1, Math.round((new Date(visit.body.ended_at) - new Date(visit.body.started_at)) / 60_000)) : 0;
    this.elapsed.textContent = visit ? `已用 ${span(visit.ends === "last" ? Math.max(1, Math.round((this.page.notes.now - new Date(visit.body.started_at)) / 60_000)) : minutes)}` : "还没有开始";
    show(this.state, visit ? (visit.change ? "在本机" : "已上传") : "第一条记录时自动开始");
    if (this.form.contains(document.activeElement)) return;
    const { elements } = this.form;
    elements.place.value = visit?.body.place ?? "";
    elements.manner.value = visit?.body.manner ?? (this.page.task.unannounced ? "unannounced" : "announced");
    elements.started_at.value = visit ? forInput(visit.body.started_at) : "";
    elements.ended_at.value = visit && visit.ends !== "last" ? forInput(visit.body.ended_at) : "";
    elements.note.value = visit?.body.note ?? "";
    const hours = this.form.querySelector("[data-hours]");
    hours.replaceChildren(...this.page.task.people.map((person) => {
      const row = copy("fd-hour-row");
      const [label, input] = row.children;
      label.textContent = person.name;
      label.htmlFor = input.id = `fd-hours-${person.id}`;
      input.name = `minutes-${person.id}`;
      input.value = visit?.body.minutes[person.id] ?? "";
      return row;
    }));
  }

  async save() {
    const { elements } = this.form;
    const visit = await this.begun();
    const started = fromInput(elements.started_at.value) || visit.body.started_at;
    const ended = fromInput(elements.ended_at.value) || this.page.notes.now.toISOString();
    const length = Math.round((new Date(ended) - new Date(started)) / 60_000);
    const fault = !elements.place.value.trim() ? "请写明走访地点。" : length < 1 ? "结束时间要晚于开始时间。" : "";
    show(this.form.querySelector("[data-visit-error]"), fault);
    if (fault) return;
    const minutes = Object.fromEntries(this.page.task.people.map((person) => [person.id, Number(elements[`minutes-${person.id}`].value) || length]));
    visit.ends = "written";
    await this.page.notes.say(visit, { ...visit.body, place: elements.place.value.trim(), manner: elements.manner.value, note: elements.note.value.trim(), started_at: started, ended_at: ended, minutes });
    document.activeElement?.blur();
    await this.page.saved();
  }
}
