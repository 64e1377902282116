"""The built book on a local server below a path of its own, and a reader who practises in it."""

import functools
import http.server
import json
import threading
import time
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
BELOW = "/courses/one-neuron/"
PATIENCE = 60_000  # milliseconds: another machine may be slow


class Site(http.server.ThreadingHTTPServer):
    """Serves the book below a path, and can lose, spoil or slow down files.

    Attributes
    ----------
    faults : dict
        File name → "missing", "spoilt", or the seconds that each 256 kB of it take.
    asked : list of (str, int)
        Path and size of what was asked for.
    """

    daemon_threads = True

    def __init__(self):
        self.faults, self.asked = {}, []
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(HTML)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, address):
        """A reader who leaves while a file is on its way is no error."""

    def url(self, page):
        return f"http://127.0.0.1:{self.server_port}{BELOW}{page}"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Knows nothing but the book, and forgets nothing that it was asked for.

    It gives an empty script for MathJax: to set a page's formulas takes half of the time of
    opening it, and no cell needs them.
    """

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Say nothing."""

    def do_GET(self):
        path = self.path.split("?")[0]
        if not path.startswith(BELOW):
            self.send_error(404)
            return
        self.path = "/" + path.removeprefix(BELOW)
        file = HTML / self.path.lstrip("/")
        fault = self.server.faults.get(file.name)
        self.server.asked.append((self.path, file.stat().st_size if file.is_file() else 0))
        if fault == "missing":
            self.send_error(404)
        elif "/mathjax/" in self.path:
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif fault is None:
            super().do_GET()
        else:
            self.send_slowly(file, fault)

    def send_slowly(self, file, fault):
        content = file.read_bytes()
        if fault == "spoilt":
            content = content[:-1] + bytes([content[-1] ^ 1])
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for at in range(0, len(content), 1 << 18):
            self.wfile.write(content[at : at + (1 << 18)])
            if fault != "spoilt":
                time.sleep(fault)


def names():
    return sorted(path.parent.name for path in (ROOT / "exercises").glob("*/*.ipynb"))


def page_of(exercise):
    return f"exercises/{exercise}/{exercise}.html"


def released(exercise):
    return ROOT / "exercises" / exercise / f"{exercise}.ipynb"


def solutions(exercise):
    """Return {cell: text} of the right answers, as learners would write them."""
    cells = nbformat.read(ROOT / "solutions" / exercise / f"{exercise}.ipynb", 4).cells
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return {
        cell.id: "\n".join(line for line in cell.source.split("\n") if line.strip() not in marks)
        for cell in cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }


class Reader:
    """One page of the book, and what its reader does; complaints of the browser are kept."""

    def __init__(self, context, site):
        self.site, self.complaints = site, []
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, page):
        self.page.goto(self.site.url(page), wait_until="load")
        return self

    def cell(self, name):
        return self.page.locator(f"#cell-{name}")

    def press(self, action, cell=None):
        place = self.page.locator(".practice-dock") if cell is None else self.cell(cell)
        place.locator(f"[data-practice={action}]").click()

    def write(self, cell, text):
        """Enter the field, which becomes the editor, and type over all that is there."""
        place = self.cell(cell)
        place.locator(".practice-field, .cm-content").click(position={"x": 150, "y": 15})
        code = place.locator(".cm-content")
        code.click(position={"x": 60, "y": 15})
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def text(self, cell):
        """Return what an answer's field holds."""
        place = self.cell(cell)
        lines = place.locator(".cm-line")
        if lines.count():
            return "\n".join(lines.all_text_contents())
        return place.locator(".practice-field").input_value()

    def outcome(self, cell):
        """Wait until a cell has run; return how it ended."""
        self.page.wait_for_function(
            "id => document.getElementById(id).dataset.outcome", arg=f"cell-{cell}"
        )
        return self.cell(cell).get_attribute("data-outcome")

    def run(self, cell):
        self.press("run", cell)
        return self.outcome(cell)

    def hint(self, cell):
        """Return the lines of a hint as they are read."""
        box = self.cell(cell).locator(".practice-hint")
        return box.locator(":scope > :not(button)").all_text_contents()

    @property
    def points(self):
        return self.page.locator(".practice-sum").inner_text()

    def kept(self):
        """Return what the browser keeps for this book."""
        return {
            key: json.loads(value)
            for key, value in self.page.evaluate("Object.entries({...localStorage})")
            if key.startswith("lrlib:")
        }

    def download(self):
        with self.page.expect_download() as given:
            self.press("download")
        return given.value
