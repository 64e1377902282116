"""What a cell prints is shown as one block."""

from docutils import nodes
from docutils.utils import new_document

from theme.streams import JoinStreams


def test_pieces_are_joined_as_they_were_printed():
    document = new_document("page")
    output = nodes.container(nb_element="cell_code_output")
    for text in ("a\nb", "\n  c\n", "d\n"):
        output += nodes.literal_block(text, text, classes=["output", "stream"])
    output += nodes.paragraph("", "a picture")
    document += output
    JoinStreams(document).apply()
    assert [child.astext() for child in output.children] == ["a\nb\n  c\nd\n", "a picture"]
