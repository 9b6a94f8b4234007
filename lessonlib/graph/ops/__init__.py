"""The op families. Importing this package fills the op table; only here are torch functions called."""

from lessonlib.graph.ops import (
    array,
    asserts,
    broadcast,
    conv,
    conv1d,
    cross_entropy,
    filling,
    gates,
    host,
    index,
    linalg,
    logic,
    lookup,
    math,
    nn,
    norms,
    onehot,
    orthogonal,
    padding,
    pieces,
    random,
    reduction,
    sequence,
    slice_assignment,
    state,
    steps,
)

__all__ = [
    "array", "asserts", "broadcast", "conv", "conv1d", "cross_entropy", "filling", "gates", "host", "index", "linalg",
    "logic", "lookup", "math", "nn", "norms", "onehot", "orthogonal", "padding", "pieces", "random", "reduction",
    "sequence", "slice_assignment", "state", "steps",
]  # fmt: skip
