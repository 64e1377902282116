"""Where learners' code runs, and how the grader talks to it."""
