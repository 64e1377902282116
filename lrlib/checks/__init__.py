"""What counts as right: properties, known mistakes, and the hint for each mistake.

What happens to a function f in ``check(f)``, and where:

1. ``check.py`` finds out which graded function f is to be, and loads its declaration from
   ``catalogue/``: one module for each function, with its reference, properties, known mistakes
   and right styles. ``declare/`` is what a declaration is made of.
2. ``call/`` draws each property's inputs, calls f on them, and reads what it returned. One call
   with what was expected of it is a trial.
3. The property judges its trials: those on ordinary inputs, and if these show no fault, those of
   each of its regimes, which are regions of inputs that some use of the function meets. What it
   finds wrong is a fault; the ✓ lines name the properties without one.
4. ``explain/`` looks for the cause of a fault, which makes a diagnosis: a listed mistake that
   gives the same results (``listed.py``), the error that f raised (``errors.py``), a wrong shape
   (``shapes.py``), or a relation between f's numbers and the right ones (``unlisted/``). What is
   right is decided by numbers alone. The names in f's code (``code.py``, listed by
   ``call/listing.py``) say which argument is not used, and which causes a question need not name.
5. ``message.py`` composes the message in English and Korean. ``say/`` knows how texts, Korean
   particles and numbers are written.
6. ``session.py`` counts the failed tries, and remembers which properties hold. ``check.py``
   raises `CheckFailed` with the message.

``command.py`` is ``lrlib check NOTEBOOK``; ``run_notebook.py`` runs the cells for it as Jupyter
would.

Imports point one way: ``say``, ``declare``, ``catalogue``, ``call``, ``explain``, and the modules
of this folder. Each may import those that stand before it.
"""

from lrlib.checks.catalogue import load, names
from lrlib.checks.check import CheckFailed, check

__all__ = ["CheckFailed", "__version__", "check", "load", "names"]

# Raise it when what counts as right changes, or when a seed draws other inputs. Exercise
# notebooks carry it.
__version__ = "2"
