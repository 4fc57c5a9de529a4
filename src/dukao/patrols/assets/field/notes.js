// What the group knows of its tasks, on this device: records, pictures and what was half written.
import { newUid } from "./store.js";

const unique = (list) => [...new Set(list)];

export class Notes {
  constructor(store) {
    Object.assign(this, { store, tasks: new Map(), records: new Map(), photos: new Map(), drafts: new Map(), offset: 0 });
  }

  async load() {
    for (const [id, value] of await this.store.all("task/")) this.tasks.set(Number(id.slice(5)), value);
    for (const [, value] of await this.store.all("clock")) this.offset = value.offset;
    for (const [, value] of await this.store.all("record/")) this.records.set(value.key, value);
    for (const [, value, bytes] of await this.store.all("photo/")) this.photos.set(value.uid, { ...value, blob: new Blob([bytes], { type: value.type }) });
    for (const [id, value] of await this.store.all("draft/")) this.drafts.set(Number(id.slice(6)), value);
  }

  // The product's time, as far as this device can tell: browsers' clocks go wrong, a demo has its own.
  get now() {
    return new Date(Date.now() + this.offset);
  }

  async setClock(said) {
    this.offset = Math.round((new Date(said) - Date.now()) / 1000) * 1000;
    await this.store.put("clock", { offset: this.offset });
  }

  of(task, kind) {
    return [...this.records.values()].filter((one) => one.task === task && one.kind === kind);
  }

  photosOf(finding) {
    return [...this.photos.values()].filter((photo) => photo.finding === finding);
  }

  get unsent() {
    return [...this.records.values()].filter((one) => one.change);
  }

  // Pictures go once their finding has been saved; before that they belong to what is half written.
  get unsentPhotos() {
    return [...this.photos.values()].filter((photo) => this.records.has(`finding:${photo.finding}`));
  }

  // A change that may have been sent is never written over: the next one names it as known.
  async say(record, body) {
    const before = record.change;
    const known = before ? [...(before.attempted ? [before.uid] : []), ...before.parents] : record.heads;
    const uid = before && !before.attempted ? before.uid : newUid();
    record.change = { uid, parents: unique(known), said_at: this.now.toISOString(), attempted: false };
    record.body = body;
    record.sentence = "";
    this.records.set(record.key, record);
    await this.keep(record);
    return record;
  }

  async keep(record) {
    await this.store.put(`record/${record.key}`, record);
  }

  async forget(record) {
    this.records.delete(record.key);
    await this.store.remove(`record/${record.key}`);
  }

  async addPhoto(photo) {
    this.photos.set(photo.uid, photo);
    const { blob, ...about } = photo;
    await this.store.put(`photo/${photo.uid}`, about, await blob.arrayBuffer());
  }

  async dropPhoto(uid) {
    this.photos.delete(uid);
    await this.store.remove(`photo/${uid}`);
  }

  async keepDraft(task, draft) {
    this.drafts.set(task, draft);
    await this.store.put(`draft/${task}`, draft);
  }

  async dropDraft(task) {
    this.drafts.delete(task);
    await this.store.remove(`draft/${task}`);
  }

  // What the server says now, except where something written here has not arrived there yet.
  async take(sheets) {
    const given = new Set(sheets.map((sheet) => sheet.id));
    for (const { records, ...sheet } of sheets) {
      this.tasks.set(sheet.id, sheet);
      await this.store.put(`task/${sheet.id}`, sheet);
      const named = new Set(records.map((one) => one.key));
      for (const one of records) await this.takeRecord(sheet.id, one);
      for (const one of this.records.values()) if (one.task === sheet.id && one.kind !== "informant" && !one.change && !named.has(one.key)) await this.forget(one);
    }
    for (const id of this.tasks.keys()) if (!given.has(id)) await this.leave(id);
  }

  async takeRecord(task, given) {
    const known = this.records.get(given.key);
    if (known?.change) {
      Object.assign(known, { split: given.split, number: given.number, photos: given.photos });
      return this.keep(known);
    }
    const record = { ...given, task, change: null, sentence: "", mine: known?.mine ?? false, ends: known?.ends };
    this.records.set(record.key, record);
    return this.keep(record);
  }

  // A task that is over leaves the device, unless something of it has still to be sent.
  async leave(id) {
    const own = [...this.records.values()].filter((one) => one.task === id);
    const photos = own.flatMap((one) => (one.kind === "finding" ? this.photosOf(one.mark) : []));
    if (own.some((one) => one.change) || photos.length) {
      const sheet = { ...this.tasks.get(id), over: true };
      this.tasks.set(id, sheet);
      return this.store.put(`task/${id}`, sheet);
    }
    for (const one of own) await this.forget(one);
    for (const photo of this.photos.values()) if (photo.task === id) await this.dropPhoto(photo.uid);
    await this.dropDraft(id);
    this.tasks.delete(id);
    return this.store.remove(`task/${id}`);
  }
}
