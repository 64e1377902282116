"""The submissions of one assignment, and the graded notebook that is made of each.

The nbgrader plug-in and `lrlib grade` both go through here, so that they cannot differ.
"""

from __future__ import annotations

import difflib
import glob
import json
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final, NamedTuple

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from lrlib.grading import intake
from lrlib.grading.classroom.notebook import KEY, merged, with_result
from lrlib.grading.classroom.results import NotebookFacts, Result, RunNote
from lrlib.grading.classroom.seen import LARGE, FolderNote, SeenFolders, stat_signature
from lrlib.grading.classroom.store import Store, content_hash, result_key, write_atomically
from lrlib.grading.course.assignment import (
    Assignment,
    ChangedError,
    read_assignment,
    released_sources,
)
from lrlib.grading.course.moment import read_moment
from lrlib.grading.course.settings import RefusedError, Settings
from lrlib.grading.outcomes import clean

__all__ = ["WORK", "Classwork", "HandedIn", "require_writable"]

WORK: Final = ".lrlib"  # our folder in the course's
# Files that nbgrader's exchange adds to a submission. They are not the learner's work, and they
# differ between submissions that are otherwise equal.
_STAMP: Final = "timestamp.txt"
_SECRET: Final = "submission_secret.txt"
_RUNS: Final = "runs"  # notes on the last run over each assignment
_CHECKPOINTS: Final = ".ipynb_checkpoints"


class HandedIn(NamedTuple):
    """One notebook as it was taken in.

    Attributes
    ----------
    name : str
        Of the notebook, without suffix.
    submission : Submission
        What the learner wrote.
    files : dict
        The learner's other files, by name.
    beside : dict
        nbgrader's own small files, by name: the time of submission, if that is known, and the
        name of the feedback in the exchange.
    content : str
        A hash of all this and of the course's notebook.
    """

    name: str
    submission: intake.Submission
    files: dict[str, bytes]
    beside: dict[str, str]
    content: str


