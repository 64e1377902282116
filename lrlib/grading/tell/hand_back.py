"""`lrlib feedback EXERCISE`: the pages of a class, and one ZIP that Canvas or Moodle gives back.

Canvas (*Upload Submissions*) finds the learner by the two numbers in the name of the download, and
Moodle (*Upload multiple feedback files in a zip*) by the name of the download's folder. So each
page goes under the name that the platform has given to what it answers.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lrlib.grading.classroom.configuration import configured
from lrlib.grading.classroom.placing import collected_note
from lrlib.grading.course.settings import RefusedError
from lrlib.grading.tell.lines import one_line

__all__ = ["main", "write_zip"]

_PLATFORMS: Final = ("canvas", "moodle")
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # of all entries, so that the same pages make the same ZIP


def main(arguments: Sequence[str]) -> int:
    """Write the feedback of a class; 0 only if everybody who is graded gets a page."""
    parser = argparse.ArgumentParser(
        prog="lrlib feedback",
        description="Write the page of each learner, as 'nbgrader generate_feedback --force' does, "
        "to a folder a learner below feedback/. Run it in the course's folder, after grading.",
        epilog="With --zip, also a file for the platform's own upload of feedback. It holds the "
        "pages of those whose work 'lrlib collect' has taken from that platform.",
    )
    parser.add_argument("exercise", metavar="EXERCISE", help="its name, such as 07-m-examples")
    parser.add_argument("--zip", choices=_PLATFORMS, help="make one ZIP for this platform")
    parser.add_argument(
        "--to", metavar="FILE", type=Path, help="the ZIP; EXERCISE-PLATFORM.zip if not given"
    )
    options = parser.parse_args(arguments)
    try:
        return _hand_back(options.exercise.rstrip("/"), options.zip, options.to)
    except RefusedError as error:
        sys.stderr.write(f"lrlib feedback: {error}\n")
    except OSError as error:
        sys.stderr.write(f"lrlib feedback: {one_line(error)}\n")
    return 1


def _hand_back(exercise: str, platform: str | None, to: Path | None) -> int:
    from nbgrader.apps import GenerateFeedbackApp
    from nbgrader.converters import GenerateFeedback
    from nbgrader.converters.base import NbGraderException

    app = configured(GenerateFeedbackApp())
    coursedir = app.coursedir
    coursedir.assignment_id = exercise
    if not _folders(coursedir, coursedir.autograded_directory):
        msg = f"nothing of {exercise} is graded. Run 'lrlib grade {exercise}' first"
        raise RefusedError(msg)
    converter = GenerateFeedback(coursedir=coursedir, parent=app)
    converter.force = True  # points may have changed since a page was written
    problem = ""
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        problem = one_line(error)
    pages = _pages(coursedir)
    sys.stdout.write(f"{len(pages)} learners have a page in {coursedir.feedback_directory}/\n")
    if platform is not None:
        to = to or Path(coursedir.root, f"{exercise}-{platform}.zip")
        left = write_zip(to, platform, pages, collected_note(coursedir))
        sys.stdout.write(f"{len(pages) - len(left)} of them are in {to.name}, for {platform}\n")
        if left:
            names = ", ".join(map(one_line, left))
            sys.stdout.write(
                f"Not in it, for their work was not collected from {platform}: {names}\n"
            )
    if problem:
        sys.stderr.write(f"lrlib feedback: some have no page: {problem}\n")
    return 1 if problem else 0


def _folders(coursedir: Any, directory: str) -> dict[str, Path]:
    """Return the folder of each learner who has one for the exercise."""
    from nbgrader.utils import is_ignored

    root = Path(coursedir.format_path(directory, "x", "x")).parents[1]
    found = {}
    for place in sorted(root.iterdir()) if root.is_dir() else ():
        folder = Path(coursedir.format_path(directory, place.name, coursedir.assignment_id))
        if folder.is_dir() and not is_ignored(str(folder), coursedir.ignore):
            found[place.name] = folder
    return found


def _pages(coursedir: Any) -> dict[str, list[Path]]:
    """Return the pages of each learner who has some."""
    folders = _folders(coursedir, coursedir.feedback_directory)
    pages = {student: sorted(folder.glob("*.html")) for student, folder in folders.items()}
    return {student: found for student, found in pages.items() if found}


def write_zip(
    to: Path, platform: str, pages: Mapping[str, Sequence[Path]], notes: Mapping[str, Any]
) -> list[str]:
    """Write one ZIP for the upload of a platform; return whose pages it does not hold.

    Parameters
    ----------
    to : Path
        The file.
    platform : str
        "canvas" or "moodle".
    pages : mapping
        The pages by learner.
    notes : mapping
        From `collected_note`: under which name each learner's work came.
    """
    left = []
    making = to.with_name(f".{to.name}.new")
    with zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED) as made:
        for student, found in pages.items():
            reply_as = notes.get(student, {}).get("reply_as", "")
            if not reply_as or reply_as.endswith("/") != (platform == "moodle"):
                left.append(student)
                continue
            for page in found:
                about = zipfile.ZipInfo(f"{reply_as}{page.name}", _DATE)
                about.external_attr = 0o644 << 16
                about.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(about, page.read_bytes())
    making.replace(to)
    return left
