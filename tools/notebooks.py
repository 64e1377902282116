"""Run the chapters and store them in one form, so that a second run changes nothing.

Text output is stored, and nbval compares it. Cells tagged ``nbval-ignore-output`` (figures,
timings) store none: the book draws them when it is built.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
IGNORED = "nbval-ignore-output"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = ("tags", "mystnb", "editable", "deletable")
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def chapters() -> list[Path]:
    """Return the chapters that compute, in the order of the book."""
    return sorted((ROOT / "chapters").glob("*.ipynb"))


def normalise(notebook: nbformat.NotebookNode, name: str) -> str:
    """Return the notebook as the text in which it is stored.

    Raises
    ------
    ValueError
        If a cell's output cannot be compared again: an error, stderr, a picture in a cell that
        is not tagged, or a memory address.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    seen: set[str] = set()
    count = 0
    for number, cell in enumerate(notebook.cells):
        cell["id"] = stable_id(cell, number, seen)
        kept = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        cell.source = cell.source.rstrip()
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = stored_outputs(cell, f"{name}, cell {cell['id']}", count)
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4) + "\n"


def stable_id(cell: nbformat.NotebookNode, number: int, seen: set[str]) -> str:
    """Keep the cell's id; give a new or repeated one a name made from its place."""
    name = cell.get("id", "")
    if not name or name in seen:
        name = f"cell-{number:02d}"
        while name in seen:
            name += "-b"
    seen.add(name)
    return str(name)


def stored_outputs(
    cell: nbformat.NotebookNode, where: str, count: int
) -> list[nbformat.NotebookNode]:
    """Return the outputs to store: text only, none for cells that nbval ignores."""
    tags = cell.metadata.get("tags", [])
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags:
            message = f"{where} raised {output.ename}: {output.evalue}"
            raise ValueError(message)
        if output.get("name") == "stderr":
            message = f"{where} wrote to stderr: {output.text[:300]!r}. Mend the cause."
            raise ValueError(message)
    if IGNORED in tags:
        return []
    stored = []
    for output in cell.outputs:
        if "image/png" in output.get("data", {}):
            message = f"{where} draws a figure: tag the cell {IGNORED!r}."
            raise ValueError(message)
        output.pop("metadata", None) if output.output_type == "stream" else None
        if "data" in output:
            output.data = {"text/plain": output.data["text/plain"]}
            output.metadata = {}
        if "execution_count" in output:
            output.execution_count = count
        if ADDRESS.search(str(output)):
            message = f"{where} prints a memory address, which changes with every run."
            raise ValueError(message)
        stored.append(output)
    return stored


def execute(path: Path) -> str:
    """Run one notebook from its own folder and return the text to store."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": path.parent}},
        coalesce_streams=True,  # else how often a slow print is split differs from run to run
    ).execute()
    return normalise(notebook, path.name)


def main() -> int:
    """Run and rewrite the chapters named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    for path in parser.parse_args().notebooks or chapters():
        old, new = path.read_text("utf-8"), execute(path)
        if new != old:
            path.write_text(new, "utf-8", newline="\n")
        print(f"{'rewritten' if new != old else 'unchanged'}  {path.name}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
