"""Diagonals of matrices: taken out, put in, and the band around them. Leading axes are batches."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import constant_value, create
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike

Band = tuple[int, int]  # the lowest and the highest diagonal; 0 is the main one, those above it are positive
_ALIGNS = ("RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT")


def diagonal_to_tensor(x: torch.Tensor) -> torch.Tensor:
    return torch.diag_embed(x.reshape(-1)).reshape(*x.shape, *x.shape)


def tensor_to_diagonal(x: torch.Tensor) -> torch.Tensor:
    half = x.shape[: x.dim() // 2]
    if x.dim() % 2 or x.shape[x.dim() // 2 :] != half or not x.dim():
        raise InvalidValueError(f"tf.diag_part needs a shape of two equal halves, but got {tuple(x.shape)}.")
    return x.reshape(half.numel(), half.numel()).diagonal().reshape(half).clone()


def take_diagonals(x: torch.Tensor, band: Band, padding: float, align: str) -> torch.Tensor:
    """The diagonals of ``band``, highest first, each padded to the longest; one alone has no axis for its number."""
    rows, columns = x.shape[-2:]
    longest = _longest(rows, columns, band)
    parts = []
    for number in range(band[1], band[0] - 1, -1):
        part = torch.diagonal(x, number, -2, -1)
        missing = longest - part.shape[-1]
        sides = (0, missing) if _starts_left(number, align) else (missing, 0)
        parts.append(torch.nn.functional.pad(part, sides, value=padding) if missing else part)
    return parts[0].clone() if band[0] == band[1] else torch.stack(parts, -2)


def put_diagonals(x: torch.Tensor, diagonals: torch.Tensor, band: Band, align: str) -> torch.Tensor:
    """x with the diagonals of ``band`` replaced by those that `take_diagonals` would take."""
    rows, columns = x.shape[-2:]
    longest = _longest(rows, columns, band)
    stacked = diagonals.unsqueeze(-2) if band[0] == band[1] else diagonals
    if stacked.shape[:-2] != x.shape[:-2] or stacked.shape[-2:] != (band[1] - band[0] + 1, longest):
        raise InvalidValueError(
            f"Diagonals {band[0]} to {band[1]} of a tensor of shape {tuple(x.shape)} do not have shape "
            f"{tuple(diagonals.shape)}: the longest has {longest} elements."
        )
    for i, number in enumerate(range(band[1], band[0] - 1, -1)):
        length = _longest(rows, columns, (number, number))
        start = 0 if _starts_left(number, align) else longest - length
        x = torch.diagonal_scatter(x, stacked[..., i, start : start + length], number, -2, -1)
    return x


def matrix_of_diagonals(
    diagonals: torch.Tensor, band: Band, rows: int, columns: int, padding: float, align: str
) -> torch.Tensor:
    """A matrix with these diagonals, as small as they allow when a size is -1, and ``padding`` elsewhere."""
    longest = diagonals.shape[-1]
    least_rows, least_columns = longest - min(band[1], 0), longest + max(band[0], 0)
    if rows == -1 and columns == -1:
        rows = columns = max(least_rows, least_columns)
    rows = least_rows if rows == -1 else rows
    columns = least_columns if columns == -1 else columns
    lead = diagonals.shape[: -1 if band[0] == band[1] else -2]
    filled = torch.full((*lead, rows, columns), padding, dtype=diagonals.dtype, device=diagonals.device)
    return put_diagonals(filled, diagonals, band, align)


def band_part(x: torch.Tensor, lower: torch.Tensor, upper: torch.Tensor) -> torch.Tensor:
    below, above = int(lower), int(upper)
    if x.dim() < 2:
        raise InvalidValueError(f"tf.matrix_band_part takes matrices, but got shape {tuple(x.shape)}.")
    rows, columns = x.shape[-2:]
    if below > max(rows, 1) or above > max(columns, 1):
        raise InvalidValueError(
            f"num_lower {below} and num_upper {above} exceed a matrix {rows} by {columns}."
        )
    x = torch.triu(x, -below) if below >= 0 else x
    return torch.tril(x, above) if above >= 0 else x.clone()


def _longest(rows: int, columns: int, band: Band) -> int:
    if not -max(rows, 1) < band[0] <= band[1] < max(columns, 1):
        raise InvalidValueError(
            f"A matrix {rows} by {columns} does not have diagonals {band[0]} to {band[1]}."
        )
    return min(rows + min(band[1], 0), columns - max(band[0], 0))


def _starts_left(number: int, align: str) -> bool:
    above, below = (word == "LEFT" for word in align.split("_"))
    return (number >= 0 and above) or (number <= 0 and below)


def _band(k: Any) -> Band:
    value = constant_value(k)
    if value is None:
        raise InvalidValueError(
            f"The numbers of diagonals must be known while the graph is built, not {k!r}."
        )
    numbers = [int(number) for number in value.reshape(-1)]
    if len(numbers) not in (1, 2) or numbers[0] > numbers[-1]:
        raise InvalidValueError(f"k must be a number, or two in ascending order, but is {numbers}.")
    return numbers[0], numbers[-1]


def _known(value: Any, name: str) -> Any:
    array = constant_value(value)
    if array is None:
        raise InvalidValueError(f"{name} must be known while the graph is built, not {value!r}.")
    return array.item()


def _aligned(align: str) -> str:
    if align not in _ALIGNS:
        raise InvalidValueError(f"align must be one of {', '.join(_ALIGNS)}, but is {align!r}.")
    return align


@tf_export("diag", "linalg.tensor_diag")
def diag(diagonal: TensorLike, name: str | None = None) -> Tensor:
    """Zeros of shape (s..., s...) with ``diagonal`` (s...) where both halves of the indices are equal."""
    return create("Diag", diagonal, name=name or "Diag")


@tf_export("diag_part", "linalg.tensor_diag_part")
def diag_part(input: TensorLike, name: str | None = None) -> Tensor:
    """The elements (s...) of a tensor (s..., s...) where both halves of the indices are equal."""
    return create("DiagPart", input, name=name or "DiagPart")


@tf_export("matrix_diag", "linalg.diag")
def matrix_diag(
    diagonal: TensorLike, name: str = "diag", k: Any = 0, num_rows: Any = -1, num_cols: Any = -1,
    padding_value: Any = 0, align: str = "RIGHT_LEFT",
) -> Tensor:  # fmt: skip
    """Matrices with the given diagonals (..., n), or (..., diagonals, n), highest first, when k names several.

    Args:
        k: the diagonal, or the lowest and highest: 0 is the main one, positive ones are above it.
        num_rows, num_cols: the sizes; -1 means as small as the diagonals allow.
        padding_value: what stands beside the diagonals.
        align: at which side shorter diagonals above and below the main one start: "RIGHT_LEFT" and so on.
    """
    sizes = {"rows": _known(num_rows, "num_rows"), "columns": _known(num_cols, "num_cols")}
    return create(
        "MatrixDiag", diagonal, band=_band(k), **sizes, padding=_known(padding_value, "padding_value"),
        align=_aligned(align), name=name,
    )  # fmt: skip


@tf_export("matrix_diag_part", "linalg.diag_part")
def matrix_diag_part(
    input: TensorLike, name: str = "diag_part", k: Any = 0, padding_value: Any = 0, align: str = "RIGHT_LEFT"
) -> Tensor:
    """The diagonals of matrices: (..., n), or (..., diagonals, n), highest first, when k names several.

    The parameters are those of `matrix_diag`; shorter diagonals are padded to the longest.
    """
    return create(
        "MatrixDiagPart", input, band=_band(k), padding=_known(padding_value, "padding_value"),
        align=_aligned(align), name=name,
    )  # fmt: skip


@tf_export("matrix_set_diag", "linalg.set_diag")
def matrix_set_diag(
    input: TensorLike, diagonal: TensorLike, name: str = "set_diag", k: Any = 0, align: str = "RIGHT_LEFT"
) -> Tensor:
    """The matrices with other diagonals; the parameters are those of `matrix_diag`."""
    return create("MatrixSetDiag", input, diagonal, band=_band(k), align=_aligned(align), name=name)


@tf_export("matrix_band_part", "linalg.band_part")
def matrix_band_part(
    input: TensorLike, num_lower: TensorLike, num_upper: TensorLike, name: str | None = None
) -> Tensor:
    """The matrices with zeros below ``num_lower`` and above ``num_upper`` diagonals; a negative number keeps all."""
    return create("MatrixBandPart", input, num_lower, num_upper, name=name or "MatrixBandPart")


def _kept(x: Tensor, *_: Tensor, **__: Any) -> list[Any]:
    if x.sizes is not None and len(x.sizes) < 2:
        raise ProbeError(f"Shape must be at least rank 2 but is rank {len(x.sizes)}.")
    return [(x.dtype, x.sizes)]


def _halved(x: Tensor) -> list[Any]:
    if x.sizes is not None and len(x.sizes) % 2:
        raise ProbeError(f"tf.diag_part needs an even rank, but got {x.shape}.")
    return [(x.dtype, None if x.sizes is None else x.sizes[: len(x.sizes) // 2])]


def _doubled(x: Tensor) -> list[Any]:
    return [(x.dtype, None if x.sizes is None else (*x.sizes, *x.sizes))]


register("Diag", "x", diagonal_to_tensor, (lambda g, y, x: diag_part(g),), takes="number", shape=_doubled)
register("DiagPart", "x", tensor_to_diagonal, (lambda g, y, x: diag(g),), takes="number", shape=_halved)
register("MatrixDiag", "diagonals", matrix_of_diagonals, BY_VJP)
register("MatrixDiagPart", "x", take_diagonals, BY_VJP)
register("MatrixSetDiag", "x diagonals", put_diagonals, BY_VJP, shape=_kept)
register(
    "MatrixBandPart", "x lower upper", band_part,
    (lambda g, y, x, lower, upper: matrix_band_part(g, lower, upper), None, None), same="",
    shape=lambda x, lower, upper: [(x.dtype, x.sizes)],
)  # fmt: skip
