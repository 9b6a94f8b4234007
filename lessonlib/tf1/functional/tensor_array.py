"""`TensorArray`: tensors of one shape, written and read by index, for loops that collect what they compute."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import DType, as_dtype, bool_, int32
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import reshape, shape
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.state import no_op
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, TensorShape, as_shape, compatible, is_known, show
from lessonlib.graph.types import DTypeLike, ShapeLike, TensorLike

Pair = tuple[torch.Tensor, torch.Tensor]
Sizes = tuple[int, ...] | None


def empty_array(
    size: torch.Tensor, dtype: torch.dtype, element: Sizes, grows: bool, device: torch.device
) -> Pair:
    """Nothing is written yet. Where the shape of elements is unknown, they are empty until the first write tells it."""
    count = int(size)
    rows = torch.zeros((count, *((0,) if element is None else element)), dtype=dtype, device=device)
    return rows, torch.zeros(count, dtype=torch.bool, device=device)


def write_rows(
    rows: torch.Tensor, written: torch.Tensor, indices: torch.Tensor, values: torch.Tensor, grows: bool
) -> Pair:
    """New rows at ``indices`` (k,); all others stay. ``values``: (k, ...)."""
    places = indices.to(torch.int64).reshape(-1)
    last = int(places.max()) if len(places) else -1
    if (last >= len(rows) and not grows) or (len(places) and int(places.min()) < 0):
        raise InvalidArgumentError(
            None, None, f"Tried to write to index {last} but array is not resizeable and size is: {len(rows)}"
        )
    more = max(last + 1 - len(rows), 0)
    if not rows.numel() and rows.shape[1:] != values.shape[1:]:
        rows = values.new_zeros((len(rows), *values.shape[1:]))
    if rows.shape[1:] != values.shape[1:]:
        raise InvalidArgumentError(
            None, None, f"The elements have shape {tuple(rows.shape[1:])}, not {tuple(values.shape[1:])}."
        )
    if more:
        rows = torch.cat([rows, rows.new_zeros((more, *rows.shape[1:]))])
        written = torch.cat([written, written.new_zeros(more)])
    if written[places].any():
        again = places[written[places]][0]
        raise InvalidArgumentError(
            None,
            None,
            f"Could not write to TensorArray index {again} because it has already been written to.",
        )
    return torch.index_put(rows, (places,), values), torch.index_put(
        written, (places,), written.new_ones(len(places))
    )


def read_rows(
    rows: torch.Tensor, written: torch.Tensor, indices: torch.Tensor, element: Sizes
) -> torch.Tensor:
    """The rows at ``indices`` (...). One that was never written is zero if the shape of elements is known."""
    places = indices.to(torch.int64)
    for place in places.reshape(-1).tolist():
        if not 0 <= place < len(rows):
            raise InvalidArgumentError(
                None, None, f"Tried to read from index {place} but array size is: {len(rows)}"
            )
        if element is None and not written[place]:
            raise InvalidArgumentError(
                None, None, f"Could not read from TensorArray index {place}: nothing was written to it."
            )
    if element is not None and rows.shape[1:] != element:  # nothing at all was written
        return rows.new_zeros((*places.shape, *element))
    return rows[places]


def places_of(x: torch.Tensor) -> torch.Tensor:
    return torch.arange(len(x), dtype=torch.int32, device=x.device)


def _after_write(rows: Tensor, written: Tensor, indices: Tensor, values: Tensor, grows: bool) -> list[Any]:
    start = None if grows else (written.sizes or (None,))[0]
    known = rows.sizes if rows.sizes is None or values.sizes is None else (start, *values.sizes[1:])
    return [(rows.dtype, known), (bool_, (start,))]


def _read_shape(rows: Tensor, written: Tensor, indices: Tensor, element: Sizes) -> list[Any]:
    known = rows.sizes is not None and indices.sizes is not None
    return [(rows.dtype, (*(indices.sizes or ()), *(rows.sizes or ())[1:]) if known else None)]


def _empty_shape(size: Tensor, dtype: torch.dtype, element: Sizes, grows: bool) -> list[Any]:
    known = None if grows else constant_value(size)
    count = None if known is None else int(known)
    return [(as_dtype(dtype), None if element is None else (count, *element)), (bool_, (count,))]


register(
    "TensorArray",
    "size",
    empty_array,
    NOT_DIFFERENTIABLE,
    needs="device",
    same="",
    several=True,
    shape=_empty_shape,
)
register(
    "TensorArrayWrite",
    "rows written indices values",
    write_rows,
    BY_VJP,
    same="rows values",
    shape=_after_write,
)
register("TensorArrayRead", "rows written indices", read_rows, BY_VJP, same="", shape=_read_shape)


def equal_pieces(values: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    sizes = lengths.tolist()
    if len(set(sizes)) > 1 or sum(sizes) != len(values):
        raise InvalidArgumentError(
            None, None, f"split needs equal lengths that add up to {len(values)} rows, but got {sizes}."
        )
    return values.reshape((len(sizes), sizes[0] if sizes else 0, *values.shape[1:]))


def _pieces_shape(values: Tensor, lengths: Tensor) -> list[Any]:
    return [(values.dtype, None if values.sizes is None else (None, None, *values.sizes[1:]))]


register("EqualPieces", "values lengths", equal_pieces, BY_VJP, same="", shape=_pieces_shape)
register("Places", "x", places_of, NOT_DIFFERENTIABLE, shape=lambda x: [(int32, (x.sizes or (None,))[:1])])


class _Element:
    """What is known of the shape of the elements; all arrays that come of one array share it."""

    def __init__(self, known: Shape, inferred: bool) -> None:
        self.known, self.inferred = known, inferred

    @property
    def fixed(self) -> Sizes:
        """The shape, if all sizes are known."""
        return tuple(size or 0 for size in self.known or ()) if is_known(self.known) else None

    def learn(self, sizes: Shape) -> None:
        """Raises ValueError when the elements cannot have this shape."""
        if not compatible(self.known, sizes):
            raise InvalidValueError(
                f"Inconsistent shapes: the elements of this TensorArray are {show(self.known)}, not {show(sizes)}."
            )
        if self.known is None and self.inferred:
            self.known = sizes


@tf_export("TensorArray")
class TensorArray:
    """Tensors of one shape, by index. A method that writes gives the array to go on with; the old one stays as it was.

    Args:
        dtype: of the elements.
        size: how many there are at first; an int32 scalar.
        dynamic_size: whether a write behind the end makes the array longer.
        clear_after_read: taken for TensorFlow's sake: an element can always be read again.
        tensor_array_name, colocate_with_first_write_call: the same; they change no value.
        handle, flow: not supported: an array is handed on as it is.
        infer_shape: whether the first write says what shape all elements have.
        element_shape: their static shape; an element of a known shape that was never written is zero.

    Raises ValueError when no size is given; NotImplementedError for strings. A run raises InvalidArgumentError for an
    index out of range, an element that is written twice or was never written, and a shape that is another one.
    """

    def __init__(
        self, dtype: DTypeLike, size: TensorLike | None = None, dynamic_size: bool | None = None,
        clear_after_read: bool | None = None, tensor_array_name: str | None = None, handle: Any = None,
        flow: Any = None, infer_shape: bool = True, element_shape: ShapeLike | None = None,
        colocate_with_first_write_call: bool = True, name: str | None = None,
    ) -> None:  # fmt: skip
        refuse("tf.TensorArray", "pass the TensorArray itself on.", handle=handle, flow=flow)
        if size is None:
            raise InvalidValueError(
                "Size must be provided if handle is not provided: tf.TensorArray(dtype, size)."
            )
        self.dtype: DType = as_dtype(dtype)
        if self.dtype.torch is None:
            refuse(
                "tf.TensorArray", "keep the strings in one tensor, and their indices here.", dtype="tf.string"
            )
        self.dynamic_size = bool(dynamic_size)
        self._element = _Element(as_shape(element_shape), infer_shape)
        self._rows, self._written = create_several(
            "TensorArray", convert_to_tensor(size, int32), dtype=self.dtype.torch, element=self._element.fixed,
            grows=self.dynamic_size, name=name or "TensorArray",
        )  # fmt: skip

    @property
    def components(self) -> tuple[Tensor, Tensor]:
        """The elements, one below the other, and which of them have been written."""
        return self._rows, self._written

    def rebuilt(self, components: Any) -> TensorArray:
        """An array like this one of other `components`, as a loop gives them."""
        array = object.__new__(TensorArray)
        array.__dict__.update(self.__dict__)
        array._rows, array._written = components
        return array

    @property
    def flow(self) -> Tensor:
        """The tensor that carries the elements."""
        return self._rows

    @property
    def handle(self) -> None:
        """None: the elements are in `flow`, not in a resource."""
        return None

    @property
    def element_shape(self) -> TensorShape:
        """What is known of the shape of one element."""
        return TensorShape(self._element.known)

    def write(self, index: TensorLike, value: TensorLike, name: str | None = None) -> TensorArray:
        """The array with ``value`` at ``index``."""
        element = convert_to_tensor(value, preferred_dtype=self.dtype)
        return self._wrote(
            reshape(convert_to_tensor(index, int32), [1]), element[None], name or "TensorArrayWrite"
        )

    def scatter(self, indices: TensorLike, value: TensorLike, name: str | None = None) -> TensorArray:
        """The array with the rows of ``value`` (k, ...) at ``indices`` (k,)."""
        values = convert_to_tensor(value, preferred_dtype=self.dtype)
        return self._wrote(convert_to_tensor(indices, int32), values, name or "TensorArrayScatter")

    def unstack(self, value: TensorLike, name: str | None = None) -> TensorArray:
        """The array whose elements are the rows of ``value``."""
        values = convert_to_tensor(value, preferred_dtype=self.dtype)
        return self._wrote(create("Places", values), values, name or "TensorArrayUnstack")

    def split(self, value: TensorLike, lengths: TensorLike, name: str | None = None) -> TensorArray:
        """The array whose elements are pieces of ``value``, of ``lengths`` (k,) rows each, which must be equal."""
        values = convert_to_tensor(value, preferred_dtype=self.dtype)
        sizes = convert_to_tensor(lengths)
        pieces = create("EqualPieces", values, sizes)
        return self._wrote(create("Places", sizes), pieces, name or "TensorArraySplit")

    def read(self, index: TensorLike, name: str | None = None) -> Tensor:
        """The element at ``index``."""
        return self._read(convert_to_tensor(index, int32), name or "TensorArrayRead")

    def gather(self, indices: TensorLike, name: str | None = None) -> Tensor:
        """The elements at ``indices`` (k,), stacked: (k, ...)."""
        return self._read(convert_to_tensor(indices, int32), name or "TensorArrayGather")

    def stack(self, name: str | None = None) -> Tensor:
        """All elements, stacked: (size, ...)."""
        return self._read(create("Places", self._written), name or "TensorArrayStack")

    def concat(self, name: str | None = None) -> Tensor:
        """All elements, joined along their first axis."""
        stacked = self.stack()
        rows = concat([[-1], shape(stacked)[2:]], 0)
        result = reshape(stacked, rows, name=name or "TensorArrayConcat")
        if stacked.sizes is not None:
            result.set_shape((None, *stacked.sizes[2:]))
        return result

    def size(self, name: str | None = None) -> Tensor:
        """How many elements there are: int32, shape ()."""
        return shape(self._written, name=name or "TensorArraySize")[0]

    def identity(self) -> TensorArray:
        """The array itself."""
        return self

    def close(self, name: str | None = None) -> Operation:
        """An operation that does nothing: the memory is freed when nothing needs the array any more."""
        return no_op(name or "TensorArrayClose")

    def grad(self, source: str, flow: Any = None, name: str | None = None) -> None:
        """Not supported: tf.gradients goes through the array without it. Raises NotImplementedError."""
        refuse("TensorArray.grad", "tf.gradients goes through TensorArrays.", source=source)

    def _wrote(self, indices: Tensor, values: Tensor, name: str) -> TensorArray:
        if values.dtype is not self.dtype:
            raise InvalidArgumentError(
                None,
                None,
                f"The elements of this TensorArray are {self.dtype.name}, but the value is {values.dtype.name}.\n"
                f"  Remedy: tf.cast(value, tf.{self.dtype.name}).",
            )
        self._element.learn(None if values.sizes is None else values.sizes[1:])
        return self.rebuilt(
            create_several(
                "TensorArrayWrite", *self.components, indices, values, grows=self.dynamic_size, name=name
            )
        )

    def _read(self, indices: Tensor, name: str) -> Tensor:
        result = create("TensorArrayRead", *self.components, indices, element=self._element.fixed, name=name)
        if self._element.known is not None and indices.sizes is not None:
            result.set_shape((*indices.sizes, *self._element.known))
        return result
