"""tf.data: data sets and iterators over them."""

from typing import Any

from lessonlib.tf1.data.dataset import Dataset
from lessonlib.tf1.data.iterator import GraphIterator as Iterator


def make_one_shot_iterator(dataset: Dataset) -> Iterator:
    """An iterator that begins by itself, in each session once."""
    return dataset.make_one_shot_iterator()


def make_initializable_iterator(dataset: Dataset, shared_name: str | None = None) -> Iterator:
    """An iterator that begins when ``iterator.initializer`` runs."""
    return dataset.make_initializable_iterator(shared_name)


def get_output_types(dataset_or_iterator: Any) -> Any:
    """The dtypes, nested like an element."""
    return dataset_or_iterator.output_types


def get_output_shapes(dataset_or_iterator: Any) -> Any:
    """The static shapes, nested like an element."""
    return dataset_or_iterator.output_shapes


__all__ = [
    "Dataset", "Iterator", "get_output_shapes", "get_output_types", "make_initializable_iterator",
    "make_one_shot_iterator",
]  # fmt: skip
