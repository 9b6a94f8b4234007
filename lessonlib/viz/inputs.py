"""The data of a picture: numbers in any form, alone or several of them by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def plain(values: Any) -> Any:
    """Tensors on any device, alone or in a list, as NumPy arrays without gradients; everything else as it is."""
    if isinstance(values, (list, tuple)):
        return [plain(value) for value in values]
    return values.detach().cpu().numpy() if hasattr(values, "detach") else values


def array_of(values: ArrayLike) -> NDArray[np.float64]:
    """The numbers of an array, a list, or a tensor on any device, which may require gradients."""
    return np.asarray(plain(values), dtype=np.float64)


def by_name(what: str, given: Any, example: str) -> None:
    """Raise TypeError when `given` has no names, with the form that is expected."""
    if not isinstance(given, Mapping):
        raise TypeError(f"{what} is of type {type(given).__name__}, expected them by name: {example}")
