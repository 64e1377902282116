/* Start Pyodide in Node, and write down what a page would otherwise do at every start.
 *
 *     node start.js FOLDER OUT
 *
 * FOLDER holds Pyodide's files, and `site`, what lies in Python's site-packages folder on the pages;
 * `site/at_start.py` imports what every page uses, `site/imports.py` what some pages use. Into OUT go
 *
 *     memory          Python's memory with the modules of at_start.py imported, and with those of its
 *                     own library that imports.py needs
 *     libraries.json  where the compiled libraries stand in that memory, for worker.js to load them
 *                     at the same places
 *     in-memory.json  the files of `site` whose modules are in the memory
 *     site/…          the byte code of the other modules in `site` that imports.py needs
 */

"use strict";

const fs = require("fs");
const path = require("path");
const [folder, out] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = require(path.join(folder, "pyodide.js"));

const PACKAGES = "/lib/python3.12/site-packages";
const settings = {
  indexURL: `${folder}/`,
  // The same memory each time it is written.
  env: {
    HOME: "/home/reader", MPLBACKEND: "agg", MATPLOTLIBRC: `${PACKAGES}/matplotlibrc`,
    PYTHONHASHSEED: "0",
  },
  stderr: () => {}, // Matplotlib says that it looks for fonts
};

const AT_START = `
import sys
sys.dont_write_bytecode = True
import at_start
in_memory = [
    module.__file__[len("${PACKAGES}/"):] for module in sys.modules.values()
    if (getattr(module, "__file__", None) or "").startswith("${PACKAGES}")
]
del sys.modules["at_start"], at_start, sys
in_memory
`;

const IMPORTED = `
import importlib.util, marshal, sys
import imports
head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)  # never compared
of_the_library, codes = [], []
for name, module in sorted(sys.modules.items()):
    spec = getattr(module, "__spec__", None)
    origin = getattr(spec, "origin", None) or ""
    path = origin[len("${PACKAGES}/"):] if origin.startswith("${PACKAGES}") else ""
    if path.endswith(".py") and path not in in_memory:
        code = head + marshal.dumps(spec.loader.get_code(spec.name))
        codes.append((spec.cached[len("${PACKAGES}/"):], code))
    elif origin.startswith("/lib/python312.zip/") or origin in ("built-in", "frozen"):
        of_the_library.append(spec.name)
(sorted(set(of_the_library)), codes)
`;

function copy(python, from, to) {
  python.FS.mkdirTree(to);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), `${to}/${entry.name}`];
    if (entry.isDirectory()) copy(python, source, target);
    else python.FS.writeFile(target, fs.readFileSync(source));
  }
}

/** Take what `python` has loaded of compiled libraries: worker.js says what for. */
function watchLibraries(python) {
  const { LDSO, GOT, wasmTable, HEAPU8 } = python._module;
  const known = new Map(Object.entries(GOT).map(([name, { value }]) => [name, value]));
  const libraries = [], slots = new Map(); // slots of the table, and the functions put there
  const byHandle = LDSO.loadedLibsByHandle;
  LDSO.loadedLibsByHandle = new Proxy(byHandle, {
    set(target, handle, library) {
      if (!(handle in target)) libraries.push([Number(handle), library.name]);
      return Reflect.set(target, handle, library);
    },
  });
  wasmTable.set = (at, made) => {
    slots.set(at, made);
    WebAssembly.Table.prototype.set.call(wasmTable, at, made);
  };
  return () => {
    LDSO.loadedLibsByHandle = byHandle;
    delete wasmTable.set;
    const find = (made) => {
      for (const [handle, name] of libraries) {
        for (const [symbol, value] of Object.entries(byHandle[handle].exports)) {
          if (value === made) return [name, symbol];
        }
      }
      throw new Error(`a function in the table that no library exports: ${made.name}`);
    };
    return {
      libraries, length: wasmTable.length,
      slots: [...slots].map(([at, made]) => [at, ...find(made)]),
      symbols: Object.entries(GOT).map(([name, { value }]) => [name, value])
        .filter(([name, value]) => known.get(name) !== value),
    };
  };
}

const FILE = 28; // in a library's record in memory: where the copy of its file lies, then its length

/** Put zeros where memory is free, so that it packs well: take all that is free, clear it, give it back. */
function clear({ _module: python }, libraries) {
  for (const [handle] of libraries) {
    const at = (handle + FILE) >> 2;
    python._PyMem_RawFree(python.HEAPU32[at]);
    python.HEAPU32.fill(0, at, at + 2);
  }
  const small = Array.from({ length: 32 }, (_, i) => 512 - 16 * i);
  const large = Array.from({ length: 18 }, (_, i) => 2 ** (21 - i));
  for (const [take, give, sizes] of [
    [python._PyObject_Malloc, python._PyObject_Free, small],
    [python._PyMem_RawMalloc, python._PyMem_RawFree, large],
  ]) {
    const [end, taken] = [used(python), []];
    for (const size of sizes) {
      for (;;) {
        const at = take(size);
        taken.push(at);
        if (at + size > end) break;
        python.HEAPU8.fill(0, at, at + size);
      }
    }
    taken.forEach(give);
  }
}

const used = (python) => python.HEAPU32[python._emscripten_get_sbrk_ptr() >> 2];

async function main() {
  const python = await loadPyodide(settings);
  copy(python, path.join(folder, "site"), PACKAGES);
  const inMemory = python.runPython(AT_START).toJs();
  const [names, codes] = python.runPython(IMPORTED).toJs();
  for (const [name, code] of codes) {
    const place = path.join(out, "site", name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, code);
  }
  const kept = await loadPyodide({ ...settings, _makeSnapshot: true });
  copy(kept, path.join(folder, "site"), PACKAGES);
  const loaded = watchLibraries(kept);
  kept.runPython(AT_START);
  // No collection may look at what libraries own before a page has loaded them.
  kept.runPython(`import gc, importlib
for name in ${JSON.stringify(names)}: importlib.import_module(name)
gc.collect()
gc.freeze()
del gc, importlib, in_memory, name`);
  const libraries = loaded();
  clear(kept, libraries.libraries);
  const memory = kept.makeMemorySnapshot();
  const head = new Uint32Array(memory.buffer)[1]; // then the memory itself, in pages of 64 KiB
  const pages = Math.ceil(used(kept._module) / 65536);
  fs.writeFileSync(path.join(out, "memory"), memory.subarray(0, head + 65536 * pages));
  fs.writeFileSync(path.join(out, "libraries.json"), JSON.stringify(libraries));
  fs.writeFileSync(path.join(out, "in-memory.json"), JSON.stringify(inMemory));
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
