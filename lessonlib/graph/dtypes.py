"""Data types: one table that joins the names of TensorFlow, NumPy and PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.export import tf_export


@tf_export("DType")
@dataclass(frozen=True, repr=False, eq=False)
class DType:
    """A type of tensor elements; ``torch`` is None for strings, which PyTorch does not have."""

    name: str
    numpy: Any
    torch: torch.dtype | None

    @property
    def as_numpy_dtype(self) -> Any:
        return self.numpy

    @property
    def base_dtype(self) -> DType:
        return self

    @property
    def as_datatype_enum(self) -> int:
        """The number by which TensorFlow's files know the type."""
        return next(number for number, dtype in _BY_NUMBER.items() if dtype is self)

    @property
    def real_dtype(self) -> DType:
        """The type of the real part of a complex type; the type itself when it is not complex."""
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    def is_compatible_with(self, other: Any) -> bool:
        """Whether values of ``other`` are values of this type."""
        return self is as_dtype(other)

    @property
    def is_unsigned(self) -> bool:
        return self.name.startswith("uint")

    @property
    def is_floating(self) -> bool:
        return self.torch is not None and self.torch.is_floating_point

    @property
    def is_complex(self) -> bool:
        return self.torch is not None and self.torch.is_complex

    @property
    def is_integer(self) -> bool:
        return self.torch is not None and not (self.is_floating or self.is_complex or self.is_bool)

    @property
    def is_bool(self) -> bool:
        return self.torch is torch.bool

    @property
    def kind(self) -> str:
        """b(ool), i(nteger), f(loating), c(omplex) or s(tring); resources are o(bjects)."""
        kinds = (("b", self.is_bool), ("i", self.is_integer), ("f", self.is_floating), ("c", self.is_complex))
        return next((kind for kind, true in kinds if true), "s" if self.name == "string" else "o")

    @property
    def size(self) -> int:
        """Bytes of one element."""
        return 1 if self.torch is None else self.torch.itemsize

    @property
    def min(self) -> float:
        return torch.finfo(self.torch).min if self.is_floating else torch.iinfo(self.torch).min  # type: ignore[arg-type]

    @property
    def max(self) -> float:
        return torch.finfo(self.torch).max if self.is_floating else torch.iinfo(self.torch).max  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if other is None:
            return False
        try:
            return self is as_dtype(other)
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"


float16 = tf_export("float16", "half")(DType("float16", np.float16, torch.float16))
float32 = tf_export("float32")(DType("float32", np.float32, torch.float32))
float64 = tf_export("float64", "double")(DType("float64", np.float64, torch.float64))
int8 = tf_export("int8")(DType("int8", np.int8, torch.int8))
int16 = tf_export("int16")(DType("int16", np.int16, torch.int16))
int32 = tf_export("int32")(DType("int32", np.int32, torch.int32))
int64 = tf_export("int64")(DType("int64", np.int64, torch.int64))
uint8 = tf_export("uint8")(DType("uint8", np.uint8, torch.uint8))
bool_ = tf_export("bool")(DType("bool", np.bool_, torch.bool))
complex64 = tf_export("complex64")(DType("complex64", np.complex64, torch.complex64))
complex128 = tf_export("complex128")(DType("complex128", np.complex128, torch.complex128))
string = tf_export("string")(DType("string", np.object_, None))

ALL = (
    float16, float32, float64, int8, int16, int32, int64, uint8, bool_, complex64, complex128, string,
)  # fmt: skip
_BY_NAME = {d.name: d for d in ALL} | {
    "float": float32,
    "double": float64,
    "half": float16,
    "int": int32,
    "str": string,
}
_BY_NUMBER = {  # the numbers of TensorFlow's protocol buffers (DataType in types.proto)
    1: float32, 2: float64, 3: int32, 4: uint8, 5: int16, 6: int8, 7: string, 8: complex64, 9: int64, 10: bool_,
    18: complex128, 19: float16,
}  # fmt: skip
_BY_NUMPY = {np.dtype(d.numpy): d for d in ALL if d is not string}
_BY_TORCH = {d.torch: d for d in ALL if d is not string}
_BY_PYTHON = {float: float32, int: int32, bool: bool_, str: string, bytes: string, complex: complex128}


@tf_export("as_dtype")
def as_dtype(type_value: Any) -> DType:
    """The DType for a DType, a name such as ``"float"``, a type of Python, NumPy or PyTorch, or TensorFlow's number.

    Raises TypeError when there is none.
    """
    if isinstance(type_value, DType):
        return type_value
    if isinstance(type_value, str) and type_value in _BY_NAME:
        return _BY_NAME[type_value]
    if isinstance(type_value, torch.dtype) and type_value in _BY_TORCH:
        return _BY_TORCH[type_value]
    if isinstance(type_value, type) and type_value in _BY_PYTHON:
        return _BY_PYTHON[type_value]
    if type(type_value) is int and type_value in _BY_NUMBER:
        return _BY_NUMBER[type_value]
    try:
        dtype = np.dtype(type_value)
    except TypeError:
        raise InvalidTypeError(_unknown(type_value)) from None
    if dtype.kind in "SUO":
        return string
    if dtype in _BY_NUMPY:
        return _BY_NUMPY[dtype]
    raise InvalidTypeError(_unknown(type_value))


def _unknown(given: object) -> str:
    return f"Cannot convert {given!r} to a dtype; expected one of {', '.join(d.name for d in ALL)}."
