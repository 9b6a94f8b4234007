"""New tensors, and new values of variables, in which the slices at some indices are others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from lessonlib.graph.create import as_tensor, convert_to_tensor, create
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidValueError, NotAssignableError, OutOfRangeError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_sizes
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import compatible, show
from lessonlib.graph.types import SizesLike, TensorLike
from lessonlib.tf1.array.gathering import check_places, integers, picked_shape, refuse_policy


def _reduced_at(x: torch.Tensor, rows: torch.Tensor, updates: torch.Tensor, reduction: str) -> torch.Tensor:
    return x.scatter_reduce(0, rows.unsqueeze(1).expand_as(updates), updates, reduction)


def _product_at(x: torch.Tensor, rows: torch.Tensor, updates: torch.Tensor) -> torch.Tensor:
    return _reduced_at(x, rows, updates, "prod")


def _quotient_at(x: torch.Tensor, rows: torch.Tensor, updates: torch.Tensor) -> torch.Tensor:
    divisors = _product_at(torch.ones_like(x), rows, updates)
    return torch.div(x, divisors, rounding_mode=None if x.is_floating_point() else "trunc")


# How the slices of ``updates`` meet those of ``x`` (rows, ...) at ``rows``; of equal rows, all count or the last.
_COMBINE: dict[str, Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "update": lambda x, rows, updates: x.index_copy(0, rows, updates),
    "add": lambda x, rows, updates: x.index_add(0, rows, updates),
    "sub": lambda x, rows, updates: x.index_add(0, rows, updates, alpha=-1),
    "mul": _product_at,
    "div": _quotient_at,
    "min": lambda x, rows, updates: _reduced_at(x, rows, updates, "amin"),
    "max": lambda x, rows, updates: _reduced_at(x, rows, updates, "amax"),
}


def combine_at(x: torch.Tensor, indices: torch.Tensor, updates: torch.Tensor, how: str) -> torch.Tensor:
    """x with ``updates`` at the places that the last axis of ``indices`` holds; a scalar update is for all of them."""
    depth, places = indices.shape[-1], indices.to(torch.int64)
    lead, rest = x.shape[:depth], x.shape[depth:]
    check_places(places, tuple(lead))
    wanted = (*indices.shape[:-1], *rest)
    if updates.shape != wanted and updates.dim():
        raise InvalidValueError(f"updates must have shape {wanted}, but have {tuple(updates.shape)}.")
    rows = torch.zeros(places.shape[:-1], dtype=torch.int64, device=x.device)
    for axis, size in enumerate(lead):
        rows = rows * size + places[..., axis]
    flat = updates.expand(wanted).reshape(rows.numel(), -1)
    width = rest.numel()
    return _COMBINE[how](x.reshape(-1, width), rows.reshape(-1), flat.reshape(-1, width)).reshape(x.shape)


def scatter_into_zeros(indices: torch.Tensor, updates: torch.Tensor, shape: torch.Tensor) -> torch.Tensor:
    zeros = torch.zeros(shape.tolist(), dtype=updates.dtype, device=updates.device)
    return combine_at(zeros, indices, updates, "add")


def _kept_shape(x: Tensor, indices: Tensor, updates: Tensor, how: str) -> list[Any]:
    wanted = picked_shape(x.sizes, indices.sizes)
    if updates.sizes != () and not compatible(wanted, updates.sizes):
        raise ProbeError(f"updates must have shape {show(wanted)}, but have {show(updates.sizes)}.")
    return [(x.dtype, x.sizes)]


register("TensorScatter", "x indices updates", combine_at, BY_VJP, same="x updates", shape=_kept_shape)
register(
    "Scatter", "ref indices updates", combine_at, NOT_DIFFERENTIABLE, same="ref updates", writes="ref",
    shape=_kept_shape,
)  # fmt: skip
register(
    "ScatterNd", "indices updates shape", scatter_into_zeros, BY_VJP, same="",
    shape=lambda indices, updates, shape: [(updates.dtype, known_sizes(shape))],
)  # fmt: skip


@tf_export("scatter_nd", "manip.scatter_nd")
def scatter_nd(
    indices: TensorLike, updates: TensorLike, shape: SizesLike, bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Zeros of ``shape`` with ``updates`` added at ``indices`` (..., depth); a place that occurs twice gets both."""
    refuse_policy("tf.scatter_nd", bad_indices_policy)
    places, sizes = integers(indices, "tf.scatter_nd"), convert_to_tensor(shape, _dtype_of(shape))
    return create("ScatterNd", places, updates, sizes, name=name or "ScatterNd")


def _dtype_of(shape: SizesLike) -> Any:
    return None if hasattr(shape, "dtype") else int32


def _on_tensors(how: str, summary: str) -> Callable[..., Tensor]:
    def function(
        tensor: TensorLike, indices: TensorLike, updates: TensorLike, bad_indices_policy: str = "",
        name: str | None = None,
    ) -> Tensor:  # fmt: skip
        refuse_policy(f"tf.tensor_scatter_nd_{how}", bad_indices_policy)
        return _tensor_scatter(how, tensor, indices, updates, name)

    function.__doc__ = f"A copy of ``tensor`` in which the slices at ``indices`` (..., depth) are {summary}."
    return function


def _tensor_scatter(
    how: str, tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: str | None
) -> Tensor:
    places = integers(indices, f"tf.tensor_scatter_nd_{how}")
    return create("TensorScatter", tensor, places, updates, how=how, name=name or f"TensorScatter_{how}")


