"""optimize_loss: a whole training step, with decay, clipping and summaries, in one call."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lessonlib.graph import optimizers as known
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.norms import clip_by_global_norm, global_norm
from lessonlib.graph.ops.random import truncated_normal
from lessonlib.graph.optimizers import Optimizer
from lessonlib.graph.summary import histogram, scalar
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.train.step_counter import get_global_step
from lessonlib.tf1.variables.scope import variable_scope

OPTIMIZER_CLS_NAMES = {
    "Adagrad": known.AdagradOptimizer,
    "Adam": known.AdamOptimizer,
    "Momentum": lambda learning_rate: known.MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": known.RMSPropOptimizer,
    "SGD": known.GradientDescentOptimizer,
}
OPTIMIZER_SUMMARIES = (
    "learning_rate",
    "loss",
    "gradients",
    "gradient_norm",
    "global_gradient_norm",
)
Pairs = list[tuple[Any, Variable]]


@tf_export("contrib.layers.optimize_loss")
def optimize_loss(
    loss: TensorLike, global_step: Variable | None, learning_rate: Any, optimizer: Any,
    gradient_noise_scale: float | None = None, gradient_multipliers: Mapping[Any, float] | None = None,
    clip_gradients: Any = None, learning_rate_decay_fn: Callable[[Any, Any], Any] | None = None,
    update_ops: Sequence[Operation | Tensor] | None = None, variables: Sequence[Variable] | None = None,
    name: str | None = None, summaries: Sequence[str] | None = None, colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> Tensor:  # fmt: skip
    """A tensor that has the loss, and whose run makes one training step.

    Args:
        loss: a scalar.
        global_step: counts the steps; the graph's own when None, if it has one.
        learning_rate: a number or a tensor; None when the optimizer brings its own.
        optimizer: ``"Adagrad"``, ``"Adam"``, ``"Momentum"``, ``"RMSProp"`` or ``"SGD"``, an optimizer, its class, or a
            function from the learning rate to one.
        gradient_noise_scale: the standard deviation of noise that is added to the gradients.
        gradient_multipliers: factors for the gradients of variables, by variable or by name.
        clip_gradients: the longest length of all gradients together, or a function of the (gradient, variable) pairs.
        learning_rate_decay_fn: called with the learning rate and the global step.
        update_ops: run before the step; the collection ``update_ops`` when None.
        variables: those to change; all trainable ones when None.
        summaries: which of `OPTIMIZER_SUMMARIES` to make; learning rate, loss and the length of the gradients when
            None.
        colocate_gradients_with_ops: taken for TensorFlow's sake; it changes no value.

    Raises ValueError for a loss that is no scalar, an unknown optimizer or summary, or a decay without a global step.
    """
    target = convert_to_tensor(loss)
    if target.sizes not in ((), None):
        raise InvalidValueError(
            f"optimize_loss needs a loss that is one number, but its shape is {target.shape}."
        )
    shown = ("learning_rate", "loss", "global_gradient_norm") if summaries is None else tuple(summaries)
    unknown = [summary for summary in shown if summary not in OPTIMIZER_SUMMARIES]
    if unknown:
        raise InvalidValueError(
            f"Summaries should be one of [{', '.join(OPTIMIZER_SUMMARIES)}], not {unknown}."
        )
    step = get_global_step() if global_step is None else global_step
    with variable_scope(name, "OptimizeLoss", [target]):
        graph = get_default_graph()
        before = graph.get_collection("update_ops") if update_ops is None else list(update_ops)
        if before:
            with graph.control_dependencies(before):
                target = identity(target, name="control_dependency")
        rate = _decayed(learning_rate, learning_rate_decay_fn, step)
        opt = _optimizer(optimizer, rate)
        pairs = opt.compute_gradients(target, list(variables) if variables is not None else None)
        pairs = _scaled(_noisy(pairs, gradient_noise_scale), gradient_multipliers or {})
        if "global_gradient_norm" in shown:
            scalar("global_norm/gradient_norm", global_norm([grad for grad, _ in pairs]))
        pairs = _clipped(pairs, clip_gradients)
        _summarize(shown, rate, target, pairs)
        update = opt.apply_gradients(pairs, step if increment_global_step else None, name="train")
        with graph.control_dependencies([update]):
            return identity(target, name="train_loss")


def _decayed(rate: Any, decay: Callable[[Any, Any], Any] | None, step: Variable | None) -> Any:
    if rate is None or decay is None:
        return rate
    if step is None:
        raise InvalidValueError("global_step is required for learning_rate_decay_fn.")
    return decay(rate, step)


def _optimizer(optimizer: Any, rate: Any) -> Optimizer:
    if isinstance(optimizer, str):
        if optimizer not in OPTIMIZER_CLS_NAMES:
            names = ", ".join(OPTIMIZER_CLS_NAMES)
            raise InvalidValueError(f"Optimizer name should be one of [{names}], but is {optimizer!r}.")
        optimizer = OPTIMIZER_CLS_NAMES[optimizer]
    if isinstance(optimizer, Optimizer):
        return optimizer
    if rate is None and inspect.isclass(optimizer):
        raise InvalidValueError(f"Learning rate is None, but should be specified for {optimizer.__name__}.")
    if not callable(optimizer):
        raise InvalidValueError(
            f"Unrecognized optimizer: {optimizer!r} should be a name, an optimizer, its class or a function."
        )
    made = optimizer() if rate is None else optimizer(rate)
    if not isinstance(made, Optimizer):
        raise InvalidValueError(f"The function optimizer should give an optimizer, but gives {made!r}.")
    return made


def _noisy(pairs: Pairs, scale: float | None) -> Pairs:
    if scale is None:
        return pairs
    return [
        (None if grad is None else grad + truncated_normal(grad.shape.as_list()) * scale, variable)
        for grad, variable in pairs
    ]


def _scaled(pairs: Pairs, factors: Mapping[Any, float]) -> Pairs:
    scaled = []
    for grad, variable in pairs:
        factor = factors.get(variable, factors.get(variable.op.name, factors.get(variable.name)))
        scaled.append((grad if grad is None or factor is None else grad * factor, variable))
    return scaled


def _clipped(pairs: Pairs, limit: Any) -> Pairs:
    if limit is None:
        return pairs
    if callable(limit):
        clipped: Pairs = limit(pairs)
        return clipped
    grads, _ = clip_by_global_norm([grad for grad, _ in pairs], limit)
    return list(zip(grads, [variable for _, variable in pairs], strict=True))


def _summarize(shown: Sequence[str], rate: Any, loss: Tensor, pairs: Pairs) -> None:
    if "learning_rate" in shown and rate is not None:
        scalar("learning_rate", rate)
    if "loss" in shown:
        scalar("loss", loss)
    for grad, variable in pairs:
        if grad is not None and "gradients" in shown:
            histogram(f"gradients/{variable.op.name}", grad)
        if grad is not None and "gradient_norm" in shown:
            scalar(f"gradient_norm/{variable.op.name}", global_norm([grad]))
