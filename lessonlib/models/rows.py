"""One flat row of numbers for each example, whatever shape its data has."""

from __future__ import annotations

from torch import Tensor


def as_rows(X: Tensor, in_features: int) -> Tensor:
    """X with all axes but the first flattened: (n, ...) -> (n, in_features). An image becomes a row of its pixels.

    Raises ValueError when an example has another number of values.
    """
    if X.ndim < 2 or X.shape[1:].numel() != in_features:
        raise ValueError(
            f"X has shape {tuple(X.shape)}, expected (n, {in_features}), "
            f"or another shape with {in_features} values for each of n examples"
        )
    return X.flatten(1)
