"""Steps of optimizers: the kernels that change variables in place, as a whole or in some rows only."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create_operation
from lessonlib.graph.dtypes import DType
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape


def apply_gradient_descent(params: list[torch.Tensor], grads: list[torch.Tensor], lr: torch.Tensor) -> None:
    rate = lr.item()
    for param, grad in zip(params, grads, strict=True):
        param.sub_(grad, alpha=rate)


def apply_momentum(
    params: list[torch.Tensor], grads: list[torch.Tensor], sums: list[torch.Tensor], lr: torch.Tensor,
    momentum: torch.Tensor, nesterov: bool,
) -> None:  # fmt: skip
    kept = momentum.item()
    if kept == 0:  # the fused step keeps no sums then
        torch._foreach_copy_(sums, grads)
        apply_gradient_descent(params, grads, lr)
        return
    torch._fused_sgd_(
        params, [grad.contiguous() for grad in grads], sums, weight_decay=0.0, momentum=kept,
        lr=lr.item(), dampening=0.0, nesterov=nesterov, maximize=False, is_first_step=False,
    )  # fmt: skip


def apply_adam(
    params: list[torch.Tensor], grads: list[torch.Tensor], means: list[torch.Tensor], squares: list[torch.Tensor],
    step: torch.Tensor, lr: torch.Tensor, beta1: float, beta2: float, epsilon: float,
) -> None:  # fmt: skip
    """Adam (Kingma & Ba, 2015) with TensorFlow's epsilon, which is added before the bias correction."""
    count = step.item() + 1
    step.fill_(count)
    torch._fused_adam_(
        params, [grad.contiguous() for grad in grads], means, squares, [], [step] * len(params), lr=lr.item(),
        beta1=beta1, beta2=beta2, weight_decay=0.0, eps=epsilon / math.sqrt(1 - beta2**count),
        amsgrad=False, maximize=False,
    )  # fmt: skip


def apply_adagrad(
    params: list[torch.Tensor], grads: list[torch.Tensor], sums: list[torch.Tensor], lr: torch.Tensor
) -> None:
    rate = lr.item()
    for param, grad, total in zip(params, grads, sums, strict=True):
        total.addcmul_(grad, grad)
        param.addcdiv_(grad, total.sqrt(), value=-rate)


def apply_rmsprop(
    params: list[torch.Tensor], grads: list[torch.Tensor], squares: list[torch.Tensor], moves: list[torch.Tensor],
    means: list[torch.Tensor], lr: torch.Tensor, decay: float, momentum: float, epsilon: float,
) -> None:  # fmt: skip
    """RMSProp; with ``means``, the running means of the gradients, it is the centered one (Graves, 2013)."""
    rate = lr.item()
    for i, (param, grad, square, move) in enumerate(zip(params, grads, squares, moves, strict=True)):
        square.mul_(decay).addcmul_(grad, grad, value=1 - decay)
        spread = square
        if means:
            means[i].mul_(decay).add_(grad, alpha=1 - decay)
            spread = square - means[i] * means[i]
        move.mul_(momentum).addcdiv_(grad, (spread + epsilon).sqrt(), value=rate)
        param.sub_(move)


Lists = list[list[torch.Tensor]]


def on_rows(
    apply: Callable[..., None], params: list[torch.Tensor], values: list[torch.Tensor], indices: list[torch.Tensor],
    slots: Lists, *numbers: torch.Tensor, **attrs: Any,
) -> None:  # fmt: skip
    """A step of some rows only, of the variables and of the optimizer's: the others stay as they are."""
    for i, param in enumerate(params):
        rows, place = torch.unique(indices[i].to(torch.int64), return_inverse=True)
        total = param.new_zeros((len(rows), *param.shape[1:])).index_add_(0, place, values[i])
        whole = [param, *[slot[i] for slot in slots if slot]]
        parts = [tensor[rows] for tensor in whole]
        rest = iter(parts[1:])
        apply([parts[0]], [total], *[[next(rest)] if slot else [] for slot in slots], *numbers, **attrs)
        for tensor, part in zip(whole, parts, strict=True):
            tensor[rows] = part


def gradient_descent_on_rows(
    params: list[torch.Tensor], values: list[torch.Tensor], indices: list[torch.Tensor], lr: torch.Tensor
) -> None:
    for param, value, index in zip(params, values, indices, strict=True):
        param.index_add_(0, index.to(torch.int64), value, alpha=-lr.item())


