// 现场走访: everything shown here comes from the device; the server is told when there is a signal.
import { Store, newUid } from "./store.js";
import { Notes } from "./notes.js";
import { LoggedOut, fetchTasks, sendAll } from "./sync.js";
import { choice, clock, copy, dayWords, show } from "./dom.js";
import { VisitPart } from "./visit.js";
import { FindingPart } from "./finding.js";

const AGAIN = 60_000;
const SEVERITY = Object.fromEntries([...document.querySelectorAll("[data-name=severity] [role=radio]")].map((radio) => [radio.value, radio.textContent]));

class Page {
  constructor(root, notes) {
    Object.assign(this, { root, notes, urls: root.dataset, task: null, splits: 0, state: "busy", lastAt: null, isKept: false });
    this.visit = new VisitPart(root, this);
    this.finding = new FindingPart(root, this);
    this.at("[data-spoken]").addEventListener("submit", (event) => { event.preventDefault(); this.addSpoken(event.target); });
    this.at("[data-send]").addEventListener("click", () => this.sync());
    this.at("[data-wipe]").addEventListener("click", () => this.wipe());
    addEventListener("online", () => this.sync());
    addEventListener("offline", () => this.say("offline"));
    addEventListener("hashchange", () => this.route());
    setInterval(() => { if (this.notes.unsent.length || this.state === "offline") this.sync(); else this.draw(); }, AGAIN);
  }

  at(selector) {
    return this.root.querySelector(selector);
  }

  route() {
    const id = Number(location.hash.slice("#task-".length));
    const task = this.notes.tasks.get(id);
    const opened = task && this.task?.id !== id;
    this.task = task ?? null;
    this.at("[data-home]").hidden = Boolean(task);
    this.at("[data-task]").hidden = !task;
    if (opened) {
      this.drawTask();
      this.finding.open();
      this.at("[data-task-title]").focus();
    }
    this.draw();
  }

  draw() {
    this.drawBar();
    if (!this.task) return this.drawHome();
    this.visit.draw();
    this.drawAnswers();
    this.drawLog();
    this.drawPeople();
  }

  drawHome() {
    const rows = [...this.notes.tasks.values()].map((task) => {
      const row = copy("fd-task-row");
      const own = [...this.notes.records.values()].filter((one) => one.task === task.id);
      const left = own.filter((one) => one.change).length;
      row.querySelector("a").href = `#task-${task.id}`;
      row.querySelector("[data-number]").textContent = `任务单 ${task.number}·${task.regime}`;
      row.querySelector("[data-title]").textContent = task.title;
      row.querySelector("[data-about]").textContent = `${task.units.map((unit) => unit.name).join("、") || "对象见任务单"}·${task.over ? "任务已结束，还有记录没有上传" : `${dayWords(task.ends_on)}前`}`;
      const state = row.querySelector("[data-state]");
      state.classList.add(left ? "wait" : "ok");
      state.textContent = left ? `${left} 条存在本机` : own.length ? `${own.length} 条已上传` : "还没有记录";
      return row;
    });
    this.at("[data-task-list]").replaceChildren(...rows);
    this.at("[data-no-tasks]").hidden = rows.length > 0 || this.state === "busy";
  }

  drawTask() {
    const { task } = this;
    this.at("[data-task-number]").textContent = `任务单 ${task.number}·${task.regime}`;
    this.at("[data-task-unannounced]").hidden = !task.unannounced;
    this.at("[data-task-title]").textContent = task.title;
    this.at("[data-task-objects]").textContent = [task.units.map((unit) => unit.name).join("、"), task.matter && `事项 ${task.matter}`, task.basis].filter(Boolean).join("·");
    this.at("[data-task-people]").textContent = task.people.map((person) => person.name + (person.role === "expert" ? "（特邀专家）" : "")).join("、");
    this.at("[data-task-ends]").textContent = `${dayWords(task.ends_on)}前`;
    show(this.at("[data-task-requirements]"), task.requirements);
    this.marks = new Map();
    this.at("[data-checklist]").replaceChildren(...task.checklist.map((item) => this.question(item)));
  }

