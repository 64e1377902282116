"""A submission read as data: the code a learner wrote, and nothing that could act.

Nothing is followed, executed or believed: links are refused, sizes are looked at before files
are opened; checks, points and metadata come from the course's own notebook. `folder` finds the
notebook in what was handed in, `arrange` brings its cells into the order in which they run.
"""

from lrlib.grading.intake.arrange import Submission, UnreadableError, parse
from lrlib.grading.intake.folder import read_folder, read_submission

__all__ = ["Submission", "UnreadableError", "parse", "read_folder", "read_submission"]
