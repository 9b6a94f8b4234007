"""Reverse-mode differentiation as graph building: `gradients` adds nodes that compute derivatives.

The walk goes over the operations between xs and ys once, last one first; each gradient rule of the op table adds the
nodes of its operation under ``gradients/<operation>_grad``. As the result is an ordinary graph, it can be looked at,
run, and differentiated again. (Griewank & Walther, Evaluating Derivatives, 2008, chapter 3.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph import gradient_functions
from lessonlib.graph.choices import UnconnectedGradients
from lessonlib.graph.context import RunContext
from lessonlib.graph.create import constant, convert_to_tensor, create_several
from lessonlib.graph.dtypes import DType, int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, NoGradientError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import ancestors
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.filling import ones_like, zeros_like
from lessonlib.graph.ops.math import add_n, cast
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.registry import (
    BY_VJP,
    NOT_DIFFERENTIABLE,
    REFUSED,
    Arity,
    GradientRule,
    grouped,
    lookup,
    register,
)
from lessonlib.graph.row_gradients import RowsTaken, Taken, passed_on, taken_from
from lessonlib.graph.shapes import Shape, is_known
from lessonlib.graph.slices import IndexedSlices
from lessonlib.graph.types import TensorLike

Spec = tuple[DType, Shape]
Gradient = Tensor | IndexedSlices


def vjp(
    gs: list[torch.Tensor], inputs: list[torch.Tensor], of: str, arity: Arity, attrs: tuple[tuple[str, Any], ...],
    **needs: Any,
) -> tuple[torch.Tensor, ...]:  # fmt: skip
    """The gradients of a kernel for its floating-point inputs, by torch's own reverse mode."""
    return _pulled(gs, inputs, of, arity, attrs, needs)[0]


def _pulled(
    gs: list[torch.Tensor], inputs: list[torch.Tensor], of: str, arity: Arity, attrs: tuple[tuple[str, Any], ...],
    needs: dict[str, Any], beside: Callable[[], list[torch.Tensor]] = list,
) -> tuple[tuple[torch.Tensor, ...], list[torch.Tensor]]:  # fmt: skip
    """The same, and the tensors ``beside`` them that the kernel has left behind."""
    entry = lookup(of)
    moving = [i for i, tensor in enumerate(inputs) if tensor.is_floating_point()]

    def kernel(*values: torch.Tensor) -> tuple[tuple[torch.Tensor, ...], list[torch.Tensor]]:
        flat = list(inputs)
        for i, value in zip(moving, values, strict=True):
            flat[i] = value
        result = entry.kernel(*grouped(flat, arity), **dict(attrs), **needs)
        outputs = result if isinstance(result, (tuple, list)) else (result,)
        return tuple(output for output in outputs if output.is_floating_point()), beside()

    _, pull, left = torch.func.vjp(kernel, *[inputs[i] for i in moving], has_aux=True)  # type: ignore[misc]
    return tuple(pull(tuple(g for g in gs if g.is_floating_point()))), left


def body_vjp(
    gs: list[torch.Tensor], inputs: list[torch.Tensor], of: str, arity: Arity, attrs: tuple[tuple[str, Any], ...],
    taken: tuple[tuple[int, Taken], ...], context: RunContext,
) -> tuple[torch.Tensor, ...]:  # fmt: skip
    """The same for a kernel that runs bodies; of the inputs ``taken``, values and numbers of rows, at the end."""
    if not taken:
        return vjp(gs, inputs, of, arity, attrs, context=context)
    if context.rows is None:
        context.rows = RowsTaken([each for _, each in taken])
    log, by_rows = context.rows.start(), [i for i, _ in taken]
    found, indices = _pulled(gs, inputs, of, arity, attrs, {"context": context}, lambda: log.indices)
    moving = [i for i, tensor in enumerate(inputs) if tensor.is_floating_point()]
    rows = [context.rows.rows(log, number, inputs[i], indices) for number, i in enumerate(by_rows)]
    whole = [g for i, g in zip(moving, found, strict=True) if i not in by_rows]
    return (*whole, *(part for pair in rows for part in pair))


