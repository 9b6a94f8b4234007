"""`map_fn`, `scan`, `foldl`, `foldr`: a function on the slices of tensors along the first axis, one after the other.

All are one operation, ``Scan``: a loop in the plan over a body, which carries some values from slice to slice and
collects others. Gradients go through it as through any kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph import nest
from lessonlib.graph.branch import Branch
from lessonlib.graph.context import RunContext
from lessonlib.graph.create import convert_to_tensor, create_several, working_graph
from lessonlib.graph.dtypes import DType, as_dtype
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.random import note_seed
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import Shape, common, compatible, show

Spec = tuple[DType, Shape]


def over_slices(
    elems: list[Any], starts: list[Any], captured: list[Any], body: Branch, reverse: bool, context: RunContext
) -> tuple[Any, ...]:
    """The last carried values, then the collected ones, joined along a new first axis."""
    lengths = {len(elem) for elem in elems}
    if len(lengths) > 1:
        raise InvalidValueError(f"The tensors to go over must have one length, but have {sorted(lengths)}.")
    carried, rows = list(starts), []
    places = range(lengths.pop())
    for i in reversed(places) if reverse else places:
        results = body([*(elem[i] for elem in elems), *carried, *captured], context)
        carried = results[: len(starts)]
        rows.append(results[len(starts) :])
    rows = rows[::-1] if reverse else rows
    collected = body.outputs[len(starts) :]
    return (*carried, *(_joined([row[j] for row in rows], out, context) for j, out in enumerate(collected)))


def _joined(values: list[Any], like: Tensor, context: RunContext) -> Any:
    if values and isinstance(values[0], torch.Tensor):
        return torch.stack(values)
    empty = (0, *(size or 0 for size in like.sizes or ()))
    if like.dtype.torch is not None:
        return torch.empty(empty, dtype=like.dtype.torch, device=context.home)
    result = np.empty((len(values), *np.shape(values[0])) if values else empty, object)
    for i, value in enumerate(values):
        result[i] = value
    return result


def _specs(
    elems: list[Tensor], starts: list[Tensor], captured: Any, body: Branch, reverse: bool
) -> list[Spec]:
    outs = body.outputs
    carried = [(o.dtype, common(o.sizes, s.sizes)) for o, s in zip(outs[: len(starts)], starts, strict=True)]
    rows = [(o.dtype, None if o.sizes is None else (_length(elems), *o.sizes)) for o in outs[len(starts) :]]
    return [*carried, *rows]


def _length(elems: list[Tensor]) -> int | None:
    return next((elem.sizes[0] for elem in elems if elem.sizes and elem.sizes[0] is not None), None)


register(
    "Scan", "elems* starts* captured*", over_slices, BY_VJP, same="", needs="context", stateful=True, several=True,
    shape=_specs,
)  # fmt: skip


@tf_export("map_fn")
def map_fn(
    fn: Callable[..., Any], elems: Any, dtype: Any = None, parallel_iterations: int | None = None,
    back_prop: bool = True, swap_memory: bool = False, infer_shape: bool = True, name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:  # fmt: skip
    """``fn`` of each slice of ``elems`` along the first axis, stacked along a new first axis.

    Args:
        fn: takes one slice, nested as ``elems`` is, and gives one tensor or a nested structure of them.
        elems: a tensor of rank 1 or more, or a nested structure of such tensors, all of the same length.
        dtype: the dtypes that ``fn`` gives, nested as its result; those of ``elems`` when not said.
            ``fn_output_signature`` is its newer name.
        parallel_iterations, back_prop, swap_memory, infer_shape: taken for TensorFlow's sake; they change no value.

    Raises ValueError when ``elems`` has scalars or tensors of different lengths, or the result is nested otherwise than
    ``dtype`` says; InvalidArgumentError when its dtypes are others.
    """
    wanted = dtype if fn_output_signature is None else fn_output_signature
    wanted = nest.pack_like(elems, [t.dtype for t in _tensors(elems, "map_fn")]) if wanted is None else wanted

    def checked(slice_: Any) -> Any:
        result = fn(slice_)
        _check_result(result, wanted)
        return result

    return _collected(checked, elems, name or "map")


@tf_export("vectorized_map")
def vectorized_map(
    fn: Callable[..., Any], elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """The same as `map_fn` with the dtypes that ``fn`` gives. The slices are computed one after the other."""
    return _collected(fn, elems, "vectorized_map")


@tf_export("scan")
def scan(
    fn: Callable[..., Any], elems: Any, initializer: Any = None, parallel_iterations: int = 10,
    back_prop: bool = True, swap_memory: bool = False, infer_shape: bool = True, reverse: bool = False,
    name: str | None = None,
) -> Any:  # fmt: skip
    """All values of ``accumulated = fn(accumulated, slice)``, over the slices of ``elems``, stacked.

    Args:
        fn: takes what is accumulated, nested as ``initializer``, and a slice; gives the new accumulated values.
        elems: a tensor of rank 1 or more, or a nested structure of such tensors, all of the same length n.
        initializer: the first accumulated values. When not said, the first slice, which is then the first result.
        reverse: go from the last slice to the first; results stand where their slices are.
        parallel_iterations, back_prop, swap_memory, infer_shape: taken for TensorFlow's sake; they change no value.

    Returns tensors (n, ...), nested as the accumulated values. Raises ValueError when ``fn`` gives values of another
    nesting or shape than it got, InvalidArgumentError when they have another dtype.
    """
    tensors = _tensors(elems, "scan")
    graph = working_graph(tensors[0])
    with graph.as_default(), graph.name_scope(name or "scan"):
        starts, rest = _starts(tensors, elems, initializer, reverse)
        _, rows = _folded(fn, elems, rest, starts, reverse, keep=True)
        if initializer is None:
            first = [start[None] for start in nest.flatten(starts)]
            rows = [concat([r, f] if reverse else [f, r], 0) for f, r in zip(first, rows, strict=True)]
        return nest.pack_like(starts, rows)


@tf_export("foldl")
def foldl(
    fn: Callable[..., Any], elems: Any, initializer: Any = None, parallel_iterations: int = 10,
    back_prop: bool = True, swap_memory: bool = False, name: str | None = None,
) -> Any:  # fmt: skip
    """The last value of ``accumulated = fn(accumulated, slice)``, from the first slice of ``elems`` to the last.

    The arguments are those of `scan`.
    """
    return _last(fn, elems, initializer, False, name or "foldl")


@tf_export("foldr")
def foldr(
    fn: Callable[..., Any], elems: Any, initializer: Any = None, parallel_iterations: int = 10,
    back_prop: bool = True, swap_memory: bool = False, name: str | None = None,
) -> Any:  # fmt: skip
    """The last value of ``accumulated = fn(accumulated, slice)``, from the last slice of ``elems`` to the first.

    The arguments are those of `scan`.
    """
    return _last(fn, elems, initializer, True, name or "foldr")


def _last(fn: Callable[..., Any], elems: Any, initializer: Any, reverse: bool, name: str) -> Any:
    tensors = _tensors(elems, name)
    graph = working_graph(tensors[0])
    with graph.as_default(), graph.name_scope(name):
        starts, rest = _starts(tensors, elems, initializer, reverse)
        last, _ = _folded(fn, elems, rest, starts, reverse, keep=False)
        return nest.pack_like(starts, last)


def _collected(fn: Callable[..., Any], elems: Any, name: str) -> Any:
    tensors = _tensors(elems, name)
    graph = working_graph(tensors[0])
    with graph.as_default(), graph.name_scope(name):
        body = Branch(lambda *leaves: fn(nest.pack_like(elems, leaves)), _slices(tensors), "map_body")
        results = looped(body, tensors, [], False)
        return nest.pack_like(body.structure, results)


def _folded(
    fn: Callable[..., Any], elems: Any, rest: list[Tensor], starts: Any, reverse: bool, keep: bool
) -> tuple[list[Tensor], list[Tensor]]:
    """The last accumulated values, and all of them when they are to be kept; both flat."""
    first = nest.flatten(starts)

    def build(*leaves: Tensor) -> list[Any]:
        count = len(rest)
        result = fn(nest.pack_like(starts, leaves[count:]), nest.pack_like(elems, leaves[:count]))
        if not nest.same_nesting(starts, result):
            raise InvalidValueError(
                f"The function must give values nested like those it accumulates, {starts!r}, but gives {result!r}."
            )
        new = [convert_to_tensor(value) for value in nest.flatten(result)]
        _check_accumulated(new, first)
        return [*new, *new] if keep else new

    body = Branch(build, [*_slices(rest), *((t.dtype, t.sizes) for t in first)], "scan_body")
    results = list(looped(body, rest, first, reverse))
    return results[: len(first)], results[len(first) :]


def looped(body: Branch, elems: list[Tensor], starts: list[Tensor], reverse: bool) -> Sequence[Tensor]:
    """The carried values after the last slice, then the collected ones, of ``body`` over the slices of ``elems``."""
    with working_graph(elems[0]).control_dependencies(body.graph.outer_controls):
        results = create_several(
            "Scan", elems, starts, body.captured, body=body, reverse=reverse, name="Scan"
        )
    note_seed(results[0])
    return results


def _tensors(elems: Any, function: str) -> list[Tensor]:
    tensors = [convert_to_tensor(elem) for elem in nest.flatten(elems)]
    if not tensors:
        raise InvalidValueError(f"tf.{function} needs at least one tensor in elems.")
    for tensor in tensors:
        if tensor.sizes == ():
            raise InvalidValueError(
                f"tf.{function} goes over the first axis of elems, but {tensor!r} is a scalar."
            )
        if not compatible((tensor.sizes or (None,))[:1], (_length(tensors),)):
            raise InvalidValueError(
                f"tf.{function} needs elems of one length, but got {[show(t.sizes) for t in tensors]}."
            )
    return tensors


def _slices(elems: list[Tensor]) -> list[Spec]:
    return [(elem.dtype, None if elem.sizes is None else elem.sizes[1:]) for elem in elems]


def _starts(tensors: list[Tensor], elems: Any, initializer: Any, reverse: bool) -> tuple[Any, list[Tensor]]:
    """The first accumulated values, and what remains to go over."""
    if initializer is not None:
        starts = [convert_to_tensor(value) for value in nest.flatten(initializer)]
        return nest.pack_like(initializer, starts), tensors
    first = nest.pack_like(elems, [tensor[-1] if reverse else tensor[0] for tensor in tensors])
    return first, [tensor[:-1] if reverse else tensor[1:] for tensor in tensors]


def _check_result(result: Any, wanted: Any) -> None:
    if not nest.same_nesting(result, wanted):
        raise InvalidValueError(
            f"The function of tf.map_fn gives {result!r}, but dtype says {wanted!r}.\n"
            "  Remedy: pass dtype=, nested as the function's result is."
        )
    for value, kind in zip(nest.flatten(result), nest.flatten(wanted), strict=True):
        given = convert_to_tensor(value).dtype
        if given is not as_dtype(getattr(kind, "dtype", kind)):
            raise InvalidArgumentError(
                None,
                None,
                f"The function of tf.map_fn gives {given.name} where {as_dtype(kind).name} is expected.\n"
                f"  Remedy: tf.map_fn(..., dtype=tf.{given.name}); without dtype, it is that of elems.",
            )


def _check_accumulated(new: list[Tensor], old: list[Tensor]) -> None:
    for i, (value, start) in enumerate(zip(new, old, strict=True)):
        if value.dtype is not start.dtype:
            raise InvalidArgumentError(
                None,
                None,
                f"Accumulated value {i} is {start.dtype.name}, but the function gives {value.dtype.name} for it.",
            )
        if not compatible(value.sizes, start.sizes):
            raise InvalidValueError(
                f"Accumulated value {i} has shape {show(start.sizes)}, but the function gives {show(value.sizes)}."
            )