  question(item) {
    const row = copy("fd-check-row");
    row.querySelector("[data-text]").textContent = `${item.position}. ${item.text}`;
    show(row.querySelector("[data-standard]"), item.standard && `标准：${item.standard}`);
    const group = row.querySelector("[role=radiogroup]");
    group.setAttribute("aria-label", item.text);
    this.marks.set(item.id, choice(group, (mark) => this.answer(item, mark)));
    return row;
  }

  async answer(item, mark) {
    const visit = await this.visit.begun();
    const key = `answer:${visit.visit}:${item.id}`;
    const record = this.notes.records.get(key) ?? { key, kind: "answer", visit: visit.visit, mark: String(item.id), task: this.task.id, heads: [] };
    await this.notes.say(record, { note: "", ...record.body, mark });
    await this.saved();
  }

  drawAnswers() {
    const visit = this.visit.current;
    const answers = new Map(this.notes.of(this.task.id, "answer").filter((one) => one.visit === visit?.visit).map((one) => [Number(one.mark), one.body.mark]));
    for (const [item, set] of this.marks) set(answers.get(item) ?? "");
    this.at("[data-checked]").textContent = `${answers.size} / ${this.marks.size}`;
  }

  drawLog() {
    const findings = this.notes.of(this.task.id, "finding").reverse();
    this.at("[data-logged]").textContent = `${findings.length} 条`;
    const none = document.createElement("li");
    none.className = "none";
    none.textContent = "还没有记录。";
    this.at("[data-log]").replaceChildren(...(findings.length ? findings.map((one) => this.logged(one)) : [none]));
  }

  logged(finding) {
    const row = copy("fd-log-row");
    const photos = (finding.photos?.length ?? 0) + this.notes.photosOf(finding.mark).length;
    const [tone, icon, word] = finding.sentence ? ["bad", "cloud-x", "没传上"] : finding.change || this.notes.photosOf(finding.mark).length ? ["wait", "cloud-off", "本机"] : ["ok", "cloud-check", "已上传"];
    row.querySelector(".fd-st").classList.add(tone);
    row.querySelector(".ti").classList.add(`ti-${icon}`);
    row.querySelector("[data-word]").textContent = word;
    row.querySelector("[data-title]").textContent = finding.body.facts;
    const state = finding.state && finding.state !== "draft" ? finding.state_word : "";
    row.querySelector("[data-about]").textContent = [finding.number, SEVERITY[finding.body.severity], photos && `${photos} 张照片`, state].filter(Boolean).join("·");
    const why = finding.sentence || this.notes.photosOf(finding.mark).map((photo) => photo.sentence).find(Boolean);
    show(row.querySelector("[data-why]"), why || (finding.split ? "另一台设备也改了这一条，两份都留着，等本组核定。" : ""));
    const edit = row.querySelector("[data-edit]");
    edit.hidden = Boolean(state) || finding.split;
    edit.setAttribute("aria-label", `改：${finding.body.facts.slice(0, 20)}`);
    edit.addEventListener("click", () => this.finding.edit(finding));
    return row;
  }

  drawPeople() {
    const people = this.notes.of(this.task.id, "informant");
    const list = this.at("[data-people]");
    list.hidden = !people.length;
    list.replaceChildren(...people.map((one) => {
      const row = document.createElement("li");
      row.textContent = `${one.body.name}·存在本机，上传后本机不留${one.sentence ? `（${one.sentence}）` : ""}`;
      return row;
    }));
  }

  async addSpoken(form) {
    const said = this.at("[data-spoken-said]");
    const body = Object.fromEntries(["name", "contact", "said"].map((name) => [name, form.elements[name].value.trim()]));
    if (!body.name) {
      said.textContent = "请写称呼，不愿留名的写“群众”。";
      return form.elements.name.focus();
    }
    const visit = await this.visit.begun();
    const mark = newUid();
    await this.notes.say({ key: `informant:${mark}`, kind: "informant", visit: visit.visit, mark, task: this.task.id, heads: [] }, body);
    form.reset();
    said.textContent = "已加密存在本机";
    return this.saved();
  }

