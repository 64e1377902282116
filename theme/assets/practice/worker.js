/* Python for one page, in a thread of its own.
 *
 * practice.js starts it with {type: "start", home, language, ratio}, where home is the address of
 * the site's static files, and sends {type: "run", cells: [[name, text, title], …], target}. It
 * answers with
 *
 *   {type: "progress", got, of}     bytes of what is being fetched
 *   {type: "ready"}                 Python is there
 *   {type: "plan", order}           the cells that run now, the target last
 *   {type: "begin", cell}, {type: "show", cell, kind, data}, {type: "end", cell, outcome}
 *   {type: "done", outcome}         of a whole run
 *   {type: "failed", what, name}    what: missing, wrong, unreachable, or stopped
 *
 * Every file is fetched from the site itself and compared with the manifest: by its hash, or by its
 * length alone where the page has no secure context. No other address is ever asked. The start is
 * short because tools/start.js has done most of it: memory.pack is a copy of Python's memory with
 * what every page imports, and the packs of other libraries hold byte code.
 */

"use strict";

const PACKAGES = "/lib/python3.12/site-packages";
const HOME = "/home/reader"; // as in tools/start.js
const ALWAYS = ["numpy.pack", "lrlib.pack"];

let home, manifest, python, session, cells;
const unpacked = new Set(); // packs

class Failure extends Error {
  constructor(report) {
    super(`${report.what}: ${report.name}`);
    this.report = { type: "failed", ...report };
  }
}

// ---- Fetching -----------------------------------------------------------------------------------

const browserFetch = self.fetch.bind(self);

async function ask(address, settings) {
  try {
    return await browserFetch(address, settings);
  } catch (error) {
    throw new Failure({ what: "unreachable", name: new URL(address).pathname.split("/").pop() });
  }
}

/** Fetch a file of the manifest and compare its content; `use` may read it while it comes. */
async function get(name, { bytes, sha256 }, use) {
  const address = `${home}pyodide/${name}?v=${sha256.slice(0, 12)}`;
  for (const cache of ["force-cache", "reload"]) {
    const answer = await ask(address, { cache });
    if (!answer.ok && cache === "reload") throw new Failure({ what: "missing", name });
    if (!answer.ok) continue; // that it was missing may be kept too
    if (use) use(answer.clone());
    const content = await body(answer, bytes, name);
    if (content && [sha256, null].includes(await digest(content))) return content;
    came(-(content ? bytes : 0)); // an old or broken copy in the browser's cache: once more, past it
  }
  throw new Failure({ what: "wrong", name });
}

/** Read an answer piece by piece; null if it has another length than expected. */
async function body(answer, length, name) {
  const content = new Uint8Array(length);
  const reader = answer.body.getReader();
  for (let at = 0; ; ) {
    let piece;
    try {
      piece = await reader.read();
    } catch (error) {
      throw new Failure({ what: "unreachable", name });
    }
    const size = piece.done ? length - at : piece.value.length;
    if (piece.done && size === 0) return content;
    if (piece.done || at + size > length) {
      came(-at);
      return null;
    }
    content.set(piece.value, at);
    at += size;
    came(size);
  }
}

