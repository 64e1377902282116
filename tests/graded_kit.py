"""Graded classes without a sandbox: the test gives the verdicts, the rest is the real code."""

import nbformat
from course_kit import CourseFolder, in_process
from nbgrader.api import Gradebook

from lrlib.grading.classroom.notebook import merged, unreadable_result, with_result
from lrlib.grading.course.assignment import read_assignment, released_sources
from lrlib.grading.intake import Submission
from lrlib.grading.plugin import SavePoints

FACTS = {"seed": 7, "level": "full", "seconds": 0.1}


class GradedClass(CourseFolder):
    """A course whose submissions are graded as the test says."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.release()
        path = self.root / "source" / self.name / f"{self.name}.ipynb"
        with self.gradebook() as gradebook:
            row = gradebook.find_notebook(self.name, self.name)
            self.assignment = read_assignment(path, released_sources(row))

    def gradebook(self):
        """Return nbgrader's gradebook of the course."""
        return Gradebook(f"sqlite:///{self.root}/gradebook.db", "words")

    def grade(
        self, student, verdicts, answers=None, outputs=None, added=(), unreadable="", **facts
    ):
        """Write what the grader writes; a check without a verdict is right.

        `verdicts` has, by grade id, an outcome or (outcome, reason, details).
        """
        submission = Submission(
            answers=answers or {},
            added=[(len(self.assignment.cells) - 1, source) for source, _ in added],
            unreadable=unreadable,
        )
        result = unreadable_result(self.assignment, submission)
        if not unreadable:
            result["added"] = [shown for _, shown in added]
            for entry, cell in zip(result["cells"], self.assignment.cells, strict=True):
                entry["outputs"] = (outputs or {}).get(cell.grade_id or cell.cell_id, [])
                if cell.kind == "check":
                    entry["verdict"] = verdict(verdicts.get(cell.grade_id, "right"), cell.points)
        graded = with_result(merged(self.assignment, submission), result, FACTS)
        place = self.root / "autograded" / student / self.name
        place.mkdir(parents=True, exist_ok=True)
        nbformat.write(graded, place / f"{self.name}.ipynb")
        about = {"student": student, "assignment": self.name, "notebook": self.name}
        about["db_url"] = f"sqlite:///{self.root}/gradebook.db"
        with in_process():
            with self.gradebook() as gradebook:
                gradebook.update_or_create_student(student)
                gradebook.update_or_create_submission(
                    self.name, student, timestamp="2026-01-02 00:00:00"
                )
            SavePoints().preprocess(graded, {"nbgrader": about, "unique_key": self.name})


def verdict(said, points):
    """Return a verdict as results store it."""
    given = (said,) if isinstance(said, str) else said
    outcome, reason, details = (*given, *("", {})[len(given) - 1 :])
    earned = points if outcome == "right" else 0.0
    return {
        "outcome": outcome,
        "points": earned,
        "max_points": points,
        "reason": reason,
        "details": details,
    }


def mistake(name, symptom, function="mean", prop="values"):
    """Return (outcome, reason, details) of a check that a known mistake fails."""
    messages = {
        "en": f"✗ {function}, {prop}\n  expected  2\n  got       3\nWhy? <b>Think.</b>\n"
        "Read: page 8, “The mean”.",
        "ko": f"✗ {function}, {prop}\n  기대값  2\n왜일까요?\n읽을 곳: 8장 “평균”.",
    }
    read = {
        "link": "chapters/08-cost.html#the-mean",
        "link_ko": "ko/chapters/08-cost.html#the-mean",
        "en": "page 8, “The mean”",
        "ko": "8장 “평균”",
    }
    details = {"function": function, "property": prop, "mistake": name, "symptom": symptom}
    return "wrong", messages["en"], {**details, "messages": messages, "read": read}
