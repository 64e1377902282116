"""What the nox sessions run: notebooks, release, book, course. Not part of the lrlib package."""
