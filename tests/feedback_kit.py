"""What the tests of the feedback pages show: answers, outputs, and the settings of a course."""

import base64
import io

import matplotlib.pyplot as plt
from course_kit import CONFIG

OURS = (
    CONFIG[: CONFIG.index("c.GenerateFeedback")]
    + """
c.GenerateFeedback.exporter_class = "lrlib.grading.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "lrlib.grading.feedback.Grades",
    "nbgrader.preprocessors.ClearHiddenTests",
]
c.FeedbackExporter.languages = ["en", "ko"]
c.FeedbackExporter.book_url = "https://book.example.org/"
"""
)
SQUARE = "assert square(3) == 9"  # all of it that learners may see
ANSWERS = {
    "square": "def square(x):\n    return x * x  # <script>alert(1)</script>",
    "mean": "def mean(values):\n    return sum(values)",
    "why": "Because *so*. <img src='http://evil.example.org/x.png'> ![p](http://evil.example.org)",
}
EVIL = (
    "<h1>Big</h1><table class='tag right' style='position:fixed'><tr><td onclick='x()'>1</td></tr>"
    "</table><script>alert(1)</script><img src='http://evil.example.org/a.png'>"
    "<a href='http://evil.example.org'>here</a><style>body{display:none}</style>"
)


def picture():
    plt.figure(figsize=(2, 1))
    plt.plot([1, 2])
    stream = io.BytesIO()
    plt.savefig(stream, format="png")
    plt.close()
    return base64.b64encode(stream.getvalue()).decode()


def display(**data):
    named = {name.replace("_", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "data": named, "metadata": {}}


OUTPUTS = {
    "square": [
        {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m <b>&\n"},
        display(image_png=picture(), text_plain="<Figure>"),
        display(text_html=EVIL, text_plain="1"),
        {"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": ["  line 3"]},
    ]
}
