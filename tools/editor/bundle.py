"""Bundle the editor of the practice pages once: CodeMirror, from the npm registry, with licences.

Needs Node and npm. The result is committed; a reader's browser and the book's build need neither.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "theme" / "assets" / "practice"


def bundle(out: Path = OUT) -> Path:
    """Write editor.js and editor.LICENSE into the folder `out`; return the script's path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("package.json", "package-lock.json", "editor.js"):
            shutil.copy(HERE / part, folder)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=folder, check=True)
        settings = "--bundle --minify --format=iife --target=es2020 --legal-comments=none"
        script = out / "editor.js"
        command = ["npx", "esbuild", "editor.js", *settings.split(), f"--outfile={script}"]
        subprocess.run(command, cwd=folder, check=True)
        (out / "editor.LICENSE").write_text(licences(folder), "utf-8")
    return script


def licences(folder: Path) -> str:
    """Return the licences of all packages that went into the bundle."""
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    texts = []
    for place, about in sorted(lock["packages"].items()):
        if place and not about.get("dev"):
            text = (folder / place / "LICENSE").read_text("utf-8").strip()
            texts.append(f"{place.removeprefix('node_modules/')} {about['version']}\n\n{text}\n")
    return f"\n{'-' * 78}\n\n".join(texts)


if __name__ == "__main__":
    bundle()
