"""All finders, in the order in which they are tried."""

from lrlib.checks.explain.unlisted import of_graphs, partial
from lrlib.checks.explain.unlisted.by_label import by_label
from lrlib.checks.explain.unlisted.complete import COMPLETE
from lrlib.checks.explain.unlisted.finder import Finder

__all__ = ["FINDERS"]

FINDERS = (
    # Rows of a graph say more than the numbers of its names.
    Finder(of_graphs.rows_of_a_graph, complete=True),
    # What explains every number says more than what explains some.
    *COMPLETE,
    # The other finders compare two calls: they mislead if calls with one input differ.
    Finder(partial.unsteady, in_regimes=True),
    Finder(of_graphs.where_rows_go_wrong, tells_where=True),
    # Nothing else can be said of numbers that are nan or inf.
    Finder(partial.not_finite, facts_vary=True, in_regimes=True),
    # An argument that is not used explains more than where its lack shows.
    Finder(partial.ignored_arguments),
    Finder(partial.some_entries, facts_vary=True, in_regimes=True),
    Finder(partial.nearly, measures=True),
    # Among many pairs one may fit a result that is only rounded, so this comes after `nearly`.
    Finder(partial.two_quantities),
    # Which label goes wrong says more than which examples or arguments do.
    Finder(by_label, facts_vary=True),
    Finder(partial.ignored_examples),
    # A special case of `right_at_zero`, and it says more.
    Finder(partial.left_over, tells_where=True),
    Finder(partial.right_at_zero, facts_vary=True),
)
