"""Steps of optimizers: the kernels that change variables in place, as a whole or in some rows only."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register


def apply_gradient_descent(params: list[torch.Tensor], grads: list[torch.Tensor], lr: torch.Tensor) -> None:
    rate = lr.item()
    for param, grad in zip(params, grads, strict=True):
        param.sub_(grad, alpha=rate)


def apply_momentum(
    params: list[torch.Tensor], grads: list[torch.Tensor], sums: list[torch.Tensor], lr: torch.Tensor,
    momentum: torch.Tensor, nesterov: bool,
) -> None:  # fmt: skip
    if momentum.item() == 0:  # the fused step keeps no sums then
        torch._foreach_copy_(sums, grads)
        apply_gradient_descent(params, grads, lr)
        return
    torch._fused_sgd_(
        params, [grad.contiguous() for grad in grads], sums, weight_decay=0.0, momentum=momentum.item(),
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


def momentum_on_rows(
    params: list[torch.Tensor], values: list[torch.Tensor], indices: list[torch.Tensor], sums: list[torch.Tensor],
    *numbers: torch.Tensor, **attrs: Any,
) -> None:  # fmt: skip
    on_rows(apply_momentum, params, values, indices, [sums], *numbers, **attrs)


def adagrad_on_rows(
    params: list[torch.Tensor], values: list[torch.Tensor], indices: list[torch.Tensor], sums: list[torch.Tensor],
    lr: torch.Tensor,
) -> None:  # fmt: skip
    on_rows(apply_adagrad, params, values, indices, [sums], lr)


def rmsprop_on_rows(
    params: list[torch.Tensor], values: list[torch.Tensor], indices: list[torch.Tensor], squares: list[torch.Tensor],
    moves: list[torch.Tensor], means: list[torch.Tensor], lr: torch.Tensor, **attrs: Any,
) -> None:  # fmt: skip
    on_rows(apply_rmsprop, params, values, indices, [squares, moves, means], lr, **attrs)


for _type, _kernel, _on_rows, _slots, _numbers in (
    ("ApplyGradientDescent", apply_gradient_descent, gradient_descent_on_rows, "", "lr"),
    ("ApplyMomentum", apply_momentum, momentum_on_rows, "sums*", "lr momentum"),
    ("ApplyAdagrad", apply_adagrad, adagrad_on_rows, "sums*", "lr"),
    ("ApplyRMSProp", apply_rmsprop, rmsprop_on_rows, "squares* moves* means*", "lr"),
    ("ApplyAdam", apply_adam, None, "means* squares* step", "lr"),
):
    for _name, _made, _grads in ((_type, _kernel, "grads*"), (f"{_type}Rows", _on_rows, "values* indices*")):
        if _made is not None:
            register(
                _name, f"params* {_grads} {_slots} {_numbers}", _made, NOT_DIFFERENTIABLE,
                same="", writes=f"params* {_slots}", in_place=True, shape=lambda *_, **__: [],
            )  # fmt: skip
