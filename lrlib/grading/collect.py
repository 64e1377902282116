"""`lrlib collect PLATFORM SOURCE EXERCISE`: from a learning platform's download to submissions.

Leaves what nbgrader's own zip_collect works with: the download in downloaded/EXERCISE/archive, and
a folder for each learner in submitted/.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final, NamedTuple

from lrlib.grading.intake.upload_names import PLATFORMS
from lrlib.grading.outcomes import clean

__all__ = ["Collected", "collect", "main"]

_SHOWN: Final = 20
_SAID: Final = {
    "new": "collected",
    "newer": "replaced by a newer one",
    "time": "given another time",
    "same": "as before",
    "older": "older than what lies there, and left out",
    "not from here": "left out: something lies there that was not collected from here",
}


class Collected(NamedTuple):
    """What became of a download.

    Attributes
    ----------
    by_said : dict
        Learners by what `Placing.put` said of them.
    unmatched : dict
        Why nobody was found, by path.
    passed : dict
        Why nothing was taken, by path or learner.
    late : list of str
        Who is late according to the platform, where it does not say when.
    missing : list of str
        Who has handed in nothing at all.
    """

    by_said: dict[str, list[str]]
    unmatched: dict[str, str]
    passed: dict[str, str]
    late: list[str]
    missing: list[str]


def main(arguments: Sequence[str]) -> int:
    """Collect a download; 0 only if all of it belongs to somebody in the class list."""
    options = _parsed(arguments)
    # Imported here, not above: nbgrader takes a second, and a wrong option is said before that.
    from nbgrader.apps import NbGrader

    from lrlib.grading.classroom.configuration import configured
    from lrlib.grading.course.settings import RefusedError
    from lrlib.grading.course.tables import TableError

    try:
        app = configured(NbGrader())
        app.coursedir.assignment_id = options.exercise.rstrip("/")
        found = collect(app, options)
    except (RefusedError, TableError) as error:
        sys.stderr.write(f"lrlib collect: {clean(error)}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"lrlib collect: {clean(error)}. Mend it and give the command again\n")
        return 1
    sys.stdout.write("\n".join(_told(found)) + "\n")
    return 1 if found.unmatched or found.passed else 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lrlib collect",
        description="Put what a class has uploaded to a learning platform where nbgrader and "
        "'lrlib grade' look for it: the newest attempt of each learner in the class list. Run it "
        "in the course's folder. Twice in a row, it changes nothing; what it replaces, it keeps in "
        "downloaded/EXERCISE/replaced.",
        epilog="The exit code is 0 only if all of it belongs to somebody in the class list.",
    )
    parser.add_argument(
        "platform", choices=PLATFORMS, help="who has named the files: canvas, moodle, or, where "
        "the name of the file or folder begins with the learner's id, folder or zip"
    )  # fmt: skip
    parser.add_argument("source", metavar="SOURCE", type=Path, help="the download: a ZIP or folder")
    parser.add_argument("exercise", metavar="EXERCISE", help="its name, such as 07-m-examples")
    parser.add_argument(
        "--table", metavar="FILE", type=Path, help="a CSV that says who is who and when: Moodle's "
        "grading worksheet, a gradebook from Canvas, or columns learner and time"
    )  # fmt: skip
    parser.add_argument(
        "--timezone", metavar="ZONE", help="of times that do not name theirs, such as Asia/Seoul"
    )
    parser.add_argument(
        "--replace", action="store_true", help="also replace what was not collected from here"
    )
    return parser.parse_args(arguments)


def collect(app: Any, options: argparse.Namespace) -> Collected:
    """Collect a download.

    Parameters
    ----------
    app : nbgrader.apps.NbGrader
        With the settings of the course and the name of the exercise.
    options : Namespace
        Of the command.

    Raises
    ------
    RefusedError, TableError, OSError
        Nothing was collected, for the reason in the message.
    """
    from nbgrader.api import Gradebook
    from nbgrader.apps import ZipCollectApp

    from lrlib.grading.classroom.classwork import WORK
    from lrlib.grading.classroom.placing import Placing
    from lrlib.grading.classroom.store import Store
    from lrlib.grading.gradebook.roster import read_class, require_gradebook

    coursedir = app.coursedir
    _require_source(options.source)
    require_gradebook(coursedir)
    steps = ZipCollectApp(parent=app, config=app.config)
    steps.coursedir = coursedir
    archive = Path(steps._format_collect_path(steps.archive_directory))
    with ExitStack() as stack:
        stack.enter_context(Store(Path(coursedir.root, WORK)).locked())
        gradebook = stack.enter_context(Gradebook(coursedir.db_url, coursedir.course_id))
        roster, notebooks = read_class(gradebook, coursedir.assignment_id)
        _add_table(roster, options.table)
        uploads, found = _sorted_out(options, roster, stack)
        _keep(options.source, archive)
        placing = Placing(coursedir, archive.parent)
        try:
            for student, mine in uploads.items():
                _place(student, mine, notebooks, placing, options, found)
        finally:
            placing.save()
        found.missing.extend(s for s in sorted(roster.ids) if not placing.place(s).exists())
    return found


def _require_source(source: Path) -> None:
    from lrlib.grading.course.settings import RefusedError

    if not source.exists():
        msg = f"there is no {source}. Expected the ZIP or the folder that the platform gave you"
        raise RefusedError(msg)
    if source.is_file() and source.suffix.lower() not in (".zip", ".ipynb"):
        msg = f"expected a ZIP or a folder, got {source}. Is it another kind of archive? Unpack it"
        raise RefusedError(msg)


def _add_table(roster: Any, path: Path | None) -> None:
    from lrlib.grading.course.tables import TableError, read_table

    if path is not None and not roster.add_table(read_table(path)):
        msg = (
            f"{path} names nobody of the class list. Expected Moodle's grading worksheet, a "
            "gradebook from Canvas, or the columns learner and time"
        )
        raise TableError(msg)


def _sorted_out(
    options: argparse.Namespace, roster: Any, stack: ExitStack
) -> tuple[dict[str, list[Any]], Collected]:
    """Return the uploads of each learner, and what belongs to nobody."""
    from lrlib.grading.classroom.uploads import Upload
    from lrlib.grading.course.moment import zone_named
    from lrlib.grading.course.settings import RefusedError
    from lrlib.grading.intake.archive import Passed, list_source
    from lrlib.grading.intake.upload_names import read_name

    try:
        zone = zone_named(options.timezone) if options.timezone else None
    except ValueError as error:
        msg = f"--timezone: {error}"
        raise RefusedError(msg) from error

    def whose(path: str) -> tuple[str, str]:
        named = read_name(options.platform, path)
        return roster.find(named) if named else ("", _unnamed(path, options.platform))

    uploads: dict[str, list[Any]] = defaultdict(list)
    found = Collected({}, {}, {}, [], [])
    for entry in list_source(options.source, lambda path: bool(whose(path)[0]), stack):
        if isinstance(entry, Passed):
            found.passed[entry.path] = entry.why
            continue
        student, why = whose(entry.path)
        named = read_name(options.platform, entry.path)
        if not student or named is None:
            found.unmatched[clean(entry.path, 200)] = why
            continue
        time = _in_utc(named.time or roster.time_of(student), zone)
        if named.late and not time and student not in found.late:
            found.late.append(student)
        uploads[student].append(Upload(entry, named._replace(time=time)))
    return uploads, found


def _unnamed(path: str, platform: str) -> str:
    if "onlinetext" in path or path.endswith(("_text.html", "_link.html")):
        return "it was typed into the platform, and is no file"
    return f"the name is not one that {platform.capitalize()} gives"


def _in_utc(time: str, zone: tzinfo | None) -> str:
    """Return a time as the gradebook has it; empty if there is none."""
    from lrlib.grading.course.moment import moment_of
    from lrlib.grading.course.settings import RefusedError

    if not time:
        return ""
    try:
        return f"{moment_of(time, zone):%Y-%m-%d %H:%M:%S}"
    except ValueError as error:
        msg = f"{error}. Say which one is meant, such as --timezone Asia/Seoul"
        raise RefusedError(msg) from error


def _keep(source: Path, archive: Path) -> None:
    """Copy a ZIP to where nbgrader's zip_collect looks for it, unless it is there."""
    if source.is_dir() or source.resolve().parent == archive.resolve():
        return
    archive.mkdir(parents=True, exist_ok=True)
    number, to = 1, archive / source.name
    while to.exists():
        if filecmp.cmp(source, to, shallow=False):
            return
        number += 1
        to = archive / f"{source.stem}-{number}{source.suffix}"
    shutil.copyfile(source, to)


