// The field page without a signal. It knows its own page and that page's assets; everything else goes through.
const CACHE = "dukao-field-1";
const PAGE = new URL("./", self.location.href);
const PATIENCE = 4000;
const KINDS = new Set(["style", "script", "image", "font"]);

const assetsIn = (html) => [...html.matchAll(/(?:href|src|content)="([^"]+\.(?:css|js|svg|woff2?))"/g)].map(([, address]) => new URL(address, PAGE)).filter((address) => address.origin === PAGE.origin).map(String);

async function keepPage(answer) {
  const cache = await caches.open(CACHE);
  const named = new Set(assetsIn(await answer.clone().text()));
  for (const address of named) if (!(await cache.match(address))) await cache.add(address);
  await cache.put(PAGE, answer);
  for (const request of await cache.keys()) if (request.url !== PAGE.href && !named.has(request.url)) await cache.delete(request);
}

// A page that leads to the log-in is not the field page and is never kept.
const isPage = (answer) => answer.ok && !answer.redirected;

async function page(event) {
  const network = fetch(event.request);
  const keeping = network.then((answer) => (isPage(answer) ? keepPage(answer.clone()) : undefined));
  event.waitUntil(keeping.catch(() => {}));
  const kept = () => caches.match(PAGE);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); }).then(kept);
  try {
    return (await Promise.race([network, late])) ?? (await network);
  } catch (error) {
    const old = await kept();
    if (old) return old;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(fetch(PAGE).then((answer) => (isPage(answer) ? keepPage(answer) : undefined)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith("dukao-field-") && name !== CACHE) await caches.delete(name);
  };
  event.waitUntil(old().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== PAGE.origin) return;
  if (request.mode === "navigate") {
    const { pathname } = new URL(request.url);
    if (pathname === PAGE.pathname) event.respondWith(page(event));
  } else if (KINDS.has(request.destination)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
