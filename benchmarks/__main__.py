"""Run a part, `python -m benchmarks core`, or all of them.

A part is a module of this folder with `main(arguments) -> int`: 0 if its promises hold.
What follows the part's name goes to it.
"""

import importlib
import sys
from pathlib import Path

PARTS = sorted(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_"))


def main(arguments):
    """Run the part named first, or each in turn."""
    if arguments and arguments[0] not in PARTS:
        sys.exit(f"There is no part {arguments[0]!r}. Parts: {', '.join(PARTS)}.")
    failed = False
    for part in arguments[:1] or PARTS:
        print(f"## {part}\n", flush=True)
        failed |= bool(importlib.import_module(f"benchmarks.{part}").main(arguments[1:]))
        print()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
