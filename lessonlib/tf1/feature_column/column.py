"""The two kinds of columns, and how a feature is found among the features."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.create import constant, convert_to_tensor
from lessonlib.graph.dtypes import int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.logic import greater_equal
from lessonlib.graph.variables import GLOBAL_VARIABLES, Variable
from lessonlib.tf1.sparse.tensor import sparse_tensor_to_dense
from lessonlib.tf1.variables.shared import get_variable

Features = Mapping[str, Any]
MODEL_VARIABLES = "model_variables"


@dataclass(frozen=True)
class Making:
    """How columns make their variables: the collections to join, whether optimizers change them, and those made."""

    collections: Sequence[str]
    trainable: bool
    made: list[Variable]

    def variable(self, name: str, shape: Sequence[int], initializer: Any, trainable: bool = True) -> Variable:
        where = list(dict.fromkeys([GLOBAL_VARIABLES, MODEL_VARIABLES, *self.collections]))
        found = get_variable(
            name,
            list(shape),
            initializer=initializer,
            trainable=self.trainable and trainable,
            collections=where,
        )
        self.made.append(found)
        return found


class Column(ABC):
    """A feature: its name, and the names of what it is read from."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the column, which its variables have too."""

    @property
    @abstractmethod
    def parse_example_spec(self) -> dict[str, Any]:
        """What tf.parse_example needs to read the feature."""


class DenseColumn(Column):
    """A column that gives ``width`` numbers for each row."""

    @property
    @abstractmethod
    def width(self) -> int:
        """How many numbers a row has."""

    @abstractmethod
    def numbers(self, features: Features, making: Making) -> Tensor:
        """float32 (batch, width)."""


class CategoricalColumn(Column):
    """A column that gives classes: for each row, any number of integers under ``num_buckets``."""

    num_buckets: int

    @abstractmethod
    def ids(self, features: Features) -> Tensor:
        """int64 (batch, n), with -1 where there is no class."""

    def there(self, features: Features) -> Tensor:
        """bool (batch, n): where the feature has a word at all, for what combines words."""
        return greater_equal(self.ids(features), constant(0, int64))


def feature(features: Features, key: str) -> Tensor:
    """One feature, or what stands for it. Raises ValueError when there is none of this name."""
    if not isinstance(features, Mapping):
        raise InvalidTypeError(
            f"Feature columns read their features from a dictionary by name, but got {features!r}.\n"
            f"  Remedy: let input_fn return ({{{key!r}: ...}}, labels)."
        )
    if key not in features:
        raise InvalidValueError(
            f"Feature {key} is not in features dictionary, which has: {', '.join(sorted(map(str, features)))}."
        )
    given = features[key]
    if hasattr(given, "dense_shape"):
        return _dense(given)
    tensor = convert_to_tensor(given)
    if tensor.sizes == ():
        raise InvalidValueError(f"Feature (key: {key}) cannot have rank 0. Given: {tensor!r}.")
    return tensor


def _dense(sparse: Any) -> Tensor:
    """A sparse tensor with what means "no class" in its gaps."""
    gap: Any = "" if sparse.values.dtype.name == "string" else -1
    return sparse_tensor_to_dense(sparse, default_value=gap)


def check_key(key: Any) -> None:
    """Raise ValueError unless the key of a column is a text."""
    if not isinstance(key, str):
        raise InvalidValueError(
            f"The key of a feature column is the name of a feature, a string, but got {key!r}."
        )
