"""The names by which `nbgrader_config.py` finds the feedback page; `tell.feedback` makes it."""

from lrlib.grading.tell.feedback import FeedbackExporter, Grades

__all__ = ["FeedbackExporter", "Grades"]