/** Return the sha256 of a content; where the page is not served safely, only lengths are known. */
async function digest(content) {
  if (!crypto.subtle) return null;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Unzip an answer while it comes. Whoever needs the content awaits it once it has been compared. */
function unzipped(answer) {
  const stream = answer.body.pipeThrough(new DecompressionStream("gzip"));
  const content = new Response(stream).arrayBuffer();
  content.catch(() => {}); // a wrong answer is told by its hash
  return content;
}

let got = 0, of = 0, told = 0;
let helping = false; // whether this is the second thread

/** Note that bytes have come, and tell it from time to time: the first thread how many more. */
function came(bytes, tell = got + bytes === of) {
  got += bytes;
  const now = performance.now();
  if (!tell && now - told < 50) return;
  told = now;
  postMessage({ type: "progress", got, of });
  if (helping) got = 0;
}

function fetchHere(name, use) {
  of += manifest.files[name].bytes;
  return get(name, manifest.files[name], use);
}

// A second thread, of this script too, fetches and unpacks what is large, while this one starts
// Python. It is asked {type: "fetch", home, name, about, number}, and answers with bytes that have
// come, and {number, content} or {number, report}.
const asked = []; // by number, what waits for an answer
let second;

function startSecond() {
  second = new Worker(location.href);
  second.onmessage = ({ data: { type, got: more, number, content, report } }) => {
    if (type === "progress") came(more);
    else if (report) asked[number].reject(new Failure(report));
    else asked[number].resolve(new Uint8Array(content));
  };
}

/** Let the second thread fetch a file; a pack is unpacked. */
function fetchThere(name) {
  const about = manifest.files[name];
  of += about.bytes;
  return new Promise((resolve, reject) => {
    const number = asked.push({ resolve, reject }) - 1;
    second.postMessage({ type: "fetch", home, name, about, number });
  });
}

/** In the second thread: fetch a file for the first one. */
async function fetchFor({ home: place, name, about, number }) {
  [home, helping] = [place, true];
  try {
    let unpacking;
    const unpack = (answer) => { unpacking = unzipped(answer); };
    let content = (await get(name, about, name.endsWith(".pack") ? unpack : null)).buffer;
    came(0, true);
    if (unpacking) content = await unpacking;
    postMessage({ number, content }, [content]);
  } catch (error) {
    const report = error.report || { what: "wrong", name };
    postMessage({ number, report });
  }
}

/** Go through the files of a tar: [name, content]. */
function* entries(tar) {
  const text = (from, length) => {
    const field = tar.subarray(from, from + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  };
  for (let at = 0; at + 512 <= tar.length && tar[at]; ) {
    const prefix = text(at + 345, 155);
    const name = (prefix && `${prefix}/`) + text(at, 100);
    const size = parseInt(text(at + 124, 12), 8);
    yield [name, tar.subarray(at + 512, at + 512 + size)];
    at += 512 * (1 + Math.ceil(size / 512));
  }
}

/** Give the file system a file; many at once are much faster so than with FS.writeFile. */
const folders = new Map();
function put(name, content) {
  const at = name.lastIndexOf("/");
  const folder = at < 0 ? PACKAGES : `${PACKAGES}/${name.slice(0, at)}`;
  const { FS } = python;
  if (!folders.has(folder)) {
    FS.mkdirTree(folder);
    folders.set(folder, FS.lookupPath(folder).node);
  }
  const node = FS.filesystems.MEMFS.createNode(folders.get(folder), name.slice(at + 1), 0o100644, 0);
  node.contents = content;
  node.usedBytes = content.length;
}

function unpack(pack, tar) {
  for (const [name, content] of entries(tar)) put(name, content);
  unpacked.add(pack);
  // importlib.invalidate_caches would read the library's zip file anew, which takes a second.
  python.runPython(`import sys
for place, finder in list(sys.path_importer_cache.items()):
    if place.startswith("${PACKAGES}") and finder is not None:
        finder.invalidate_caches()`);
}

/** Compile the libraries that are in the copy of Python's memory, in threads of the browser's own. */
async function compileLibraries(tar) {
  const files = new Map(entries(tar));
  const { libraries } = manifest.libraries;
  const names = libraries.map(([, name]) => name);
  const compile = (name) => WebAssembly.compile(files.get(name.slice(PACKAGES.length + 1)));
  const modules = await Promise.all(names.map(compile));
  return new Map(names.map((name, place) => [name, modules[place]]));
}

const PLACE = 12; // in a library's record: where its part of the memory begins, then its length

/** Load the libraries that Python's memory knows, each at the place that it has there.
 *
 * A library has a record in memory, its `handle`. Pyodide's loader finds there where the library's
 * own part of the memory and of the table of functions begins. What loading writes into that part
 * is how the library begins: what stood there in the copy is written again. `symbols` are addresses
 * that libraries ask for by name, `slots` the functions that stand alone in the table.
 */
function loadLibraries(compiled, pack) {
  const { libraries, length, slots, symbols } = manifest.libraries;
  const loader = python._module;
  const copy = pack.subarray(new Uint32Array(pack.buffer, pack.byteOffset, 2)[1]); // after its head
  for (const [name, value] of symbols) {
    loader.GOT[name] ??= new WebAssembly.Global({ value: "i32", mutable: true });
    loader.GOT[name].value = value;
  }
  loader.wasmTable.grow(length - loader.wasmTable.length);
  const flags = { global: false, nodelete: false, loadAsync: false, allowUndefined: true };
  for (const [handle, name] of libraries) {
    const code = compiled.get(name);
    const library = loader.newDSO(name, handle, "loading");
    library.global = false;
    library.exports = loader.loadWebAssemblyModule(code, flags, name, {}, handle);
    const [at, size] = loader.HEAPU32.subarray((handle + PLACE) >> 2);
    loader.HEAPU8.set(copy.subarray(at, at + size), at);
  }
  for (const [at, name, symbol] of slots) {
    loader.wasmTable.set(at, loader.LDSO.loadedLibsByName[name].exports[symbol]);
  }
}

/** Run a script that was fetched and compared. */
function load(content) {
  const address = URL.createObjectURL(new Blob([content], { type: "text/javascript" }));
  importScripts(address);
  URL.revokeObjectURL(address);
}

async function start(message) {
  home = message.home;
  startSecond();
  const answer = await ask(`${home}pyodide/manifest.json`, { cache: "no-cache" });
  if (!answer.ok) throw new Failure({ what: "missing", name: "manifest.json" });
  manifest = await answer.json().catch(() => {
    throw new Failure({ what: "wrong", name: "manifest.json" });
  });
  const memory = fetchThere("memory.pack");
  const packs = ALWAYS.map(fetchThere);
  const compiled = packs[0].then(compileLibraries);
  const library = fetchThere("python_stdlib.zip");
  let script, module; // unpacked and compiled while they come
  const scripts = [
    fetchHere("pyodide.js"),
    fetchHere("pyodide.asm.js.pack", (answer) => (script = unzipped(answer))).then(() => script),
  ];
  const wasm = fetchHere("pyodide.asm.wasm.pack", (answer) => {
    const code = answer.body.pipeThrough(new DecompressionStream("gzip"));
    const headers = { "Content-Type": "application/wasm" };
    module = WebAssembly.compileStreaming(new Response(code, { headers }));
    module.catch(() => {}); // awaited below
  });
  for (const part of [...scripts, wasm, ...packs, compiled, memory, library]) part.catch(() => {});
  for (const script of scripts) load(await script);
  const lock = { info: { ...PLATFORM, version: manifest.version }, packages: {} };
  await wasm; // Pyodide would wait for ever for one that cannot be had
  const parts = {
    "pyodide.asm.wasm": "", // compiled already
    "pyodide-lock.json": JSON.stringify(lock),
    "python_stdlib.zip": library,
  };
  self.fetch = async (address, settings) => {
    const name = new URL(address, location.href).pathname.split("/").pop();
    return name in parts ? new Response(await parts[name]) : browserFetch(address, settings);
  };
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module: await module, instance: await WebAssembly.instantiate(await module, imports),
  });
  // All but Python's memory can be made while the copy of it is still being unpacked.
  const create = self._createPyodideModule;
  self._createPyodideModule = async (settings) => {
    const made = await create(settings);
    const [copy] = await Promise.all([memory, library]);
    const { restoreSnapshot } = settings.API;
    settings.API.restoreSnapshot = () => restoreSnapshot(copy);
    return made;
  };
  python = await loadPyodide({
    indexURL: `${home}pyodide/`,
    env: { HOME },
    _loadSnapshot: new Uint8Array(manifest.memory), // only its length is used
  });
  self.fetch = browserFetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  loadLibraries(await compiled, await memory);
  for (const [place, pack] of packs.entries()) unpack(ALWAYS[place], await pack);
  // What chance has drawn while the copy was made is not to be drawn again by every reader.
  python.runPython(`import numpy, random, sys
random.seed()
numpy.random.seed()
sys.dont_write_bytecode = True`);
  cells = python.pyimport("cells");
  session = cells.Session(show);
  session.ratio = message.ratio;
  cells.stand_in_for_ipython(session);
  postMessage({ type: "ready" });
}