class Classwork:
    """One assignment of a course: its notebooks and what was handed in for them.

    Parameters
    ----------
    coursedir : CourseDirectory
        nbgrader's, with the name of the assignment.
    settings : Settings
        How submissions are to be run.

    Raises
    ------
    ChangedError, RefusedError
        The assignment cannot be graded as things are, or no grade could be stored.
    """

    def __init__(self, coursedir: CourseDirectory, settings: Settings) -> None:
        self.coursedir, self.settings = coursedir, settings
        self.name: str = coursedir.assignment_id
        self.store = Store(Path(coursedir.root, WORK))
        self.assignments: dict[str, Assignment] = {}
        self.seen = SeenFolders(self.store, self.name)
        self.undated: dict[str, str] = {}  # whose time of submission was not understood, and why
        file = coursedir.db_url.removeprefix("sqlite:///")
        if file != coursedir.db_url and not Path(file).exists():  # opening it would make one
            msg = (
                f"there is no gradebook {file}, so {self.name} was never released from here. Run "
                f"this in the course's folder, after 'nbgrader generate_assignment {self.name}'"
            )
            raise ChangedError(msg)
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            require_writable(coursedir, gradebook)
            self._read_assignments(gradebook)

    def _read_assignments(self, gradebook: Gradebook) -> None:
        """Read the source notebooks that the gradebook knows, and compare."""
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", self.name))
        try:
            rows = list(gradebook.find_assignment(self.name).notebooks)
        except MissingEntry:
            rows = []
        if not rows:  # 'nbgrader db assignment add' makes an assignment without notebooks
            why = f"{self.name} was never released"
            msg = f"{why}. Run 'nbgrader generate_assignment {self.name}' first"
            if others := sorted(a.name for a in gradebook.assignments if a.notebooks):
                msg += f". Released are {', '.join(others)}"
            raise ChangedError(msg)
        for row in rows:
            path = source / f"{row.name}.ipynb"
            if not path.is_file():
                msg = f"{path} is missing: it holds the checks"
                raise ChangedError(msg)
            assignment = read_assignment(path, released_sources(row))
            nbformat.validate(merged(assignment, intake.Submission()))  # answers add only text
            self.assignments[row.name] = assignment

    @property
    def _checks(self) -> list[str]:
        return [assignment.checks_hash for assignment in self.assignments.values()]

    def folders(self) -> dict[str, Path]:
        """Return the submitted folders by student, those without a notebook among them."""
        return {s: folder for s, folder in self._submitted().items() if _is_plain(s)}

    def require_handed_in(self, students: Iterable[str]) -> None:
        """Raise `RefusedError` if one of these has handed in nothing."""
        folders = self.folders()
        if missing := sorted(set(students) - folders.keys()):
            msg = f"{missing[0]} has handed in nothing for {self.name}"
            if near := difflib.get_close_matches(missing[0], folders, n=1):
                msg += f". Is {near[0]} meant?"
            raise RefusedError(msg)

    def _submitted(self) -> dict[str, Path]:
        """Return the submitted folders by what stands in the place of the student's id."""
        wanted = self.coursedir.format_path(
            self.coursedir.submitted_directory, self.coursedir.student_id, self.name
        )
        found = (Path(folder) for folder in sorted(glob.glob(wanted)))  # noqa: PTH207
        return {student_of(self.coursedir, folder): folder for folder in found}

    def overlooked(self) -> dict[str, str]:
        """Return who has handed in something that is not graded where it lies, and why."""
        odd = "the name of its folder has characters that no id may have. Rename the folder"
        found = {student: odd for student in self._submitted() if not _is_plain(student)}
        if self.coursedir.directory_structure != CourseDirectory().directory_structure:
            return found
        root = Path(self.coursedir.root, self.coursedir.submitted_directory)
        for place in sorted(root.iterdir()) if root.is_dir() else ():
            try:
                names = {path.name for path in place.iterdir()} if place.is_dir() else set()
            except OSError as error:
                found[place.name] = f"{place} cannot be read: {error.strerror}"
                continue
            holds_notebook = any(name.endswith(".ipynb") for name in names)
            if place.name.startswith("."):
                if self.name in names or (holds_notebook and place.name != _CHECKPOINTS):
                    hidden = "nbgrader passes over a folder whose name begins with a dot. Rename it"
                    found[place.name] = hidden
            elif self.name not in names and holds_notebook:
                found[place.name] = f"its notebook is not in {place / self.name}"
        return found

    def handed_in(self, folder: Path) -> Iterator[HandedIn]:
        """Take in the notebooks of a submitted folder that are to be graded."""
        for name in self.assignments:
            if fnmatch(name, self.coursedir.notebook_id):
                yield self.take_in(folder, name)

    def take_in(self, folder: Path, name: str) -> HandedIn:
        """Take in one notebook of a submitted folder."""
        assignment = self.assignments[name]
        files: dict[str, bytes] = {}
        if folder.is_symlink() or folder.parent.is_symlink():
            submission = intake.Submission(unreadable="the folder is a link")
        else:
            others = [other for other in self.assignments if other != name]
            submission, files = intake.read_submission(folder, name, assignment.cells, others)
        timestamp = self._timestamp(folder, files.pop(_STAMP, b""))
        beside = {_SECRET: _secret(files.pop(_SECRET, b""))}
        if timestamp:
            beside[_STAMP] = timestamp
        content = content_hash(assignment, submission, files, timestamp)
        return HandedIn(name, submission, files, beside, content)

    def _timestamp(self, folder: Path, data: bytes) -> str:
        """Return the time of submission; empty, with a note of why, if it was not understood."""
        student = student_of(self.coursedir, folder)
        self.undated.pop(student, None)
        try:
            return read_moment(data)
        except ValueError as error:
            self.undated[student] = str(error)
            return ""

    def begin(self, students: Collection[str], *, forced: bool, seed: int | None = None) -> int:
        """Record that a run over these students begins, and return its seed.

        A run that was stopped is resumed with its own seed: one that left a student without a
        grade. Otherwise a new seed is drawn, because learners can read the last one in their
        feedback.

        Parameters
        ----------
        students : collection of str
            Who is to be graded.
        forced : bool
            Whether everybody is graded anew. A forced run resumes only a forced run, and another
            run only one that was not forced.
        seed : int, optional
            The seed, where it is not to be drawn.
        """
        last = self.store.note(_RUNS, self.name)
        left: set[str] = set()
        if last and last["forced"] == forced:
            left = {s for s in last["students"] if self._is_left(s, last["seed"])}
        if seed is None:
            seed = last["seed"] if left else secrets.randbelow(2**31)
        about = RunNote(seed=seed, forced=forced, students=sorted(left.union(students)))
        self.store.keep_note(_RUNS, self.name, about=about)
        return int(seed)

    def seed_of_the_class(self) -> int:
        """Return the seed of the last run over the class, for one learner who is graded apart.

        The last run's note is left alone: what it has left is still to be done.
        """
        last = self.store.note(_RUNS, self.name)
        return int(last["seed"]) if last else secrets.randbelow(2**31)

    def give_up(self, student: str) -> None:
        """Record that a student gets no grade in this run, so that it need not be resumed.

        Otherwise a learner whose code breaks the grading process could keep, for everybody, a
        seed that can be read in the feedback.
        """
        last = self.store.note(_RUNS, self.name)
        if student in last.get("students", ()):
            last["students"].remove(student)
            self.store.keep_note(_RUNS, self.name, about=last)

    def _is_left(self, student: str, seed: int) -> bool:
        """Say whether a student has handed in, but has no grade with this seed."""
        submitted = self.coursedir.submitted_directory
        if not Path(self.coursedir.format_path(submitted, student, self.name)).exists():
            return False
        facts = self.facts(student)
        return any(found is None or found.get("seed") != seed for found in facts.values())

    def facts(self, student: str) -> dict[str, NotebookFacts | None]:
        """Return our metadata of each of a student's autograded notebooks; None without one.

        A notebook that nbgrader's own execution has graded counts as graded, with no metadata.
        """
        directory = self.coursedir.autograded_directory
        folder = Path(self.coursedir.format_path(directory, student, self.name))
        wanted = [n for n in self.assignments if fnmatch(n, self.coursedir.notebook_id)]
        return {name: _facts(folder / f"{name}.ipynb") for name in wanted}

    def times_when_graded(self, students: Iterable[str]) -> dict[str, str]:
        """Return each student's time of submission as it was at grading; empty if unknown."""
        directory = self.coursedir.autograded_directory
        times = {}
        for student in students:
            folder = Path(self.coursedir.format_path(directory, student, self.name))
            stamp = folder / _STAMP
            times[student] = stamp.read_text() if stamp.is_file() else ""
        return times

    def unchanged(
        self, student: str, folder: Path, facts: Mapping[str, NotebookFacts | None]
    ) -> bool:
        """Say whether all of a folder is graded, and is as it was then.

        Parameters
        ----------
        facts : mapping
            From `facts`.
        """
        noted = {name: found for name, found in facts.items() if found is not None}
        if len(noted) < len(facts):
            return False
        contents = self.known_contents(student, folder)
        if contents is None or contents.keys() < noted.keys():
            contents = {work.name: work.content for work in self.take_all_in(student, folder)}
        return all(found.get("handed_in", contents[n]) == contents[n] for n, found in noted.items())

    def known_contents(self, student: str, folder: Path) -> dict[str, str] | None:
        """Return the content hash of each notebook, if it is known without opening anything."""
        signature, _ = stat_signature(folder, self._checks)
        found = self.seen.get(student, signature)
        if found is None:
            return None
        if "undated" in found:
            self.undated[student] = found["undated"]
        return found["contents"]

    def take_all_in(self, student: str, folder: Path) -> list[HandedIn]:
        """Take in a submitted folder, and note its signature if reading it is expensive."""
        signature, size = stat_signature(folder, self._checks)
        works = list(self.handed_in(folder))
        expensive = size > LARGE or any(work.submission.unreadable for work in works)
        contents = {work.name: work.content for work in works}
        note = FolderNote(signature=signature, contents=contents)
        if student in self.undated:
            note["undated"] = self.undated[student]
        self.seen.put(student, note if expensive and signature else None)
        return works

    def key(self, work: HandedIn, seed: int, level: str) -> str:
        """Return the name under which the result of this work is stored."""
        about = {**self.settings.to_json(), "seed": seed, "level": level}
        content = content_hash(self.assignments[work.name], work.submission, work.files)
        return result_key(content, self.settings.course.packages, about)

    def merged_notebook(self, work: HandedIn) -> Any:
        """Return the notebook that stands for this work."""
        return merged(self.assignments[work.name], work.submission)

    def graded_notebook(self, work: HandedIn, result: Result, seed: int, level: str) -> Any:
        """Return the notebook of this work with outputs and verdicts in it."""
        facts = {
            "seed": seed,
            "level": result.get("level", level),
            "seconds": result["seconds"],
            "handed_in": work.content,
        }
        return with_result(self.merged_notebook(work), dict(result), facts)


