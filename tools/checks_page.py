"""Write the tables of chapters/for-instructors/what-the-checks-catch.md from the checks."""

import json
import re
import sys

from lrlib.checks import load
from lrlib.checks.declare.model import GradedFunction
from tools.proof import mutants, taught
from tools.release import ROOT, exercise_names

PAGE = ROOT / "chapters" / "for-instructors" / "what-the-checks-catch.md"


def graded_functions() -> list[tuple[str, str]]:
    """Return (number of the exercise, function) in the order of the exercises."""
    found: dict[str, str] = {}
    for name in exercise_names():
        path = ROOT / "solutions" / name / f"{name}.ipynb"
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            text = "".join(cell["source"])
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                for function in re.findall(r"\bcheck\((\w+)", text):
                    found.setdefault(function, name[:2])
    return [(number, function) for function, number in found.items()]


def table(checks: list[tuple[str, GradedFunction]]) -> str:
    """Return a row for each function, and the sums."""
    rows = [
        (
            number,
            f"`{graded.name}`",
            len(graded.properties),
            len(graded.mistakes),
            len(graded.styles),
            sum(1 for source in taught(graded) for _ in mutants(*source)),
            len(graded.equivalent),
        )
        for number, graded in checks
    ]
    sums = [sum(row[column] for row in rows) for column in range(2, 7)]
    lines = [
        "| ex. | function | properties | known mistakes | right styles | mutants | equal |",
        "|---|---|---|---|---|---|---|",
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
        "| | **all** | " + " | ".join(f"**{n}**" for n in sums) + " |",
    ]
    return "\n".join(lines) + "\n"


def mistakes(checks: list[tuple[str, GradedFunction]]) -> str:
    """Return the known mistakes of each function, folded."""
    parts = []
    for _, graded in checks:
        parts.append(f":::{{dropdown}} `{graded.name}`: {len(graded.mistakes)} known mistakes\n")
        for mistake in graded.mistakes:
            symptom = mistake.symptom
            symptom = re.sub(r"([\\*_`$<>|\[\]{}~^])", r"\\\1", symptom)
            parts.append(f"- `{mistake.id}`: {symptom}\n")
        parts.append(":::\n\n")
    return "".join(parts).rstrip("\n") + "\n"


def written(text: str) -> str:
    """Return the page's text with its tables made anew."""
    checks = [(number, load(name)) for number, name in graded_functions()]
    for part in (table, mistakes):
        old = re.compile(rf"^% begin {part.__name__}\n.*?^% end\n", re.M | re.S)
        new = f"% begin {part.__name__}\n\n{part(checks)}\n% end\n"
        text = old.sub(lambda _, new=new: new, text)
    return text


if __name__ == "__main__":
    old = PAGE.read_text("utf-8")
    new = written(old)
    PAGE.write_text(new, "utf-8", newline="\n")
    print(f"{'unchanged' if new == old else 'rewritten'}  {PAGE.name}")
    sys.exit()
