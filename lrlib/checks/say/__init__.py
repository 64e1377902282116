"""Texts in two languages, and how numbers are written in them."""
