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
# The pages that learners get back. `book_url` is where your copy of the book lies, for links.
c.GenerateFeedback.exporter_class = "lrlib.grading.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "lrlib.grading.feedback.Grades",
    "nbgrader.preprocessors.ClearHiddenTests",
]
c.FeedbackExporter.languages = ["en", "ko"]
c.FeedbackExporter.book_url = ""
c.SafeExecute.course_packages = ["lrlib"]
c.SafeExecute.hidden_modules = ["lrlib.checks", "lrlib.grading"]
c.SafeExecute.warm_up = "import lrlib; lrlib.load_cat_patches()"
