"""Names that a cell binds are found by parsing, whatever somebody sends, in no time."""

import time

import pytest

from lrlib.grading.course.names import answer_of, bound_names, taken_from_modules


@pytest.mark.parametrize(
    ("code", "binds"),
    [
        ("a = 1\nfor b in (): pass\nimport c.d, e as f\ndef g(h): i = h", set("abcfg")),
        ("%time a = 1\nb = !ls\n?c\nd = 2", {"b", "d"}),
        ("%%time\na = 1", {"a"}),
        ("%%writefile a.py\na = 1", set()),
        (">>> a = 1\n>>> b = 2", {"a", "b"}),
        ("a = (", set()),
        ("a = '\0'", set()),
    ],
)
def test_python_and_lines_of_ipython_are_read(code, binds):
    assert bound_names(code) == binds


@pytest.mark.parametrize(
    "code",
    [
        "x = " + "-" * 50_000 + "1",
        "x = 1" + " + x" * 100_000,
        "x" + ".a" * 100_000,
        "x = " + "(" * 5_000,
        "#" + "\n" * 2_000_000,
        "%matplotlib inline\n" * 20_000,
        "?" + "\n" * 500_000,
    ],
    ids=["signs", "sum", "attributes", "brackets", "empty lines", "magics", "question"],
)
def test_what_is_deep_or_long_binds_nothing_and_costs_little(code):
    begin = time.process_time()
    assert bound_names(code) == set()
    assert answer_of(code).names == ()
    assert taken_from_modules(code, {}) == ()
    assert time.process_time() - begin < 3
