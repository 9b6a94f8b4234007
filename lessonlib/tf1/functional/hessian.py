"""`hessians`: all second derivatives of a number for a tensor."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.branch import Branch
from lessonlib.graph.create import convert_to_tensor, create, placeholder, working_graph
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.gradients import gradients
from lessonlib.graph.graph import ancestors
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape, shape
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.tf1.functional.scan import looped


@tf_export("hessians")
def hessians(
    ys: Any, xs: Any, name: str = "hessians", colocate_gradients_with_ops: bool = False, gate_gradients: bool = False,
    aggregation_method: Any = None,
) -> list[Tensor]:  # fmt: skip
    """The second derivatives of the sum of ``ys`` for each of ``xs``: shape of x, twice.

    Args:
        ys: a tensor of a floating dtype, or a list of them.
        xs: a tensor or variable of known rank, or a list of them. Each is differentiated for by itself.
        colocate_gradients_with_ops, gate_gradients, aggregation_method: taken for TensorFlow's sake.

    Raises ValueError when the ys do not depend on an x, or only linearly.
    """
    listed = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    targets = [convert_to_tensor(x) for x in listed]
    graph = working_graph(targets[0])
    with graph.as_default(), graph.name_scope(name):
        return [_hessian(ys, x) for x in targets]


def _hessian(ys: Any, x: Tensor) -> Tensor:
    (slope,) = gradients(ys, x)
    weights = placeholder(x.dtype, x.sizes, name="weights")
    row = None if slope is None else gradients(slope, x, grad_ys=weights)[0]
    if row is None:
        raise InvalidValueError(
            f"The ys have no second derivatives for {x!r}: they depend on it linearly, or not."
        )
    body = Branch(lambda unit: _copied(row, weights, unit), [(x.dtype, x.sizes)], "row")
    rows = looped(body, [create("UnitTensors", x)], [], False)[0]  # one for each element of x
    result = reshape(rows, concat([shape(x), shape(x)], 0))
    if x.sizes is not None:
        result.set_shape((*x.sizes, *x.sizes))
    return result


def _copied(target: Tensor, source: Tensor, new: Tensor) -> Tensor:
    """``target`` in the graph of ``new``, with ``new`` in place of ``source``: what depends on it is made again."""
    made = {source: new}
    graph = new.graph
    for op in ancestors([target.op]):
        if any(tensor in made for tensor in op.inputs):
            inputs = [made[tensor] if tensor in made else graph.capture(tensor) for tensor in op.inputs]
            outputs = [(tensor.dtype, tensor.sizes) for tensor in op.outputs]
            copy = graph.add(op.type, graph.unique_name(op.type), inputs, op.arity, op.attrs, outputs)
            made.update(zip(op.outputs, copy.outputs, strict=True))
    return made.get(target, target)


def unit_tensors(x: torch.Tensor) -> torch.Tensor:
    return torch.eye(x.numel(), dtype=x.dtype, device=x.device).reshape((x.numel(), *x.shape))


register(
    "UnitTensors", "x", unit_tensors, NOT_DIFFERENTIABLE,
    shape=lambda x: [(x.dtype, None if x.sizes is None else (None, *x.sizes))],
)  # fmt: skip
