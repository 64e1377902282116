"""One submission after another: learner's cells in the sandbox, checks in this process."""
