"""The names that `nbgrader export --exporter` takes; `tell.exports` writes the files."""

from lrlib.grading.tell.exports import CanvasExport, MoodleExport, OutcomeExport

__all__ = ["CanvasExport", "MoodleExport", "OutcomeExport"]
