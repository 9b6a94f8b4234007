"""Functions that make one data set of another, for `Dataset.apply`; most are methods of `Dataset` by now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.dtypes import int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.tf1.data.dataset import Dataset
from lessonlib.tf1.data.transformations import only_element

Apply = Callable[[Dataset], Dataset]


@tf_export("data.experimental.shuffle_and_repeat")
def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: int | None = None) -> Apply:
    """``shuffle(buffer_size, seed)``, then ``repeat(count)``: each round has an order of its own."""
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


@tf_export("data.experimental.map_and_batch")
def map_and_batch(
    map_func: Callable[..., Any], batch_size: Any, num_parallel_batches: Any = None, drop_remainder: bool = False,
    num_parallel_calls: Any = None,
) -> Apply:  # fmt: skip
    """``map(map_func)``, then ``batch(batch_size, drop_remainder)``; what is parallel changes nothing."""
    if num_parallel_batches is not None and num_parallel_calls is not None:
        raise InvalidValueError("num_parallel_batches and num_parallel_calls are mutually exclusive.")
    return lambda dataset: dataset.map(map_func).batch(batch_size, drop_remainder)


@tf_export("data.experimental.ignore_errors")
def ignore_errors(log_warning: bool = False) -> Apply:
    """``ignore_errors()``."""
    return lambda dataset: dataset.ignore_errors(log_warning)


@tf_export("data.experimental.prefetch_to_device")
def prefetch_to_device(device: str, buffer_size: Any = None) -> Apply:
    """The same data set: a session brings each element to its own device."""
    return lambda dataset: dataset.prefetch(buffer_size)


@tf_export("data.experimental.copy_to_device")
def copy_to_device(target_device: str, source_device: str = "/cpu:0") -> Apply:
    """The same data set: a session brings each element to its own device."""
    return lambda dataset: dataset


@tf_export("data.experimental.group_by_window")
def group_by_window(
    key_func: Callable[..., Any], reduce_func: Callable[..., Dataset], window_size: Any = None,
    window_size_func: Callable[..., Any] | None = None,
) -> Apply:  # fmt: skip
    """``group_by_window`` with these arguments."""
    return lambda dataset: dataset.group_by_window(key_func, reduce_func, window_size, window_size_func)


@tf_export("data.experimental.bucket_by_sequence_length")
def bucket_by_sequence_length(
    element_length_func: Callable[..., Any], bucket_boundaries: Sequence[int], bucket_batch_sizes: Sequence[int],
    padded_shapes: Any = None, padding_values: Any = None, pad_to_bucket_boundary: bool = False,
    no_padding: bool = False, drop_remainder: bool = False,
) -> Apply:  # fmt: skip
    """``bucket_by_sequence_length`` with these arguments."""
    return lambda dataset: dataset.bucket_by_sequence_length(
        element_length_func, bucket_boundaries, bucket_batch_sizes, padded_shapes, padding_values,
        pad_to_bucket_boundary, no_padding, drop_remainder,
    )  # fmt: skip


@tf_export("data.experimental.parallel_interleave")
def parallel_interleave(
    map_func: Callable[..., Dataset], cycle_length: Any, block_length: Any = 1, sloppy: bool = False,
    buffer_output_elements: Any = None, prefetch_input_elements: Any = None,
) -> Apply:  # fmt: skip
    """``interleave(map_func, cycle_length, block_length)``; the rest changes nothing but the time."""
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length)


@tf_export("data.experimental.scan")
def scan(initial_state: Any, scan_func: Callable[[Any, Any], Any]) -> Apply:
    """``scan(initial_state, scan_func)``."""
    return lambda dataset: dataset.scan(initial_state, scan_func)


@tf_export("data.experimental.take_while")
def take_while(predicate: Callable[..., Any]) -> Apply:
    """``take_while(predicate)``."""
    return lambda dataset: dataset.take_while(predicate)


@tf_export("data.experimental.unique")
def unique() -> Apply:
    """``unique()``."""
    return lambda dataset: dataset.unique()


@tf_export("data.experimental.unbatch")
def unbatch() -> Apply:
    """``unbatch()``."""
    return lambda dataset: dataset.unbatch()


@tf_export("data.experimental.rejection_resample")
def rejection_resample(
    class_func: Callable[..., Any], target_dist: Any, initial_dist: Any = None, seed: int | None = None
) -> Apply:
    """``rejection_resample`` with these arguments."""
    return lambda dataset: dataset.rejection_resample(class_func, target_dist, initial_dist, seed)


@tf_export("data.experimental.enumerate_dataset")
def enumerate_dataset(start: Any = 0) -> Apply:
    """``enumerate(start)``."""
    return lambda dataset: dataset.enumerate(start)


@tf_export("data.experimental.sample_from_datasets")
def sample_from_datasets(
    datasets: Sequence[Dataset],
    weights: Any = None,
    seed: int | None = None,
    stop_on_empty_dataset: bool = False,
) -> Dataset:
    """`Dataset.sample_from_datasets`."""
    return Dataset.sample_from_datasets(datasets, weights, seed, stop_on_empty_dataset)


@tf_export("data.experimental.choose_from_datasets")
def choose_from_datasets(
    datasets: Sequence[Dataset], choice_dataset: Dataset, stop_on_empty_dataset: bool = False
) -> Dataset:
    """`Dataset.choose_from_datasets`, which goes on with the others when a data set has ended."""
    return Dataset.choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset)


@tf_export("data.experimental.get_single_element")
def get_single_element(dataset: Dataset) -> Any:
    """The only element of a data set as tensors. A run raises InvalidArgumentError when it has none, or more."""
    return only_element(dataset)


@tf_export("data.experimental.Counter")
def counter(start: Any = 0, step: Any = 1, dtype: Any = int64) -> Dataset:
    """`Dataset.counter`: start, start + step ... without end."""
    return Dataset.counter(start, step, dtype)
