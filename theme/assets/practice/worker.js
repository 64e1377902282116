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
 * length alone where the page has no secure context. No other address is ever asked. After the first answer a copy of Python as it stands, with its byte code, goes into
 * the browser's cache, so that the next start takes half the time.
 */

"use strict";

const STORE = "lrlib-practice";
const PACKAGES = "/lib/python3.12/site-packages";
const LIBRARY = "/lib/python312.zip";
const ALWAYS = ["numpy.pack", "lrlib.pack"];
const QUIET = 1500; // milliseconds without a run before the copy is made

let home, manifest, python, session, cells;
let got = 0, of = 0;
let busy = 0;
let image = null;
const unpacked = new Map(); // pack → its files

class Failure extends Error {
  constructor(what, name) {
    super(`${what}: ${name}`);
    this.report = { type: "failed", what, name };
  }
}

const browserFetch = self.fetch.bind(self);

async function ask(address, settings) {
  try {
    return await browserFetch(address, settings);
  } catch (error) {
    throw new Failure("unreachable", new URL(address).pathname.split("/").pop());
  }
}

/** Fetch a file of the manifest, tell how far it is, and compare its content. */
async function get(name, use) {
  const about = manifest.files[name];
  of += about.bytes;
  const address = `${home}pyodide/${name}?v=${about.sha256.slice(0, 12)}`;
  for (const cache of ["force-cache", "reload"]) {
    const before = got;
    const answer = await ask(address, { cache });
    if (!answer.ok && cache === "reload") throw new Failure("missing", name);
    if (!answer.ok) continue; // that it was missing may be kept too
    if (use) use(answer.clone());
    const content = await body(answer, about.bytes, name);
    tellProgress(got === of);
    if (content && [about.sha256, null].includes(await digest(content))) return content;
    got = before; // an old or broken copy in the browser's cache: once more, past it
  }
  throw new Failure("wrong", name);
}

/** Read an answer piece by piece; null if it has another length than expected. */
async function body(answer, length, name) {
  const content = new Uint8Array(length);
  const reader = answer.body.getReader();
  let at = 0;
  for (;;) {
    let piece;
    try {
      piece = await reader.read();
    } catch (error) {
      throw new Failure("unreachable", name);
    }
    if (piece.done) return at === length ? content : null;
    if (at + piece.value.length > length) return null;
    content.set(piece.value, at);
    at += piece.value.length;
    got += piece.value.length;
    tellProgress();
  }
}

let told = 0;
function tellProgress(always) {
  const now = performance.now();
  if (always || now - told > 50) {
    told = now;
    postMessage({ type: "progress", got, of });
  }
}

