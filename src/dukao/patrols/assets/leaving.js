// Whoever leaves shuts the box: what the field page holds on this device cannot be opened any more until the
// same person has logged in again. Runs on every page, so that it does not matter how one was logged out.
const MARK = "dukao-field-who";
const who = document.querySelector("meta[name=dk-who]")?.content ?? "";

function remembered() {
  try { return localStorage.getItem(MARK); } catch { return null; }
}

function forgetKey() {
  const opening = indexedDB.open("dukao-field");
  opening.onsuccess = () => {
    const base = opening.result;
    if (base.objectStoreNames.contains("keys")) base.transaction("keys", "readwrite").objectStore("keys").delete("key");
    base.close();
  };
}

async function forgetPages() {
  for (const name of await caches.keys()) if (name.startsWith("dukao-field-")) await caches.delete(name);
}

if (remembered() && remembered() !== who) {
  localStorage.removeItem(MARK);
  forgetKey();
  if (window.caches) forgetPages();
}
