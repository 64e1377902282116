"""All finders, in the order in which they are tried."""

from lrlib.checks.explain.unlisted import of_graphs, of_loops, partial, traces
from lrlib.checks.explain.unlisted.by_label import by_label, by_label_of_one
from lrlib.checks.explain.unlisted.complete import COMPLETE, function_of_expected
from lrlib.checks.explain.unlisted.finder import Finder
from lrlib.checks.explain.unlisted.of_certain_examples import (
    logarithm_below_0,
    not_finite_of_one,
)
from lrlib.checks.explain.unlisted.of_logits import logits_off_by_one_number
from lrlib.checks.explain.unlisted.of_mixtures import one_decides_for_all
from lrlib.checks.explain.unlisted.of_one_number import at_one_number
from lrlib.checks.explain.unlisted.of_one_result import one_number
from lrlib.checks.explain.unlisted.of_outcomes import counted_as_right, errors_cancel
from lrlib.checks.explain.unlisted.of_pairs import two_quantities
from lrlib.checks.explain.unlisted.of_products import joined_products
from lrlib.checks.explain.unlisted.of_running_totals import running_totals
from lrlib.checks.explain.unlisted.of_steps import steps_downhill
from lrlib.checks.explain.unlisted.of_tables import (
    entries_of_a_table,
    shares_in_a_table,
    where_a_count_is_0,
)
from lrlib.checks.explain.unlisted.of_ties import decided_at_a_tie, decided_by_order
from lrlib.checks.explain.unlisted.one_example import (
    changed_on_the_way,
    constant_added,
    weighted_logarithms,
)
from lrlib.checks.explain.unlisted.one_side import another_number_of_one, right_on_one_side
from lrlib.checks.explain.unlisted.precision import few_digits, nearly, stops_growing

__all__ = ["BEFORE_OWN_WORDS", "FINDERS"]

FINDERS = (
    # Where an argument is one number, a wrong result also is the right one plus some other number.
    Finder(decided_by_order, tells_where=True, in_regimes=True),
    Finder(decided_at_a_tie, tells_where=True, in_regimes=True),
    Finder(at_one_number, tells_where=True, in_regimes=True),
    # What is right for each example alone is one number, or nearly right, by chance.
    Finder(one_decides_for_all, tells_where=True, in_regimes=True),
    # Rows of a graph say more than the numbers of its names.
    Finder(of_graphs.rows_of_a_graph, complete=True),
    # What explains every number says more than what explains some, but for a place that a loop
    # does not reach: a result with one may also be the right one for other arguments.
    Finder(of_loops.unwritten, tells_where=True),
    # What is made of labels alone equals many statistics of labels by chance.
    Finder(counted_as_right, complete=True),
    Finder(errors_cancel, complete=True),
    Finder(shares_in_a_table, complete=True),
    *COMPLETE,
    Finder(few_digits, complete=True),
    # The other finders compare two calls: they mislead if calls with one input differ, or if an
    # argument holds other numbers by then.
    Finder(traces.traces, tells_where=True, in_regimes=True),
    Finder(of_graphs.where_rows_go_wrong, tells_where=True),
    # One count of a table explains what would else be nan, too small or too large.
    Finder(where_a_count_is_0, tells_where=True, in_regimes=True),
    # One example that gives nan or inf alone says more than all inputs that hold such a one.
    Finder(not_finite_of_one, tells_where=True, in_regimes=True),
    # Nothing else can be said of numbers that are nan or inf.
    Finder(partial.not_finite, facts_vary=True, in_regimes=True),
    # Of a training, the first thing that goes wrong says most.
    Finder(steps_downhill, tells_where=True),
    # How the products join says more than what the result does not depend on.
    Finder(joined_products, tells_where=True),
    # A limit may make other changes of an argument pass unnoticed.
    Finder(stops_growing, in_regimes=True),
    # What stands inside a logarithm says more than which labels go wrong.
    Finder(constant_added, tells_where=True),
    Finder(weighted_logarithms, tells_where=True),
    Finder(by_label_of_one, tells_where=True),
    # An argument that is not used explains more than where its lack shows.
    Finder(partial.ignored_arguments),
    Finder(partial.some_entries, facts_vary=True, in_regimes=True),
    Finder(entries_of_a_table, tells_where=True),
    # A total that a loop leaves behind explains more than that something is left behind.
    Finder(running_totals, complete=True),
    # What happens to one example explains more than how far off the results are; what happens to
    # all of an input alike explains that, too.
    Finder(logits_off_by_one_number, tells_where=True),
    Finder(changed_on_the_way, tells_where=True),
    Finder(right_on_one_side, tells_where=True),
    Finder(another_number_of_one, tells_where=True),
    Finder(nearly, measures=True),
    # Among many pairs one may fit a result that is only rounded, so this comes after `nearly`.
    Finder(two_quantities),
    # Which label goes wrong says more than which examples or arguments do.
    Finder(by_label, facts_vary=True),
    Finder(partial.ignored_examples),
    Finder(of_loops.mixed_examples, tells_where=True),
    Finder(partial.right_at_zero, facts_vary=True),
)

# What says more than the words that a property has of its own for a wrong number.
BEFORE_OWN_WORDS = (
    Finder(traces.unsteady, tells_where=True),
    Finder(one_decides_for_all, tells_where=True),
    Finder(of_loops.judged_by_others, facts_vary=True, tells_where=True),
    Finder(of_loops.unwritten, tells_where=True),
    Finder(partial.end_of_loop, tells_where=True),
    Finder(one_number, complete=True),
    Finder(logarithm_below_0, tells_where=True),
    Finder(function_of_expected, complete=True),
    Finder(few_digits, complete=True),
)