/** Return the sha256 of a content; where the page is not served safely, only lengths are known. */
async function digest(content) {
  if (!crypto.subtle) return null;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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

async function gunzip(content) {
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const folders = new Set();
function put(name, content) {
  const path = `${PACKAGES}/${name}`;
  const folder = path.slice(0, path.lastIndexOf("/"));
  if (!folders.has(folder)) {
    python.FS.mkdirTree(folder);
    folders.add(folder);
  }
  python.FS.writeFile(path, content, { canOwn: true });
}

function unpack(pack, tar) {
  const files = [];
  for (const [name, content] of entries(tar)) {
    put(name, content);
    files.push(name);
  }
  unpacked.set(pack, files);
}

/** Run a script that was fetched and compared. */
function load(content) {
  const address = URL.createObjectURL(new Blob([content], { type: "text/javascript" }));
  importScripts(address);
  URL.revokeObjectURL(address);
}

/** Return the copy of Python that an earlier visit left, as [name, content] of its files. */
async function leftCopy(version) {
  try {
    const store = await caches.open(STORE);
    for (const request of await store.keys()) {
      if (request.url !== imageAddress(version)) await store.delete(request);
    }
    const found = await store.match(imageAddress(version));
    return found ? new Uint8Array(await found.arrayBuffer()) : null;
  } catch (error) {
    return null; // private windows and unsafe addresses have no such cache
  }
}

const imageAddress = (version) => `${home}pyodide/image-${version}.tar`;

async function start(message) {
  home = message.home;
  const answer = await ask(`${home}pyodide/manifest.json`, { cache: "no-cache" });
  if (!answer.ok) throw new Failure("missing", "manifest.json");
  manifest = await answer.json().catch(() => {
    throw new Failure("wrong", "manifest.json");
  });
  const scripts = [get("pyodide.js"), get("pyodide.asm.js")];
  // Compiled while it comes, and from the browser's own copy on a later visit.
  let module;
  const wasm = get("pyodide.asm.wasm", (answer) => {
    module = WebAssembly.compileStreaming(answer);
    module.catch(() => {}); // the server gives it another type: compiled below
  });
  for (const part of [...scripts, wasm]) part.catch(() => {}); // awaited below, in order
  const parted = ["python_stdlib.zip", ...ALWAYS].map((name) => manifest.files[name].sha256);
  const version = [message.version, ...parted.map((hash) => hash.slice(0, 8))].join("-");
  let library, source, packs = [];
  const leaving = leftCopy(version).then((copy) => {
    if (copy) {
      library = [...entries(copy)].find(([name]) => name === "python_stdlib.zip")[1];
      return copy;
    }
    library = get("python_stdlib.zip");
    source = ask(`${home}practice/cells.py?v=${message.version}`);
    packs = ALWAYS.map((name) => get(name).then(gunzip));
    for (const part of [library, source, ...packs]) part.catch(() => {});
    return null;
  });
  for (const script of scripts) load(await script);
  const copy = await leaving;
  const lock = { info: { ...PLATFORM, version: manifest.version }, packages: {} };
  const parts = {
    "pyodide.asm.wasm": new Uint8Array(), // see below
    "pyodide-lock.json": new TextEncoder().encode(JSON.stringify(lock)),
    "python_stdlib.zip": await library,
  };
  self.fetch = async (address, settings) => {
    const name = new URL(address, location.href).pathname.split("/").pop();
    return name in parts ? new Response(parts[name]) : browserFetch(address, settings);
  };
  const content = await wasm; // Pyodide would wait for ever for one that cannot be had
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const compiled = await module.catch(() => WebAssembly.compile(content));
    return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
  };
  // What comes beside Python may turn out to be missing while it starts.
  const broken = new Promise((_, reject) => {
    for (const part of [source, ...packs]) Promise.resolve(part).catch(reject);
  });
  const starting = loadPyodide({
    indexURL: `${home}pyodide/`,
    env: {
      HOME: "/home/reader",
      LRLIB_LANG: message.language,
      MATPLOTLIBRC: `${PACKAGES}/matplotlibrc`,
      MPLBACKEND: "agg",
    },
  });
  python = await Promise.race([starting, broken]);
  self.fetch = browserFetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  if (copy) {
    for (const [name, content] of entries(copy)) {
      if (name !== "python_stdlib.zip") put(name, content);
    }
  } else {
    for (const [place, pack] of packs.entries()) unpack(ALWAYS[place], await pack);
    const script = await source;
    if (!script.ok) throw new Failure("missing", "cells.py");
    put("cells.py", new Uint8Array(await script.arrayBuffer()));
    image = version;
  }
  python.runPython("import importlib, sys; importlib.invalidate_caches(); "
    + "sys.dont_write_bytecode = False");
  cells = python.pyimport("cells");
  session = cells.Session(show);
  session.ratio = message.ratio;
  cells.stand_in_for_ipython(session);
  python.runPython("import lrlib.checks");
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
  const tars = missing.map((name) => get(name).then(gunzip));
  for (const part of tars) part.catch(() => {});
  for (const [place, tar] of tars.entries()) unpack(missing[place], await tar);
  python.runPython("importlib.invalidate_caches()");
  postMessage({ type: "ready" });
}

// ---- The copy for the next visit ---------------------------------------------------------------

let resting = 0;
function rest() {
  clearTimeout(resting);
  if (image && self.caches) resting = setTimeout(makeCopy, QUIET);
}

/** Compile module by module, and let go whenever something is to be run. */
async function makeCopy() {
  if (!makeCopy.steps) {
    makeCopy.steps = cells.compiled(LIBRARY, PACKAGES);
    makeCopy.codes = python.globals.get("dict")();
  }
  while (!busy) {
    const step = makeCopy.steps.next();
    if (step.done) break;
    makeCopy.codes.set(step.value.get(0), step.value.get(1));
    step.value.destroy();
    await new Promise((resolve) => setTimeout(resolve));
  }
  if (busy || !image) return;
  const only = python.toPy(["cells.py", ...ALWAYS.flatMap((name) => unpacked.get(name))]);
  const made = cells.image(LIBRARY, PACKAGES, only, makeCopy.codes);
  const version = image;
  image = null;
  try {
    const store = await caches.open(STORE);
    await store.put(imageAddress(version), new Response(made.toJs()));
    postMessage({ type: "kept" });
  } catch (error) {
    // Storage is full or forbidden: the next start takes as long as this one.
  }
  made.destroy();
}

// ---- Messages, one after the other -------------------------------------------------------------

let chain = Promise.resolve();
self.onmessage = ({ data }) => {
  busy += 1;
  clearTimeout(resting);
  const step = { start, run }[data.type];
  chain = chain.then(() => step(data)).catch((error) => {
    const last = String(error).trim().split("\n").pop().slice(0, 200);
    postMessage(error.report || { type: "failed", what: "stopped", name: last });
    chain = new Promise(() => {}); // the page starts another worker
  }).then(() => {
    busy -= 1;
    if (!busy) rest();
  });
};
