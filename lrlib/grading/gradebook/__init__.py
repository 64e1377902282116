"""nbgrader's gradebook: what is read from it, and the one place that writes to it."""
