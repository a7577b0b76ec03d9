// Keeps the whole edition on the reader's device: after one visit it reads without a network, at any sub-path.
// The build writes three constants before this text: FILES, each file's name with its hash (SRI, 3.1), TYPES, the
// Content-Type by the end of a name, and VERSION, a hash over these and this text. edition/bundle/offline.py says how a
// wrong deploy is withdrawn.

const ROOT = new URL("./", self.location);
// One cache for each version. No path holds a space, so that /a/ and /a/b/ never take each other's for their own.
const OURS = `edition ${ROOT.pathname} `;
const CACHE = OURS + VERSION;
const MARK = `${ROOT.href}?whole`; // stored last: a cache without it was left by an install that was cut off
const SECURITY = /-(policy|options)$/; // how the headers end that say what may be done with an answer
const AT_ONCE = 6; // fetches under way, so that a phone survives a bundle of many photographs

const list = new Map(Object.entries(FILES));
const address = (name) => new URL(name.split("/").map(encodeURIComponent).join("/"), ROOT).href;
const stored = (where, cacheName) => caches.match(where, { cacheName });
const ourCaches = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));
const drop = (names) => Promise.all(names.map((name) => caches.delete(name)));

// Stores every file, or none: then this version fails, and the one before it goes on serving.
async function install() {
  for (const name of await ourCaches()) {
    if (!(await stored(MARK, name))) await caches.delete(name);
  }
  if (!(await caches.has(CACHE))) await fill();
  await self.skipWaiting(); // all of it is here, so the next page that is opened is the new one
}

async function fill() {
  const left = [...list];
  try {
    const cache = await caches.open(CACHE);
    const storeInTurn = async () => {
      while (left.length) await store(cache, ...left.pop());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, storeInTurn));
    await cache.put(MARK, new Response());
    if (!(await stored(MARK, CACHE))) throw new Error("the cache was deleted while it was filled");
  } catch (error) {
    left.length = 0;
    await caches.delete(CACHE);
    throw error;
  }
}

// Fetches one file past the browser's own cache, and refuses any bytes but those that the build saw.
async function store(cache, name, integrity) {
  const response = await fetch(address(name), { cache: "no-store", integrity });
  const headers = new Headers([...response.headers].filter(([header]) => SECURITY.test(header)));
  // A host may say any type, and for a moment; the name says the right one.
  headers.set("content-type", TYPES[name.slice(name.lastIndexOf("."))] || response.headers.get("content-type") || "");
  // A new response: where a host redirects /x.html to /x, a browser would refuse the redirected one as a page.
  await cache.put(address(name), new Response(await response.arrayBuffer(), { headers }));
}

// Deletes other versions' caches, unless another version is being installed.
async function tidy() {
  const others = (await ourCaches()).filter((name) => name !== CACHE);
  if (!self.registration.installing && !self.registration.waiting) await drop(others);
}

// An empty list is the withdrawal: nothing of the edition stays on the device, this worker included.
async function activate() {
  if (list.size) return tidy();
  await drop(await ourCaches());
  await self.registration.unregister();
}

// The name of the file that a path below ROOT means, as static hosts resolve it; undefined where there is none.
function fileAt(path) {
  let plain;
  try { plain = decodeURIComponent(path); } catch { return undefined; }
  const names = /(^|\/)$/.test(plain) ? [`${plain}index.html`] : [plain, `${plain}.html`];
  return names.find((name) => list.has(name));
}

// The file of the same photograph that is kept, in whatever width; undefined where there is none.
function samePhotograph(path) {
  const parts = (name) => /^(images\/.+)-\d+-(\w+)\.\w+$/.exec(name);
  const wanted = parts(path);
  const same = (found) => found && found[1] === wanted[1] && found[2] === wanted[2];
  return wanted ? [...list.keys()].find((name) => same(parts(name))) : undefined;
}

// The stored file; from the network where it can't be had, such as when a reader has emptied the storage.
async function answer(name, request) {
  return (await stored(address(name), CACHE).catch(() => undefined)) || fetch(request);
}

// What is not kept: what the host says, and without a network the file that is kept for such a case.
async function answerUnknown(request, instead, status) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await stored(address(instead), CACHE);
    if (!kept) throw error;
    return new Response(kept.body, { status, headers: kept.headers });
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== ROOT.origin || !pathname.startsWith(ROOT.pathname)) return;
  const opensPage = request.mode === "navigate";
  if (opensPage) event.waitUntil(tidy()); // an install may have been cut off since
  const path = pathname.slice(ROOT.pathname.length);
  const name = fileAt(path);
  const photograph = samePhotograph(path);
  if (name) event.respondWith(answer(name, request));
  else if (photograph) event.respondWith(answerUnknown(request, photograph, 200));
  else if (opensPage && list.has("404.html")) event.respondWith(answerUnknown(request, "404.html", 404));
});
