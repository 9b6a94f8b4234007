"""What a model predicts: the outputs that were asked for, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.graph.errors import InvalidTypeError, InvalidValueError


def chosen(predictions: Any, keys: str | Sequence[str] | None) -> Any:
    """The predictions of these keys; all when None. Raises ValueError when there are none."""
    if keys is None:
        return predictions
    if not isinstance(predictions, Mapping):
        raise InvalidValueError("predict_keys argument is not valid in case of non-dict predictions.")
    names = [keys] if isinstance(keys, str) else list(keys)
    chosen = {name: predictions[name] for name in predictions if name in names}
    if not chosen:
        raise InvalidValueError(
            f"Expected to run at least one output from {list(predictions)}, provided {names}."
        )
    return chosen


def one_by_one(values: Any) -> Iterator[Any]:
    """The predictions of a batch row by row."""
    if not isinstance(values, dict):
        yield from values
        return
    for i in range(_rows(values)):
        yield {key: value[i] for key, value in values.items()}


def _rows(values: dict[str, Any]) -> int:
    lengths = {key: len(value) if np.ndim(value) else None for key, value in values.items()}
    if None in lengths.values() or len(set(lengths.values())) != 1:
        raise InvalidTypeError(
            f"Batch length of predictions should be same: {lengths}. Remedy: predict(yield_single_examples=False)."
        )
    return int(next(iter(lengths.values())) or 0)
