"""Feature columns: what the inputs of a ready-made classifier hold."""

from __future__ import annotations

from dataclasses import dataclass

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export


@tf_export("contrib.layers.RealValuedColumn")
@dataclass(frozen=True)
class RealValuedColumn:
    """A feature of ``dimension`` real numbers."""

    column_name: str
    dimension: int = 1


@tf_export("contrib.layers.real_valued_column")
def real_valued_column(column_name: str, dimension: int = 1) -> RealValuedColumn:
    """Describe a feature of real numbers. Raises ValueError when the dimension is under 1."""
    if dimension < 1:
        raise InvalidValueError(f"A real_valued_column has 1 or more numbers, but dimension is {dimension}.")
    return RealValuedColumn(column_name, dimension)
