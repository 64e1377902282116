/* Start Pyodide in Node, and write down what a page would otherwise do at every start.
 *
 *     node start.js FOLDER OUT
 *
 * FOLDER holds Pyodide's files, and `site`, what lies in Python's site-packages folder on the pages;
 * `site/imports.py` imports what pages use. Into OUT go
 *
 *     snapshot    Python's memory, with those modules of its own library imported that imports.py needs
 *     site/…      the byte code of the modules in `site` that imports.py needs
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

const IMPORTED = `
import importlib.util, marshal, os, pathlib, sys
sys.dont_write_bytecode = True
import imports
head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)  # never compared
of_the_library, codes = [], []
for name, module in sorted(sys.modules.items()):
    spec = getattr(module, "__spec__", None)
    origin = getattr(spec, "origin", None) or ""
    if origin.startswith("${PACKAGES}") and origin.endswith(".py"):
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

async function main() {
  const python = await loadPyodide(settings);
  copy(python, path.join(folder, "site"), PACKAGES);
  const [names, codes] = python.runPython(IMPORTED).toJs();
  for (const [name, code] of codes) {
    const place = path.join(out, "site", name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, code);
  }
  const bare = await loadPyodide({ ...settings, _makeSnapshot: true });
  bare.runPython(`import importlib\nfor name in ${JSON.stringify(names)}: importlib.import_module(name)`);
  fs.writeFileSync(path.join(out, "snapshot"), bare.makeMemorySnapshot());
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
