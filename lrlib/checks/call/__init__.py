"""Run a learner's function, and read what it returned."""
