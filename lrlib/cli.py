"""The `lrlib` command and its subcommands."""

import argparse
import io
import sys
from collections.abc import Sequence
from importlib import import_module

from lrlib import __version__

__all__ = ["main"]

# Each module has a `main(arguments)` that returns the exit code; it is imported when it is used,
# so that learners need nothing of what graders install.
COMMANDS = {
    "check": ("check a notebook of yours, outside Jupyter", "lrlib.checks.command"),
    "collect": ("take in what a class uploaded to Canvas or Moodle", "lrlib.grading.collect"),
    "grade": ("grade a whole class", "lrlib.grading.command"),
    "feedback": (
        "write a class's feedback, as one ZIP for Canvas or Moodle",
        "lrlib.grading.tell.hand_back",
    ),
    "marks": ("one mark for the semester, of all exercises", "lrlib.grading.tell.semester"),
    "report": ("say what a class has understood, after grading", "lrlib.grading.tell.report"),
    "protect": ("let nbgrader grade through the sandbox or not at all", "lrlib.grading.protect"),
    "doctor": ("say what this machine can do for grading", "lrlib.grading.doctor"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    listing = "\n".join(f"  {name:8} {text}" for name, (text, _) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="lrlib",
        description=f"commands:\n{listing}\n\n`lrlib COMMAND --help` says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="lrlib [--version] COMMAND …",
    )
    parser.add_argument("--version", action="version", version=f"lrlib {__version__}")
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="see above")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    found = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a pipe on Windows may have no ✓
        sys.stdout.reconfigure(errors="replace")
    # jsonschema loads this for seconds, to check a kind of address that no notebook has.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    code: int = import_module(COMMANDS[found.command][1]).main(found.rest)
    return code


if __name__ == "__main__":
    sys.exit(main())