@tf_export("gradients")
def gradients(
    ys: Any, xs: Any, grad_ys: Any = None, name: str = "gradients", colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False, aggregation_method: Any = None, stop_gradients: Any = None,
    unconnected_gradients: Any = UnconnectedGradients.NONE,
) -> list[Any]:  # fmt: skip
    """The derivative of the sum of all ``ys`` for each of ``xs``, as new tensors of the graph.

    Args:
        ys: a tensor, or a list of them, of a floating dtype.
        xs: a tensor or a variable, or a list of them; any node, not only variables.
        grad_ys: weights of the ys, each of its y's shape; 1 when not said.
        colocate_gradients_with_ops, gate_gradients, aggregation_method: where and in which order TensorFlow would
            compute; they change no value.
        stop_gradients: tensors that count as constants: no derivative is taken through the operations that make them.
        unconnected_gradients: tf.UnconnectedGradients.NONE or ZERO, or ``"none"`` or ``"zero"``: what stands for an x
            that no path leads to.

    Returns:
        one tensor for each x, of its shape (an IndexedSlices where only rows of it are used), or None (or zeros) where
        no differentiable path leads from x to the ys.

    Raises TypeError when a y is not of a floating dtype.
    """
    targets = [convert_to_tensor(y) for y in _listed(ys)]
    sources = [convert_to_tensor(x) for x in _listed(xs)]
    stopped = {convert_to_tensor(t).op for t in _listed([] if stop_gradients is None else stop_gradients)}
    try:
        unconnected = UnconnectedGradients(unconnected_gradients)
    except ValueError:
        raise InvalidValueError(
            f"unconnected_gradients must be 'none' or 'zero', but is {unconnected_gradients!r}."
        ) from None
    for y in targets:
        if not y.dtype.is_floating:
            raise InvalidTypeError(
                f"gradients needs floating-point ys, but {y!r} is {y.dtype.name}. Remedy: tf.cast it."
            )
    graph = targets[0].graph
    if graph.outer is not None:  # what a branch or a loop reads from outside stands for it there
        sources = [graph.captures[x] if x in graph.captures else graph.capture(x) for x in sources]
    with graph.as_default(), graph.control_dependencies(None), graph.name_scope(name) as scope:
        received = _seed(targets, _listed(grad_ys) if grad_ys is not None else [None] * len(targets))
        path, moving = _between(sources, targets, stopped)
        for op in reversed(path):
            _pull_back(op, received, moving)
        found = [_total(x, received) for x in sources]
        if unconnected is UnconnectedGradients.ZERO:
            found = [zeros_like(x) if g is None else g for x, g in zip(sources, found, strict=True)]
    if not graph.waits_for:
        return found
    with graph.as_default(), graph.name_scope(scope):
        return [_waiting(g) for g in found]


def _waiting(grad: Any) -> Any:
    """A gradient that is there only after the control dependencies around, and has the value from before them."""
    if grad is None:
        return None
    if isinstance(grad, IndexedSlices):
        return IndexedSlices(identity(grad.values), grad.indices, grad.dense_shape)
    return identity(grad)


def _seed(ys: list[Tensor], weights: Sequence[Any]) -> dict[Tensor, list[Gradient]]:
    received: dict[Tensor, list[Gradient]] = {}
    for i, (y, weight) in enumerate(zip(ys, weights, strict=True)):
        if weight is not None:
            seed = convert_to_tensor(weight, y.dtype)
        elif is_known(y.sizes):
            seed = constant(np.ones(y.sizes), y.dtype, name=f"grad_ys_{i}")
        else:
            seed = ones_like(y, name=f"grad_ys_{i}")
        received.setdefault(y, []).append(seed)
    return received


def _between(
    xs: list[Tensor], ys: list[Tensor], stopped: set[Operation]
) -> tuple[list[Operation], set[Tensor]]:
    """The operations on differentiable paths from xs to ys, in the order of running, and the tensors on them."""
    moving = set(xs)
    path = []
    for op in ancestors([y.op for y in ys]):
        passes = _rules(op) is not NOT_DIFFERENTIABLE and op not in stopped
        if passes and any(t in moving for t in op.inputs):
            moving.update(out for out in op.outputs if out.dtype.is_floating)
            path.append(op)
    return path, moving


def _pull_back(op: Operation, received: dict[Tensor, list[Gradient]], moving: set[Tensor]) -> None:
    """Hand the gradients that ``op``'s outputs have received on to those of its inputs that depend on an x."""
    if not any(out in received for out in op.outputs):
        return
    with op.graph.name_scope(f"{op.name}_grad"):
        totals = [_total(out, received) for out in op.outputs]
        found = passed_on(op, totals[0]) if isinstance(totals[0], IndexedSlices) else None
        if found is None:
            gs = [
                zeros_like(out) if total is None else convert_to_tensor(total)
                for out, total in zip(op.outputs, totals, strict=True)
            ]
            found = _input_gradients(op, gs, moving)
        for tensor, g in zip(op.inputs, found, strict=True):
            if g is not None and tensor in moving:
                if isinstance(g, Tensor):
                    g.set_shape(tensor.sizes)
                received.setdefault(tensor, []).append(g)


def _rules(op: Operation) -> Any:
    """The gradient rules of its type, or the function that a program gave it in their place."""
    return gradient_functions.function_for(op.gradient, op.type) if op.gradient else op.entry.grads


def _by_function(function: Callable[..., Any], op: Operation, gs: list[Tensor]) -> list[Any]:
    """What a program's function gives for each input. Raises ValueError when these are not as many."""
    given = function(op, *gs)
    found = list(given) if isinstance(given, (list, tuple)) else [given]
    if len(found) != len(op.inputs):
        raise InvalidValueError(
            f"Num gradients {len(found)} generated for op {op.name} do not match num inputs {len(op.inputs)}: the "
            f"function registered as '{op.gradient}' must give one for each."
        )
    return [g if g is None or isinstance(g, IndexedSlices) else convert_to_tensor(g) for g in found]