def require_writable(coursedir: CourseDirectory, gradebook: Gradebook) -> None:
    """Refuse to begin where grades could not be stored; raises `RefusedError`."""
    try:
        gradebook.db.execute(text("UPDATE student SET id = id WHERE 1 = 0"))
        gradebook.db.rollback()
        write_atomically(Path(coursedir.root, WORK, "writable"), b"\n" * 4096)
    except (OperationalError, OSError) as error:
        why = getattr(error, "orig", None) or error
        msg = f"Grades could not be stored, so nothing was graded: {why}"
        raise RefusedError(msg) from error


def student_of(coursedir: CourseDirectory, folder: Path) -> str:
    """Return whose submission lies in this folder."""
    pattern = coursedir.format_path(
        re.escape(coursedir.submitted_directory), "(?P<student>[^/]+)", ".+", escape=True
    )
    match = re.fullmatch(pattern, str(folder))
    if match is None:
        msg = f"{folder} is not where submissions lie"
        raise NbGraderException(msg)
    return match["student"]


def _facts(path: Path) -> NotebookFacts | None:
    try:
        metadata = json.loads(path.read_bytes())["metadata"]
    except (OSError, ValueError, KeyError):
        return None
    facts: NotebookFacts = metadata.get(KEY, {"graded": True})
    return facts if facts.get("graded") else None


def _secret(data: bytes) -> str:
    """Return the secret under which the exchange releases the feedback.

    A submission without a valid secret gets a random one, because `nbgrader release_feedback`
    stops at a submission that has none.
    """
    secret = data[:1000].decode("ascii", "replace").strip()
    return secret if re.fullmatch("[0-9a-f]{32,}", secret) else secrets.token_hex(64)


def _is_plain(student: str) -> bool:
    """Return whether an id can be written into a path, a table and a terminal as it is."""
    return clean(student, len(student)) == student and not {"\n", "\t"} & set(student)
