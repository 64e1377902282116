"""lrlib: logistic regression as one neuron, derived in the book and tested here."""

from lrlib.cost import cost, cross_entropy
from lrlib.datasets import load_cat_patches
from lrlib.descent import gradient_descent, train, update
from lrlib.gradients import cost_and_gradients
from lrlib.graph import Node
from lrlib.images import images_to_vectors, vectors_to_images
from lrlib.neuron import accuracy, forward, initialize, predict, sigmoid

__version__ = "0.1.0"

__all__ = [
    "Node",
    "accuracy",
    "cost",
    "cost_and_gradients",
    "cross_entropy",
    "forward",
    "gradient_descent",
    "images_to_vectors",
    "initialize",
    "load_cat_patches",
    "predict",
    "sigmoid",
    "train",
    "update",
    "vectors_to_images",
]
