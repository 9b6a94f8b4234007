"""Names for the types of arguments that many functions share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import torch

if TYPE_CHECKING:
    from lessonlib.graph.dtypes import DType
    from lessonlib.graph.node import Operation, Tensor
    from lessonlib.graph.shapes import Dimension, TensorShape
    from lessonlib.graph.variables import Variable


class StandsForTensor(Protocol):
    """What can be used in place of a tensor, as a variable can."""

    def as_tensor(self) -> Tensor: ...


Array: TypeAlias = np.ndarray[Any, Any]
Scalar: TypeAlias = bool | int | float | complex | str | bytes | np.generic

# What can be made a tensor: one, or what stands for one, or a value that becomes a constant.
TensorLike: TypeAlias = (
    "Tensor | StandsForTensor | Scalar | Array | torch.Tensor | TensorShape | Dimension | Sequence[TensorLike]"
)  # fmt: skip
# A number with which Python can calculate; that of a tensor or variable is only known to a run.
NumberLike: TypeAlias = "float | np.floating[Any] | Tensor | Variable"
# A static shape: sizes, of which None and -1 are unknown; a single number is the size of a vector.
ShapeLike: TypeAlias = "TensorShape | Sequence[int | Dimension | None] | int | Dimension"
# The sizes of a tensor that is made: known numbers, or an int tensor, whose value only a run knows.
SizesLike: TypeAlias = "TensorLike"
# A dtype, its name, or a type of Python, NumPy or PyTorch.
DTypeLike: TypeAlias = "DType | str | type | np.dtype[Any] | torch.dtype"
# Axes to reduce; None, where it is allowed, stands for all of them.
AxisLike: TypeAlias = "int | Sequence[int] | Array | Tensor"

# What a session is asked for: tensors, variables, operations and names, in any structure.
Fetches: TypeAlias = "Tensor | Operation | StandsForTensor | str | Sequence[Fetches] | Mapping[Any, Fetches]"
# Values for tensors in one run; a string is the name of a tensor.
FeedKey: TypeAlias = "Tensor | StandsForTensor | str"
FeedDict: TypeAlias = "Mapping[FeedKey, Any]"
