"""nbgrader's settings for this course; every nbgrader command in this folder reads them."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "lrlib"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("not written yet")'}

# Where submissions are taken in and where learners' code runs. Nothing else is replaced.
c.Autograde.exporter_class = "lrlib.grading.plugin.SafeExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "lrlib.grading.plugin.SafeExecute",
    "lrlib.grading.plugin.SavePoints",
    "nbgrader.preprocessors.AssignLatePenalties",
]
# Hidden tests stay hidden on the feedback page too.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.SafeExecute.course_packages = ["lrlib"]
c.SafeExecute.hidden_modules = ["lrlib.checks", "lrlib.grading"]
