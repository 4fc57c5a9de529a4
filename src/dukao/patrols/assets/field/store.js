// What this device holds: IndexedDB, each item shut with AES-GCM. The key comes from the server for this person
// and this device, is kept as one that cannot be read out, and goes when the person logs out (leaving.js).
const MARK = "dukao-field-who";

const finished = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function openBase() {
  const opening = indexedDB.open("dukao-field", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("items", { keyPath: "id" });
    opening.result.createObjectStore("keys", { keyPath: "id" });
  };
  return finished(opening);
}

export const newUid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, at, ends) => hex.slice(at ? ends[at - 1] : 0, end)).join("-");
};

export class Store {
  constructor(base, device, account, key) {
    Object.assign(this, { base, device, account, key });
  }

  static async open(account) {
    const base = await openBase();
    const keys = base.transaction("keys", "readwrite").objectStore("keys");
    let device = (await finished(keys.get("device")))?.value;
    if (!device) {
      device = newUid();
      await finished(keys.put({ id: "device", value: device }));
    }
    const kept = await finished(keys.get("key"));
    return new Store(base, device, account, kept?.account === account ? kept.value : null);
  }

  // The key as the server gives it; written down in a form that the page can use but never read.
  async unlock(written) {
    const raw = Uint8Array.from(atob(written), (sign) => sign.charCodeAt(0));
    this.key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    await finished(this.base.transaction("keys", "readwrite").objectStore("keys").put({ id: "key", account: this.account, value: this.key }));
    localStorage.setItem(MARK, this.account);
  }

  async put(id, value, bytes) {
    const item = { id: `${this.account}/${id}`, text: await this.shut(new TextEncoder().encode(JSON.stringify(value))) };
    if (bytes) item.bytes = await this.shut(bytes);
    await finished(this.items("readwrite").put(item));
  }

  async remove(id) {
    await finished(this.items("readwrite").delete(`${this.account}/${id}`));
  }

  // Everything under a prefix, as [id, value, bytes]. What another key shut stays shut and is left alone.
  async all(prefix) {
    const start = `${this.account}/${prefix}`;
    const rows = await finished(this.items("readonly").getAll(IDBKeyRange.bound(start, `${start}\uffff`)));
    const found = [];
    for (const row of rows) {
      try {
        const value = JSON.parse(new TextDecoder().decode(await this.unshut(row.text)));
        found.push([row.id.slice(this.account.length + 1), value, row.bytes && (await this.unshut(row.bytes))]);
      } catch { /* not ours to open */ }
    }
    return found;
  }

  async wipe() {
    await finished(this.items("readwrite").clear());
  }

  items(mode) {
    return this.base.transaction("items", mode).objectStore("items");
  }

  async shut(bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, body: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes) };
  }

  async unshut({ iv, body }) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, body);
  }
}
