"""The code that runs in the sandbox. It imports nothing from the rest of lrlib.

The grader uses its `wire`, `values`, `errors`, `protocol`, `shell` and `kernel`, too.
"""