@tf_export("tensor_scatter_update", "tensor_scatter_nd_update")
def tensor_scatter_nd_update(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: str | None = None
) -> Tensor:
    """A copy of ``tensor`` in which the slices at ``indices`` (..., depth) are those of ``updates``."""
    return _tensor_scatter("update", tensor, indices, updates, name)


tensor_scatter_nd_add = tf_export("tensor_scatter_add", "tensor_scatter_nd_add")(
    _on_tensors("add", "the sums with those of ``updates``")
)
tensor_scatter_nd_sub = tf_export("tensor_scatter_sub", "tensor_scatter_nd_sub")(
    _on_tensors("sub", "less by those of ``updates``")
)
tensor_scatter_nd_min = tf_export("tensor_scatter_nd_min")(
    _on_tensors("min", "the smaller ones, compared with ``updates``")
)
tensor_scatter_nd_max = tf_export("tensor_scatter_nd_max")(
    _on_tensors("max", "the larger ones, compared with ``updates``")
)


def count_one(ref: torch.Tensor, limit: int) -> torch.Tensor:
    """The value, to which 1 is added in place. Raises OutOfRangeError when it has reached the limit."""
    if int(ref) >= limit:
        raise OutOfRangeError(None, None, f"Reached limit of {limit}.")
    before = ref.clone()
    ref.add_(1)
    return before


register(
    "CountUpTo", "ref", count_one, NOT_DIFFERENTIABLE, takes="integer", writes="ref", in_place=True,
    shape=lambda ref, limit: [(ref.dtype, ())],
)  # fmt: skip


@tf_export("count_up_to")
def count_up_to(ref: TensorLike, limit: int, name: str | None = None) -> Tensor:
    """Adds 1 to an integer scalar variable and gives its value before.

    Fails with OutOfRangeError, and leaves the variable, when that is ``limit``.
    """
    return create("CountUpTo", _variable(ref), limit=int(limit), name=name or "CountUpTo")


def _variable(ref: TensorLike) -> Tensor:
    """The tensor of a variable. Raises AttributeError when ``ref`` is none."""
    target = as_tensor(ref)
    if get_default_graph().outer is not None:
        raise UnsupportedError(
            "A variable cannot be changed in places inside a branch or a loop.\n"
            "  Remedy: let tf.cond or tf.while_loop give the indices and updates, and change it outside."
        )
    if target is None or target.op.type != "Variable":
        raise NotAssignableError(f"{ref!r} cannot be changed: only a tf.Variable can.")
    return target


def update_slices(
    how: str, ref: TensorLike, indices: TensorLike, updates: TensorLike, name: str, depth: bool = True
) -> Tensor:
    """Change a variable at ``indices``, whose last axis holds places, or which are rows when not ``depth``.

    Raises AttributeError when ``ref`` is no variable.
    """
    places = integers(indices, f"tf.{name}")
    return create(
        "Scatter", _variable(ref), places if depth else expand_dims(places, -1), updates, how=how, name=name
    )


def _on_variables(type_: str, how: str, depth: bool, summary: str) -> Callable[..., Tensor]:
    def function(
        ref: TensorLike, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
        name: str | None = None,
    ) -> Tensor:  # fmt: skip
        return update_slices(how, ref, indices, updates, name or type_, depth)

    what = "slices at ``indices`` (..., depth)" if depth else "rows at ``indices``"
    function.__doc__ = f"Change a variable: its {what} {summary}. The result is the whole new value."
    return function


scatter_update = tf_export("scatter_update")(
    _on_variables("ScatterUpdate", "update", False, "become ``updates``")
)
scatter_add = tf_export("scatter_add")(_on_variables("ScatterAdd", "add", False, "gain ``updates``"))
scatter_sub = tf_export("scatter_sub")(_on_variables("ScatterSub", "sub", False, "lose ``updates``"))
scatter_mul = tf_export("scatter_mul")(
    _on_variables("ScatterMul", "mul", False, "are multiplied by ``updates``")
)
scatter_div = tf_export("scatter_div")(
    _on_variables("ScatterDiv", "div", False, "are divided by ``updates``")
)
scatter_min = tf_export("scatter_min")(
    _on_variables("ScatterMin", "min", False, "become the smaller ones, compared with ``updates``")
)
scatter_max = tf_export("scatter_max")(
    _on_variables("ScatterMax", "max", False, "become the larger ones, compared with ``updates``")
)
scatter_nd_add = tf_export("scatter_nd_add")(_on_variables("ScatterNdAdd", "add", True, "gain ``updates``"))
scatter_nd_sub = tf_export("scatter_nd_sub")(_on_variables("ScatterNdSub", "sub", True, "lose ``updates``"))


@tf_export("scatter_nd_update")
def scatter_nd_update(
    ref: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    use_locking: bool = True,
    name: str | None = None,
) -> Tensor:
    """Change a variable: its slices at ``indices`` (..., depth) become ``updates``. Gives the whole new value."""
    return update_slices("update", ref, indices, updates, name or "ScatterNdUpdate")


@tf_export("batch_scatter_update")
def batch_scatter_update(
    ref: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    use_locking: bool = True,
    name: str | None = None,
) -> Tensor:
    """Change a variable: ``ref[i][j][indices[i][j]] = updates[i][j]`` for all leading axes i, j of ``indices``."""
    places = integers(indices, "tf.batch_scatter_update")
    if not places.sizes:
        raise InvalidValueError("The indices of tf.batch_scatter_update need a known rank of 1 or more.")
    batched = create("BatchPlaces", expand_dims(places, -1), batch=len(places.sizes) - 1)
    return update_slices("update", ref, batched, updates, name or "batch_scatter_update")