def _place(
    student: str,
    uploads: Sequence[Any],
    notebooks: Sequence[str],
    placing: Any,
    options: argparse.Namespace,
    found: Collected,
) -> None:
    """Put one learner's newest attempt into the submitted folder."""
    from lrlib.grading.classroom.uploads import files_of, newest
    from lrlib.grading.intake import UnreadableError

    try:
        taken = files_of(newest(uploads), notebooks)
        said = placing.put(student, taken, replace=options.replace)
    except UnreadableError as error:
        found.passed[student] = clean(error)
    except (OSError, ValueError) as error:
        found.passed[student] = f"cannot be written: {clean(error, 200)}"
    else:
        found.by_said.setdefault(said, []).append(student)


def _told(found: Collected) -> Iterator[str]:
    """Yield what became of a download, for a terminal."""
    for said, words in _SAID.items():
        students = sorted(found.by_said.get(said, ()))
        if students:
            yield f"{len(students):4} {words}" + ("" if said == "same" else f": {_some(students)}")
    if found.late:
        yield f"Late, says the platform, but not when: {_some(found.late)}. Nothing is taken away"
        yield "  for it, unless --table says when they handed in."
    yield from _listed("Nobody was found for", found.unmatched)
    yield from _listed("Nothing could be taken from", found.passed)
    if found.missing:
        yield f"Not handed in ({len(found.missing)}): {_some(found.missing)}"


def _listed(title: str, reasons: Mapping[str, str]) -> Iterator[str]:
    if reasons:
        yield f"{title} {len(reasons)}:"
        for path, why in sorted(reasons.items())[:_SHOWN]:
            yield f"  {path}: {why}"
        if len(reasons) > _SHOWN:
            yield f"  and {len(reasons) - _SHOWN} more"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
