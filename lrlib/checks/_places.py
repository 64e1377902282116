"""Where hints send the reader: page of the book and section heading, in both languages."""

from lrlib.checks._model import Place

__all__ = ["SHAPES", "SIGMOID", "SIGMOID_EXTREMES"]

SHAPES = Place(2, "Shapes", "형태")
SIGMOID = Place(3, "The sigmoid", "시그모이드")
SIGMOID_EXTREMES = Place(17, "The sigmoid", "시그모이드")
