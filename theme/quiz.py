r"""The ``{quiz}`` directive: a question, its choices, and feedback for every choice.

The question is everything before the last list; the list holds the choices::

    ```{quiz}
    :kind: shape

    What is the shape of $w^\top X$?

    - [ ] $(n_x, m)$

      How many rows has $w^\top$?

    - [x] $(1, m)$

      One row, and one column for each example.
    ```

A choice is one paragraph, with the code or formula that follows it at once; the rest of its item
is the feedback. With ``:number:`` the choices are numbers to recognise in what the reader types
(within ``:tolerance:``), and the last one may be ``otherwise``.

The page carries a plain list with hidden answers; ``quiz.js`` turns it into a form.
"""

from collections.abc import Callable
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from theme.words import word

MARKS = {"[x] ": True, "[ ] ": False}
KINDS = ("choice", "predict", "shape", "error", "recall")
OTHERWISE = "otherwise"


class quiz(nodes.General, nodes.Element):  # noqa: N801
    """A whole self-check: a question and a list of choices."""


class quiz_question(nodes.General, nodes.Element):  # noqa: N801
    """What is asked."""


class quiz_choice(nodes.General, nodes.Element):  # noqa: N801
    """One answer and its feedback; attributes ``right`` and ``value``."""


class quiz_answer(nodes.General, nodes.Element):  # noqa: N801
    """What can be chosen."""


class quiz_feedback(nodes.General, nodes.Element):  # noqa: N801
    """What the reader is told who chose it."""


class Quiz(SphinxDirective):
    """Build the nodes of one self-check."""

    has_content = True
    option_spec = {  # noqa: RUF012
        "kind": lambda argument: directives.choice(argument, KINDS),
        "number": directives.flag,
        "tolerance": float,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Parse the content as Markdown and sort it into question and choices."""
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        if not parsed.children or not isinstance(parsed.children[-1], nodes.bullet_list):
            message = "a quiz ends with a list of choices, '- [x] right' or '- [ ] wrong'"
            raise self.error(message)
        *question, choices = parsed.children
        if not question or not isinstance(question[0], nodes.paragraph):
            message = "a quiz opens with its question, a paragraph before the list of choices"
            raise self.error(message)
        node = quiz(
            "",
            quiz_question("", *question),
            *(self.choice(item) for item in choices.children),
            kind=self.options.get("kind", "choice"),
            number="number" in self.options,
            tolerance=self.options.get("tolerance", 0.0),
        )
        self.set_source_info(node)
        self.add_name(node)
        rights = sum(choice["right"] for choice in node.findall(quiz_choice))
        if rights != 1:
            message = f"a quiz has one right choice, '- [x]'. Got {rights}"
            raise self.error(message)
        return [node]

    def choice(self, item: nodes.Node) -> quiz_choice:
        """Split a list item into the mark, the answer and the feedback."""
        first = item.children[0] if item.children else None
        mark = first.astext()[:4] if isinstance(first, nodes.paragraph) else ""
        if mark not in MARKS:
            message = f"a choice begins with '[x] ' or '[ ] '. Got {item.astext()[:40]!r}"
            raise self.error(message)
        assert isinstance(first, nodes.paragraph)
        text = first.children[0]
        first.replace(text, nodes.Text(text.astext()[4:]))
        first.rawsource = first.rawsource.removeprefix(mark)
        end = 1
        while end < len(item.children) and isinstance(
            item.children[end], (nodes.literal_block, nodes.math_block)
        ):
            end += 1
        if end == len(item.children):
            message = f"the choice {first.astext()!r} has no feedback: add an indented paragraph"
            raise self.error(message)
        return quiz_choice(
            "",
            quiz_answer("", *item.children[:end]),
            quiz_feedback("", *item.children[end:]),
            right=MARKS[mark],
            value=self.value(first),
        )

    def value(self, answer: nodes.paragraph) -> str:
        """Return the number that a choice of a ``:number:`` quiz stands for."""
        if "number" not in self.options:
            return ""
        text = answer.astext().strip().replace("−", "-")
        if text == OTHERWISE:
            answer.clear()
            answer += nodes.Text(word("other", self.config.language))
            return OTHERWISE
        try:
            return repr(float(text))
        except ValueError:
            message = f"a choice of a number quiz is a number or 'otherwise'. Got {text!r}"
            raise self.error(message) from None


def visit_quiz(self: Any, node: quiz) -> None:
    """Open the list that stands without scripts and carries what the script needs."""
    language = self.config.language
    words = {
        key: word(key, language)
        for key in ("answer", "check", "empty", "not_a_number", "right", "wrong")
    }
    data = {f"data-{key.replace('_', '-')}": value for key, value in words.items()}
    if node["number"]:
        data["data-tolerance"] = repr(node["tolerance"])
    self.body.append(self.starttag(node, "div", CLASS="quiz", **data))
    self.body.append(f'<p class="quiz-kind">{word(node["kind"], language)}</p>\n')


def depart_quiz(self: Any, node: quiz) -> None:
    """Close the list of choices and the quiz."""
    self.body.append("</ol>\n</div>\n")


def visit_question(self: Any, node: quiz_question) -> None:
    """Open the question."""
    self.body.append('<div class="quiz-question">\n')


def depart_question(self: Any, node: quiz_question) -> None:
    """Close the question and open the list of choices after it."""
    self.body.append('</div>\n<ol class="quiz-choices" type="a">\n')


def visit_choice(self: Any, node: quiz_choice) -> None:
    """Open one choice."""
    value = f' data-value="{node["value"]}"' if node["value"] else ""
    self.body.append(f'<li data-right="{str(node["right"]).lower()}"{value}>\n')


def visit_answer(self: Any, node: quiz_answer) -> None:
    """Open what can be chosen."""
    self.body.append('<div class="quiz-answer">\n')


def visit_feedback(self: Any, node: quiz_feedback) -> None:
    """Open the feedback: hidden in a page, open in the single page that is printed."""
    language = self.config.language
    printed = " open" if self.builder.name == "singlehtml" else ""
    assert isinstance(node.parent, quiz_choice)
    verdict = word("right" if node.parent["right"] else "wrong", language)
    self.body.append(
        f'<details class="quiz-feedback"{printed}><summary>{word("see", language)}</summary>\n'
        f'<p class="quiz-verdict">{verdict}</p>\n'
    )


def close(tag: str) -> Callable[[Any, nodes.Node], None]:
    """Return a visitor that closes `tag`."""

    def depart(self: Any, node: nodes.Node) -> None:
        self.body.append(f"</{tag}>\n")

    return depart


def visit_plain(self: Any, node: nodes.Node) -> None:
    """Let the children speak for themselves in builders other than HTML."""


def setup(app: Sphinx) -> None:
    """Register the directive and its nodes."""
    app.add_directive("quiz", Quiz)
    visitors = {
        quiz: (visit_quiz, depart_quiz),
        quiz_question: (visit_question, depart_question),
        quiz_choice: (visit_choice, close("li")),
        quiz_answer: (visit_answer, close("div")),
        quiz_feedback: (visit_feedback, close("details")),
    }
    plain = (visit_plain, visit_plain)
    for node, html in visitors.items():
        app.add_node(node, html=html, text=plain, latex=plain)
