"""`SparseTensor`: the places and values of what is not zero; made from dense tensors, and made dense."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lessonlib.graph.create import (
    constant,
    constant_value,
    convert_to_tensor,
    create,
    create_several,
    placeholder,
)
from lessonlib.graph.dtypes import DType, as_dtype, bool_, int64, string
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph
from lessonlib.graph.node import Operation, Tensor, find_session
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.session import Session
from lessonlib.graph.shapes import Shape, TensorShape, as_shape, is_known
from lessonlib.graph.types import DTypeLike, FeedDict, ShapeLike, TensorLike
from lessonlib.tf1.sparse.values import dense_of, sparse_of, with_dense


@tf_export("SparseTensorValue")
class SparseTensorValue(NamedTuple):
    """The value of a sparse tensor, fetched or fed: indices (n, rank), values (n,), dense_shape (rank,)."""

    indices: Any
    values: Any
    dense_shape: Any


@tf_export("SparseTensor", "sparse.SparseTensor")
class SparseTensor:
    """A tensor that is zero but at some places: three tensors in one.

    Args:
        indices: the places, int64 (n, rank), in the order of rows for most functions.
        values: what stands there, (n,), of any dtype.
        dense_shape: its sizes, int64 (rank,).

    Raises ValueError when the three have other ranks; TypeError for other dtypes.
    """

    def __init__(self, indices: TensorLike, values: TensorLike, dense_shape: TensorLike) -> None:
        self.indices = convert_to_tensor(indices, int64, name="indices")
        self.values = convert_to_tensor(values, name="values")
        self.dense_shape = convert_to_tensor(dense_shape, int64, name="dense_shape")
        self._static: Shape = None  # what a placeholder says of its shape
        for part, rank in (("indices", 2), ("values", 1), ("dense_shape", 1)):
            sizes = getattr(self, part).sizes
            if sizes is not None and len(sizes) != rank:
                raise InvalidValueError(
                    f"{part} of a SparseTensor must be of rank {rank}, but its shape is {sizes}."
                )

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """A sparse tensor of a SparseTensorValue; a sparse tensor as it is."""
        if isinstance(sparse_tensor_value, SparseTensor):
            return sparse_tensor_value
        if not isinstance(sparse_tensor_value, SparseTensorValue):
            raise InvalidTypeError(
                f"Neither a SparseTensor nor SparseTensorValue: {sparse_tensor_value!r}.\n"
                "  Remedy: tf.SparseTensor(indices, values, dense_shape), or tf.sparse.from_dense(tensor)."
            )
        return cls(*sparse_tensor_value)

    @property
    def components(self) -> SparseTensorValue:
        """The three tensors."""
        return SparseTensorValue(self.indices, self.values, self.dense_shape)

    def rebuilt(self, components: Any) -> SparseTensor:
        """A sparse tensor of other `components`, as a branch or a loop gives them."""
        return SparseTensor(*components)

    def with_values(self, values: Tensor) -> SparseTensor:
        """A sparse tensor with other values at the same places."""
        made = SparseTensor(self.indices, values, self.dense_shape)
        made._static = self._static
        return made

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self.values.dtype

    @property
    def op(self) -> Operation:
        """The operation that gives the values."""
        return self.values.op

    @property
    def graph(self) -> Graph:
        """The graph of the three tensors."""
        return self.indices.graph

    @property
    def shape(self) -> TensorShape:
        """The static shape, as far as it is known."""
        known = constant_value(self.dense_shape)
        if self._static is not None:
            return TensorShape(self._static)
        if known is not None:
            return TensorShape([None if size == -1 else int(size) for size in known])
        rank = (self.dense_shape.sizes or (None,))[0] or (self.indices.sizes or (None, None))[1]
        return TensorShape(None if rank is None else [None] * rank)

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def eval(self, feed_dict: FeedDict | None = None, session: Session | None = None) -> SparseTensorValue:
        """The value in ``session``, or in the default session, as a SparseTensorValue of NumPy arrays."""
        found: Any = find_session(session, self.graph, "eval()").run(self.components, feed_dict)
        return SparseTensorValue(*found)

    def consumers(self) -> list[Operation]:
        """The operations that take the values."""
        return self.values.consumers()

    def __mul__(self, other: TensorLike) -> SparseTensor:
        return self._with("mul", other)

    def __truediv__(self, other: TensorLike) -> SparseTensor:
        return self._with("div", other)

    def _with(self, function: str, other: TensorLike) -> SparseTensor:
        values = create(
            "SparseDenseCwise", *self.components, convert_to_tensor(other, self.dtype), function=function
        )
        return SparseTensor(self.indices, values, self.dense_shape)

    def __repr__(self) -> str:
        return f"SparseTensor(indices={self.indices}, values={self.values}, dense_shape={self.dense_shape})"


def sparse(value: Any, function: str) -> SparseTensor:
    """``value`` as a sparse tensor. Raises TypeError when it is none."""
    if not isinstance(value, (SparseTensor, SparseTensorValue)):
        raise InvalidTypeError(
            f"Input to tf.{function} must be a SparseTensor, but is {value!r}.\n"
            "  Remedy: tf.sparse.from_dense(tensor), or tf.SparseTensor(indices, values, dense_shape)."
        )
    return SparseTensor.from_value(value)


def _dense_shape(
    indices: Tensor, sizes: Tensor, values: Tensor, default: Tensor, validate: bool
) -> list[Any]:
    known = constant_value(sizes)
    rank = (sizes.sizes or (None,))[0]
    unknown = None if rank is None else (None,) * rank
    return [(values.dtype, unknown if known is None else tuple(map(int, np.ravel(known))))]


def _sparse_specs(x: Tensor) -> list[Any]:
    rank = None if x.sizes is None else len(x.sizes)
    return [(int64, (None, rank)), (x.dtype, (None,)), (int64, (rank,))]


register(
    "SparseToDense",
    "indices sizes values default",
    dense_of,
    BY_VJP,
    same="values default",
    shape=_dense_shape,
)
register("DenseToSparse", "x", sparse_of, BY_VJP, several=True, shape=_sparse_specs)
register(
    "SparseDenseCwise", "indices values sizes dense", with_dense, BY_VJP, same="values dense",
    shape=lambda indices, values, sizes, dense, function: [(values.dtype, values.sizes)],
)  # fmt: skip


@tf_export("sparse_placeholder", "sparse.placeholder")
def sparse_placeholder(
    dtype: DTypeLike, shape: ShapeLike | None = None, name: str | None = None
) -> SparseTensor:
    """A sparse tensor whose value is fed at each run: a SparseTensorValue, or a tuple (indices, values, dense_shape).

    ``shape`` may say its static shape; a size of None takes any.
    """
    sizes, base = as_shape(shape), name or "sparse_placeholder"
    rank = None if sizes is None else len(sizes)
    if sizes is not None and is_known(sizes):
        dense = constant(np.array(sizes, np.int64), name=f"{base}/shape")
    else:
        dense = placeholder(int64, [rank], name=f"{base}/shape")
    indices = placeholder(int64, [None, rank], name=f"{base}/indices")
    tensor = SparseTensor(indices, placeholder(dtype, [None], name=f"{base}/values"), dense)
    tensor._static = sizes
    return tensor


@tf_export("sparse_to_dense")
def sparse_to_dense(
    sparse_indices: TensorLike, output_shape: TensorLike, sparse_values: TensorLike, default_value: TensorLike = 0,
    validate_indices: bool = True, name: str | None = None,
) -> Tensor:  # fmt: skip
    """A dense tensor of ``output_shape`` with ``sparse_values`` at ``sparse_indices``, ``default_value`` elsewhere.

    Args:
        sparse_indices: integers (n, rank); (n,) or () for places in a vector.
        sparse_values: (n,), or one for all places.
        validate_indices: whether a run fails with InvalidArgumentError for places that do not ascend, repeat, or lie
            outside.
    """
    values = convert_to_tensor(sparse_values)
    default = convert_to_tensor(
        "" if values.dtype is string and default_value == 0 else default_value, values.dtype
    )
    sizes = convert_to_tensor(output_shape)
    return create(
        "SparseToDense", convert_to_tensor(sparse_indices), sizes, values, default, validate=bool(validate_indices),
        name=name or "SparseToDense",
    )  # fmt: skip


@tf_export("sparse_tensor_to_dense", "sparse.to_dense")
def sparse_tensor_to_dense(
    sp_input: Any,
    default_value: TensorLike | None = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """The dense tensor, with ``default_value`` (0, or an empty string) where the sparse one has nothing.

    A run fails with InvalidArgumentError, unless ``validate_indices`` is False, when the indices do not ascend.
    """
    tensor = sparse(sp_input, "sparse.to_dense")
    default = (
        (b"" if tensor.dtype is string else False if tensor.dtype is bool_ else 0)
        if default_value is None
        else default_value
    )
    return sparse_to_dense(tensor.indices, tensor.dense_shape, tensor.values, default, validate_indices, name)


@tf_export("sparse.from_dense")
def from_dense(tensor: TensorLike, name: str | None = None) -> SparseTensor:
    """The sparse tensor of what is not zero in ``tensor``."""
    return SparseTensor(
        *create_several("DenseToSparse", convert_to_tensor(tensor), name=name or "dense_to_sparse")
    )


@tf_export("sparse_to_indicator", "sparse.to_indicator")
def sparse_to_indicator(sp_input: Any, vocab_size: int, name: str | None = None) -> Tensor:
    """bool (..., vocab_size): whether a number is among the values of a row of the sparse integers ``sp_input``."""
    tensor = sparse(sp_input, "sparse.to_indicator")
    columns = cast(tensor.values, int64)[:, None]
    indices = concat([tensor.indices[:, :-1], columns], 1)
    sizes = concat([tensor.dense_shape[:-1], np.array([vocab_size], np.int64)], 0)
    ones = tensor.values >= tensor.values
    return create(
        "SparseToDense",
        indices,
        sizes,
        ones,
        constant(False),
        validate=False,
        name=name or "SparseToIndicator",
    )


@tf_export("sparse.eye")
def eye(
    num_rows: int, num_columns: int | None = None, dtype: DTypeLike = "float32", name: str | None = None
) -> SparseTensor:
    """Ones on the diagonal, sparse: (num_rows, num_columns), square when one number is given."""
    columns = num_rows if num_columns is None else num_columns
    places = np.arange(min(num_rows, columns), dtype=np.int64)
    ones = np.ones(len(places), as_dtype(dtype).numpy)
    return SparseTensor(np.stack([places, places], 1), ones, np.array([num_rows, columns], np.int64))


@tf_export("convert_to_tensor_or_sparse_tensor")
def convert_to_tensor_or_sparse_tensor(
    value: Any, dtype: DTypeLike | None = None, name: str | None = None
) -> Any:
    """A sparse tensor of a SparseTensorValue, a sparse tensor as it is, and a dense tensor of all else.

    Raises TypeError when a sparse tensor has another dtype than ``dtype``.
    """
    if not isinstance(value, (SparseTensor, SparseTensorValue)):
        return convert_to_tensor(value, dtype, name)
    tensor = SparseTensor.from_value(value)
    if dtype is not None and tensor.dtype is not as_dtype(dtype):
        raise InvalidTypeError(
            f"Sparse dtype: requested = {as_dtype(dtype).name}, actual = {tensor.dtype.name}."
        )
    return tensor
