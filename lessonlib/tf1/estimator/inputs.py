"""tf.estimator.inputs: functions that give arrays, or a table of pandas, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.types import Array
from lessonlib.tf1.data.dataset import Dataset
from lessonlib.tf1.namespace import namespace

InputFn = Callable[[], Any]
_LABELS = "labels"


@tf_export("estimator.inputs.numpy_input_fn")
def numpy_input_fn(
    x: Any, y: Any = None, batch_size: int = 128, num_epochs: int | None = 1, shuffle: bool | None = None,
    queue_capacity: int = 1000, num_threads: int = 1,
) -> InputFn:  # fmt: skip
    """An input_fn that gives rows of arrays: features, or (features, labels) when there is ``y``.

    Args:
        x: an array, or a dict of arrays by name, with equally many rows.
        y: the labels: an array, a dict of arrays, or None.
        batch_size: rows in a batch; the last one of all may have fewer.
        num_epochs: how often to go through the rows; None for ever.
        shuffle: whether in a new random order each time; it must be said.
        queue_capacity, num_threads: taken for TensorFlow's sake.

    Raises ValueError unless ``shuffle`` is a bool, when x is empty, or the numbers of rows differ; TypeError when x
    is neither an array nor a dict.
    """
    if not isinstance(shuffle, bool):
        raise InvalidValueError(
            f"shuffle must be provided and explicitly set as boolean (True is recommended for training); "
            f"got {shuffle!r}."
        )
    features, labels = _named(x, "x"), {} if y is None else _named(y, "y")
    if not features or (isinstance(y, Mapping) and not labels):
        raise InvalidValueError("x and y cannot be empty dicts.")
    clash = sorted(features.keys() & labels.keys())
    if clash:
        raise InvalidValueError(f"{len(clash)} duplicate keys are found in both x and y: {clash}.")
    rows = {name: len(array) for name, array in {**features, **labels}.items()}
    if len(set(rows.values())) > 1:
        raise InvalidValueError(
            f"Length of tensors in x and y is mismatched. All elements must have the same length: {rows}."
        )

    def input_fn() -> Any:
        found = _batches(list({**features, **labels}.values()), batch_size, num_epochs, shuffle)
        own = dict(zip(features, found, strict=False)) if isinstance(x, Mapping) else found[0]
        if y is None:
            return own
        rest = found[len(features) :]
        return own, dict(zip(labels, rest, strict=True)) if isinstance(y, Mapping) else rest[0]

    return input_fn


@tf_export("estimator.inputs.pandas_input_fn")
def pandas_input_fn(
    x: Any, y: Any = None, batch_size: int = 128, num_epochs: int | None = 1, shuffle: bool | None = None,
    queue_capacity: int = 1000, num_threads: int = 1, target_column: str = "target",
) -> InputFn:  # fmt: skip
    """The same for a pandas.DataFrame, whose columns are the features, and a Series or DataFrame of labels.

    Raises ValueError when the two have different indices, or x has the ``target_column``; TypeError when x is no
    DataFrame.
    """
    if not (hasattr(x, "columns") and hasattr(x, "index")):
        raise InvalidTypeError(f"x must be a pandas.DataFrame, but is {type(x).__name__}.")
    if y is not None and target_column in x.columns:
        raise InvalidValueError(
            f"Cannot use name {target_column} for target column: DataFrame already has it."
        )
    if y is not None and not np.array_equal(x.index, y.index):
        raise InvalidValueError(
            f"Index for x and y are mismatched.\nIndex for x: {x.index}\nIndex for y: {y.index}"
        )
    features = {str(name): _column(x[name]) for name in x.columns}
    if y is None or not hasattr(y, "columns"):
        labels = None if y is None else _column(y)
        return numpy_input_fn(features, labels, batch_size, num_epochs, shuffle, queue_capacity, num_threads)
    named = {str(name): _column(y[name]) for name in y.columns}
    return numpy_input_fn(features, named, batch_size, num_epochs, shuffle, queue_capacity, num_threads)


def _column(series: Any) -> Array:
    array = np.asarray(series)
    return np.array([str(item) for item in array]) if array.dtype.kind == "O" else array


def _named(given: Any, what: str) -> dict[str, Array]:
    """The arrays by name."""
    if isinstance(given, Mapping):
        return {name: np.asarray(array) for name, array in given.items()}
    if not isinstance(given, np.ndarray):
        raise InvalidTypeError(
            f"{what} must be a dict or array; got {type(given).__name__}. Remedy: np.array({what})."
        )
    return {what if what == "x" else _LABELS: given}


def _batches(arrays: list[Array], batch_size: int, num_epochs: int | None, shuffle: bool) -> list[Any]:
    """The tensors of the next batch of each array; a run past the last one raises OutOfRangeError."""
    seed, count = get_default_graph().seed, len(arrays[0])
    plain = [_texts(array) for array in arrays]

    def rows() -> Iterator[Any]:
        order, epoch = np.random.default_rng(seed), 0
        left = np.arange(0)
        while True:
            while len(left) < batch_size and (num_epochs is None or epoch < num_epochs):
                left = np.concatenate([left, order.permutation(count) if shuffle else np.arange(count)])
                epoch += 1
            if len(left) == 0:
                return
            chosen, left = left[:batch_size], left[batch_size:]
            yield tuple(array[chosen] for array in plain)

    types = tuple(as_dtype(array.dtype) for array in arrays)
    shapes = tuple([None, *array.shape[1:]] for array in arrays)
    dataset = Dataset.from_generator(rows, types, shapes)
    return list(dataset.make_one_shot_iterator().get_next())


def _texts(array: Array) -> Array:
    if array.dtype.kind not in "US":
        return array
    encoded = [item.encode() if isinstance(item, str) else item for item in array.ravel().tolist()]
    result = np.empty(len(encoded), dtype=object)
    result[:] = encoded
    return result.reshape(array.shape)


__getattr__, __dir__ = namespace(globals())