const PLATFORM = {
  abi_version: "2024_0", arch: "wasm32", platform: "emscripten_3_1_58", python: "3.12.7",
};

let current = null;

/** Send on what a cell shows. */
function show(kind, data) {
  const plain = data.toJs ? data.toJs({ dict_converter: Object.fromEntries }) : data;
  if (data.destroy) data.destroy();
  postMessage({ type: "show", cell: current, kind, data: plain });
}

async function run({ cells: given, target, language, always }) {
  python.runPython(`import os; os.environ["LRLIB_LANG"] = ${JSON.stringify(language)}`);
  const sources = new Map(given.map(([name, text, title]) => [name, { text, title }]));
  let order = always;
  if (!order) {
    const pairs = python.toPy(given.map(([name, text]) => [name, text]));
    const plan = session.plan(pairs, target);
    order = plan.toJs();
    plan.destroy();
    pairs.destroy();
  }
  postMessage({ type: "plan", order });
  let outcome = "ok";
  for (const cell of order) {
    const { text, title } = sources.get(cell);
    await need(text);
    current = cell;
    postMessage({ type: "begin", cell });
    outcome = session.run(cell, text, title);
    postMessage({ type: "end", cell, outcome });
    if (outcome !== "ok" && !always) break;
  }
  postMessage({ type: "done", outcome });
}

/** Fetch the packs that a cell's text asks for. */
async function need(text) {
  const wanted = cells.packs_of(text);
  const names = wanted.toJs().map((name) => `${name}.pack`);
  wanted.destroy();
  const missing = names.filter((name) => !unpacked.has(name));
  if (!missing.length) return;
  got = of = 0;
  const tars = missing.map(fetchThere);
  for (const part of tars) part.catch(() => {});
  for (const [place, tar] of tars.entries()) unpack(missing[place], await tar);
  postMessage({ type: "ready" });
}

// ---- Messages, one after the other -------------------------------------------------------------

let chain = Promise.resolve();
self.onmessage = ({ data }) => {
  if (data.type === "fetch") return void fetchFor(data);
  const step = { start, run }[data.type];
  chain = chain.then(() => step(data)).catch((error) => {
    const last = String(error).trim().split("\n").pop().slice(0, 200);
    postMessage(error.report || { type: "failed", what: "stopped", name: last });
    chain = new Promise(() => {}); // the page starts another worker
  });
};
