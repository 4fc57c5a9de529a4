// To the server and back. What was not confirmed stays here and is sent again: the server counts it once.
const BATCH = 50;
const ORDER = ["visit", "answer", "finding", "informant"];

export class LoggedOut extends Error {}
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

const token = () => document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="))?.slice(10) ?? document.querySelector("meta[name=csrf-token]")?.content ?? "";

async function ask(url, options = {}) {
  const answer = await fetch(url, { redirect: "manual", credentials: "same-origin", ...options, headers: { "HX-Request": "true", "X-CSRFToken": token(), ...options.headers } });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new LoggedOut();
  if (!answer.ok) throw new Refused(answer.status, answer.status < 500 ? (await answer.text()).slice(0, 200) : "服务器暂时办不了，稍后会再传。");
  return answer.json();
}

export async function fetchTasks(notes, url) {
  const { store } = notes;
  const given = await ask(`${url}?device=${store.device}`);
  if (String(given.account) !== store.account) throw new LoggedOut();
  const wasShut = !store.key;
  await store.unlock(given.key);
  if (wasShut) await notes.load();
  await notes.setClock(given.now);
  await notes.take(given.tasks);
  return given.splits;
}

export async function sendAll(notes, urls) {
  const waiting = notes.unsent.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  for (let start = 0; start < waiting.length; start += BATCH) await sendSome(notes, waiting.slice(start, start + BATCH), urls.changes);
  for (const photo of notes.unsentPhotos) if (!notes.records.get(`finding:${photo.finding}`).change) await sendPhoto(notes, photo, urls.photos);
}

async function sendSome(notes, records, url) {
  const changes = [];
  const sent = new Map();
  for (const record of records) {
    record.change.attempted = true;
    await notes.keep(record);
    sent.set(record.change.uid, record);
    const { uid, parents, said_at } = record.change;
    changes.push({ uid, parents, said_at, task: record.task, kind: record.kind, visit: record.visit, mark: record.mark, body: record.body });
  }
  const { outcomes } = await ask(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ device: notes.store.device, changes }) });
  for (const outcome of outcomes) await settle(notes, sent.get(outcome.uid), outcome);
}

async function settle(notes, record, outcome) {
  if (!record) return;
  if (!outcome.kept || outcome.state === "refused") {
    record.sentence = outcome.sentence;
  } else if (record.change?.uid === outcome.uid) {
    Object.assign(record, { change: null, sentence: "", heads: outcome.heads, split: outcome.split });
    if (record.kind === "informant") return notes.forget(record); // nothing of informants stays behind
  }
  return notes.keep(record);
}

async function sendPhoto(notes, photo, url) {
  const form = new FormData();
  form.append("uid", photo.uid);
  form.append("finding", photo.finding);
  form.append("file", photo.blob, photo.name);
  try {
    await ask(url, { method: "POST", body: form });
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500) throw error;
    photo.sentence = error.message;
    return notes.addPhoto(photo);
  }
  const finding = notes.records.get(`finding:${photo.finding}`);
  finding.photos = [...new Set([...(finding.photos ?? []), photo.uid])];
  await notes.keep(finding);
  return notes.dropPhoto(photo.uid);
}