  async saved() {
    this.draw();
    await this.sync();
  }

  async sync() {
    if (this.syncing) {
      this.again = true;
      return;
    }
    this.syncing = true;
    try {
      const wasShut = !this.notes.store.key;
      if (!wasShut) await sendAll(this.notes, this.urls);
      this.splits = await fetchTasks(this.notes, this.urls.tasks);
      // Only now can be read what this person left here before logging out.
      if (wasShut && this.notes.unsent.length) this.again = true;
      this.lastAt = this.notes.now;
      this.say("sent");
    } catch (error) {
      this.say(error instanceof LoggedOut ? "expired" : error instanceof TypeError ? "offline" : "waiting", error.message);
    } finally {
      this.syncing = false;
    }
    if (this.again) {
      this.again = false;
      return this.sync();
    }
    return this.route();
  }

  say(state, why) {
    Object.assign(this, { state, why });
    this.drawBar();
  }

  // How things stand, always in words.
  drawBar() {
    const [records, photos] = [this.notes.unsent.length, this.notes.unsentPhotos.length];
    const held = [records && `${records} 条记录`, photos && `${photos} 张照片`].filter(Boolean).join("、");
    const refused = this.notes.unsent.filter((one) => one.sentence).length;
    const last = this.lastAt ? `最近一次 ${clock(this.lastAt)}` : "";
    const [colour, word, words] = {
      busy: ["none", "正在打开", ""],
      offline: ["yellow", "无信号", held ? `${held}存在本机，有信号后自动上传` : this.notes.tasks.size ? "可以照常记录，有信号后自动上传" : "本机还没有任务，请先在有信号的地方打开一次"],
      expired: ["red", "登录已过期", held ? `${held}存在本机，重新登录后继续上传` : "请重新登录"],
      waiting: ["yellow", "没有传完", `${held || "任务"}没有传完：${this.why}`],
      sent: held ? ["yellow", "没有传完", `${held}存在本机${refused ? `，${refused} 条有问题，见“本次记录”` : ""}`] : ["green", "已上传", `本机没有待传的记录，${last}${this.isKept ? "；没有信号也能用" : ""}`],
    }[this.state];
    this.at("[data-sync]").dataset.sync = this.state === "sent" && held ? "waiting" : this.state;
    this.at("[data-lamp]").className = `lamp bare lamp-${colour}`;
    this.at("[data-word]").textContent = word;
    const say = this.at("[data-say]");
    const full = `${words}${this.splits ? `；${this.splits} 条有两份，等本组核定` : ""}`;
    if (say.textContent !== full) say.textContent = full;
    this.at("[data-splits]").hidden = !this.splits;
    this.at("[data-login-link]").hidden = this.state !== "expired";
    this.at("[data-send]").hidden = !held || ["expired", "busy"].includes(this.state);
  }

  async wipe() {
    const held = this.notes.unsent.length + this.notes.unsentPhotos.length;
    if (!confirm(held ? `还有 ${held} 条没有上传，清除后找不回来。确定清除？` : "清除本机上的任务和记录？服务器上的不受影响。")) return;
    await this.notes.store.wipe();
    location.reload();
  }
}

async function start(root) {
  const account = document.querySelector("meta[name=dk-who]")?.content;
  if (!account || !window.crypto?.subtle || !window.indexedDB) return show(root.querySelector("[data-word]"), "这个地址不是 HTTPS，或浏览器太旧，不能在现场使用。请从 https 地址打开。");
  const notes = new Notes(await Store.open(account));
  if (notes.store.key) await notes.load();
  const page = new Page(root, notes);
  page.route();
  keepForLater(page);
  return page.sync();
}

// Once the worker stands, the page opens without a signal too, and says so.
async function keepForLater(page) {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(page.root.dataset.worker);
  await navigator.serviceWorker.ready;
  page.isKept = true;
  page.drawBar();
}

const root = document.querySelector("[data-field]");
if (root) start(root);
