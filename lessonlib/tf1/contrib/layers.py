"""tf.contrib.layers: flatten, feature columns, and Glorot's ("Xavier's") initial values."""

from __future__ import annotations

from dataclasses import dataclass

from lessonlib.graph.initializers import glorot_uniform_initializer
from lessonlib.tf1.layers import flatten


@dataclass(frozen=True)
class RealValuedColumn:
    """A feature of ``dimension`` real numbers."""

    column_name: str
    dimension: int = 1


def real_valued_column(column_name: str, dimension: int = 1) -> RealValuedColumn:
    """Describe a feature of real numbers. Raises ValueError when the dimension is under 1."""
    if dimension < 1:
        raise ValueError(f"A real_valued_column has 1 or more numbers, but dimension is {dimension}.")
    return RealValuedColumn(column_name, dimension)


xavier_initializer = glorot_uniform_initializer

__all__ = ["RealValuedColumn", "flatten", "real_valued_column", "xavier_initializer"]
