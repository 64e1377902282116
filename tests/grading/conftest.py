"""A grader of the small course, shared by the tests of this folder."""

import pytest
from course_kit import make_grader


@pytest.fixture(scope="session")
def grader(tmp_path_factory):
    made = make_grader(
        tmp_path_factory.mktemp("course") / "words", cell_seconds=2.0, total_seconds=60.0
    )
    yield made
    made.close()
