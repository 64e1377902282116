"""Texts in two languages: which one is shown, Korean particles, and how numbers are written."""