def _input_gradients(op: Operation, gs: list[Tensor], moving: set[Tensor]) -> list[Any]:
    rules = _rules(op)
    if rules is REFUSED:
        raise gradient_functions.MissingGradientError(op.name, op.type)
    if callable(rules):
        return _by_function(rules, op, gs)
    if rules is BY_VJP:
        attrs = tuple(sorted(op.attrs.items()))
        if "context" in op.entry.needs:
            return _body_gradients(op, gs, moving, attrs)
        found = iter(create_several("Vjp", gs, op.inputs, of=op.type, arity=op.arity, attrs=attrs))
        return [next(found) if tensor.dtype.is_floating else None for tensor in op.inputs]
    assert isinstance(rules, tuple)
    g = gs[0] if len(gs) == 1 else tuple(gs)
    y = op.outputs[0] if len(op.outputs) == 1 else op.outputs
    flat: list[Tensor | None] = []
    for rule, group, n in zip(rules, op.grouped(op.inputs), op.arity, strict=True):
        wanted = any(tensor in moving for tensor in (group if n is not None else [group]))
        flat += _apply(rule if wanted else None, n, g, y, op)
    return flat


def _body_gradients(
    op: Operation, gs: list[Tensor], moving: set[Tensor], attrs: tuple[tuple[str, Any], ...]
) -> list[Any]:
    """Of an operation that runs bodies: rows for the inputs that these only gather from, tensors for the others."""
    wanted = {i: taken_from(op, i) for i, tensor in enumerate(op.inputs) if tensor in moving}
    taken = tuple((i, rows) for i, rows in wanted.items() if rows is not None)
    made = create_several("BodyVjp", gs, op.inputs, of=op.type, arity=op.arity, attrs=attrs, taken=taken)
    by_rows, count = dict(taken), len(made) - 2 * len(taken)
    whole, rows = iter(made[:count]), iter(made[count:])
    return [
        IndexedSlices.shaped_like(next(rows), next(rows), tensor)
        if i in by_rows
        else next(whole)
        if tensor.dtype.is_floating
        else None
        for i, tensor in enumerate(op.inputs)
    ]


def _apply(rule: GradientRule | None, n: int | None, g: Any, y: TensorLike, op: Operation) -> list[Any]:
    if rule is None:
        return [None] * (1 if n is None else n)
    result = rule(g, y, *op.inputs, **op.attrs)
    return [result] if n is None else list(result)


def _total(tensor: Tensor, received: dict[Tensor, list[Gradient]]) -> Gradient | None:
    parts = received.get(tensor)
    if parts is None:
        return None
    if len(parts) > 1:
        received[tensor] = parts = [_sum(parts)]
    return parts[0]


def _sum(parts: list[Gradient]) -> Gradient:
    """The sum of gradients: rows of an embedding stay rows when all of them are."""
    slices = [part for part in parts if isinstance(part, IndexedSlices)]
    if len(slices) < len(parts):
        return add_n(parts)
    values = concat([part.values for part in slices], 0)
    return slices[0].with_values(values, concat([cast(part.indices, int64) for part in slices], 0))


def explain_missing(loss: Tensor, variables: Sequence[Any]) -> NoGradientError:
    """The error for a loss whose gradient reaches no variable; it names the operation that blocks the way."""
    reached = ancestors([loss.op])
    blocking = [op for op in reached if _rules(op) is NOT_DIFFERENTIABLE and op.inputs]
    names = ", ".join(v.op.name for v in variables) or "none"
    why = (
        f"The path goes through '{blocking[-1].name}' ({blocking[-1].type}), which has no gradient."
        if blocking
        else "The loss does not depend on any of them."
    )
    return NoGradientError(
        f"No gradients provided for any variable (variables: {names}) from loss {loss.name}.\n  {why}"
    )


def _listed(items: Any) -> list[Any]:
    return list(items) if isinstance(items, (list, tuple)) else [items]


def _moving_specs(gs: list[Tensor], inputs: list[Tensor], **_: Any) -> list[Spec]:
    return [(tensor.dtype, tensor.sizes) for tensor in inputs if tensor.dtype.is_floating]


def _body_specs(
    gs: list[Tensor], inputs: list[Tensor], taken: tuple[tuple[int, Taken], ...], **_: Any
) -> list[Spec]:
    by_rows = {i for i, _ in taken}
    whole = [t for i, t in enumerate(inputs) if t.dtype.is_floating and i not in by_rows]
    specs: list[Spec] = [(tensor.dtype, tensor.sizes) for tensor in whole]
    for i, rows in taken:
        sizes = inputs[i].sizes
        specs.append((inputs[i].dtype, None if sizes is None else (None, *sizes[1:])))
        specs.append((rows.gathers[0].inputs[1].dtype, (None,)))
    return specs


register("Vjp", "gs* inputs*", vjp, BY_VJP, same="", several=True, shape=_moving_specs)
register(
    "BodyVjp", "gs* inputs*", body_vjp, BY_VJP, same="", needs="context", several=True, shape=_body_specs
)