def by_rows(apply: Callable[..., None], count: int) -> Callable[..., None]:
    """The kernel of a step of some rows only, from that of a whole step with ``count`` slots beside each variable."""

    def step(
        params: list[torch.Tensor], values: list[torch.Tensor], indices: list[torch.Tensor], *rest: Any, **attrs: Any
    ) -> None:  # fmt: skip
        on_rows(apply, params, values, indices, list(rest[:count]), *rest[count:], **attrs)

    step.__name__ = f"{apply.__name__.removeprefix('apply_')}_on_rows"  # what plans call it
    return step


def as_values(apply: Callable[..., None], grads: int, slots: int) -> Callable[..., tuple[torch.Tensor, ...]]:
    """The same step as a function: it changes nothing, and gives the new variables and slots."""

    def step(params: list[torch.Tensor], *rest: Any, **attrs: Any) -> tuple[torch.Tensor, ...]:
        numbers = rest[grads + slots :]
        new = [_copies(part) for part in (params, *rest[grads : grads + slots])]
        apply(new[0], *rest[:grads], *new[1:], *numbers, **attrs)
        return tuple(tensor for part in new for tensor in (part if isinstance(part, list) else [part]))

    step.__name__ = f"{apply.__name__}_as_values"
    return step


def _copies(part: Any) -> Any:
    return [tensor.clone() for tensor in part] if isinstance(part, list) else part.clone()


def register_step(
    type_: str, kernel: Callable[..., None], slots: str, numbers: str, on_some: Callable[..., None] | None
) -> None:
    """Rows of the op table: a whole step, one of some rows when there is a kernel for it, and both as functions."""
    count = len(slots.split())
    for name, made, grads in ((type_, kernel, "grads*"), (f"{type_}Rows", on_some, "values* indices*")):
        if made is not None:
            given = f"params* {grads} {slots} {numbers}"
            register(
                name, given, made, NOT_DIFFERENTIABLE,
                same="", writes=f"params* {slots}", in_place=True, shape=lambda *_, **__: [],
            )  # fmt: skip
            of_grads = len(grads.split())
            register(
                f"{name}Values", given, as_values(made, of_grads, count), NOT_DIFFERENTIABLE, same="", several=True,
                shape=partial(_new_specs, of_grads, count),
            )  # fmt: skip


def _new_specs(grads: int, slots: int, params: Any, *rest: Any, **attrs: Any) -> list[tuple[DType, Shape]]:
    return [(tensor.dtype, tensor.sizes) for tensor in _flat(params, *rest[grads : grads + slots])]


def _flat(*parts: Any) -> list[Any]:
    return [item for part in parts for item in (part if isinstance(part, list) else [part])]


def make_step(
    type_: str, params: list[Any], grads: Sequence[list[Any]], slots: Sequence[Any], numbers: Sequence[Any], name: str,
    **attrs: Any,
) -> Operation:  # fmt: skip
    """The operation that changes variables, and what is kept beside them, in place.

    Inside a branch or a loop it gives the new values instead, which are assigned around that (`assign_around`).
    """
    graph = get_default_graph()
    if graph.outer is None:
        return create_operation(type_, params, *grads, *slots, *numbers, name=name, **attrs)
    op = create_operation(f"{type_}Values", params, *grads, *slots, *numbers, name=name, **attrs)
    for variable, new in zip(_flat(params, *slots), op.outputs, strict=True):
        graph.assigned[convert_to_tensor(variable)] = new
    return op


momentum_on_rows = by_rows(apply_momentum, 1)  # a printed plan imports them by these names
adagrad_on_rows = by_rows(apply_adagrad, 1)
rmsprop_on_rows = by_rows(apply_rmsprop, 3)

register_step("ApplyGradientDescent", apply_gradient_descent, "", "lr", gradient_descent_on_rows)
register_step("ApplyMomentum", apply_momentum, "sums*", "lr momentum", momentum_on_rows)
register_step("ApplyAdagrad", apply_adagrad, "sums*", "lr", adagrad_on_rows)
register_step("ApplyRMSProp", apply_rmsprop, "squares* moves* means*", "lr", rmsprop_on_rows)
register_step("ApplyAdam", apply_adam, "means* squares* step", "lr", None)
