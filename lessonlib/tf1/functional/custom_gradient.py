"""`custom_gradient`: a function that says itself what its gradient is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import torch

from lessonlib.graph import nest
from lessonlib.graph.branch import Branch
from lessonlib.graph.context import RunContext
from lessonlib.graph.create import convert_to_tensor, create_several
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import ancestors, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.filling import zeros_like
from lessonlib.graph.registry import register

GradientFunction = Callable[..., Any]


class _Gradient:
    """A user's gradient function: from the gradients of the results to those of the arguments and the variables."""

    def __init__(self, function: GradientFunction, arguments: int, variables: Sequence[Tensor]) -> None:
        self.function, self.arguments, self.variables = function, arguments, list(variables)

    def __call__(self, gs: Sequence[Tensor]) -> list[Tensor | None]:
        """One gradient for each argument, then for each variable. Raises ValueError when their number is wrong."""
        if self.variables:
            found, of_variables = self.function(*gs, variables=self.variables)
        else:
            found, of_variables = self.function(*gs), []
        flat = [*nest.flatten(found), *nest.flatten(of_variables)]
        if len(flat) != self.arguments + len(self.variables):
            raise InvalidValueError(
                f"custom_gradient: expected one gradient for each of {self.arguments} arguments and "
                f"{len(self.variables)} variables, but the gradient function gave {len(flat)}."
            )
        return [None if g is None else convert_to_tensor(g) for g in flat]


def _to_results(g: Any, y: Any, *inputs: Tensor, **_: Any) -> list[None]:
    return [None] * len(_listed(y))


def _to_captured(g: Any, y: Any, *inputs: Tensor, gradient: _Gradient, backward: Branch | None) -> list[None]:
    """Nothing: only the arguments and the variables have gradients."""
    return [None] * (len(inputs) - len(_listed(y)) - gradient.arguments - len(gradient.variables))


def _to_arguments(
    g: Any, y: Any, *inputs: Tensor, gradient: _Gradient, backward: Branch | None
) -> list[Tensor | None]:
    return gradient(_listed(g))


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


class _InBody(torch.autograd.Function):
    """The same inside a loop or a branch, where torch's own reverse mode takes the gradient of the whole body."""

    @staticmethod
    def forward(backward: Branch, context: RunContext, counts: tuple[int, int], *values: torch.Tensor) -> Any:
        return tuple(value.clone() for value in values[: counts[0]])

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        ctx.branch, ctx.context, ctx.counts, *values = inputs
        ctx.save_for_backward(*values[sum(ctx.counts) :])

    @staticmethod
    def backward(ctx: Any, *gs: torch.Tensor) -> Any:
        found = ctx.branch([*gs, *ctx.saved_tensors], ctx.context)
        return (None, None, None, *[None] * ctx.counts[0], *found, *[None] * len(ctx.saved_tensors))


def pass_on(
    results: list[Any], arguments: list[Any], captured: list[Any], gradient: _Gradient, backward: Branch | None,
    context: RunContext,
) -> tuple[Any, ...]:  # fmt: skip
    if backward is None:
        return tuple(value.clone() if isinstance(value, torch.Tensor) else value for value in results)
    counts = (len(results), len(arguments))
    passed: tuple[Any, ...] = _InBody.apply(backward, context, counts, *results, *arguments, *captured)  # type: ignore[no-untyped-call]
    return passed


register(
    "CustomGradient", "results* arguments* captured*", pass_on, (_to_results, _to_arguments, _to_captured), same="",
    several=True, needs="context",
    shape=lambda results, arguments, captured, **_: [(t.dtype, t.sizes) for t in results],
)  # fmt: skip


@tf_export("custom_gradient")
def custom_gradient(f: Callable[..., tuple[Any, GradientFunction]]) -> Callable[..., Any]:
    """A decorator for ``f(*tensors)`` that gives its result and a gradient function.

    The gradient function takes one gradient for each tensor of the result, and gives one for each argument. If ``f``
    uses variables, it is also called with ``variables=``, a list of them, and gives a pair: the gradients of the
    arguments, and those of the variables.

    Raises TypeError when ``f`` uses variables and its gradient function does not take ``variables``.
    """

    @wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        arguments = [identity(convert_to_tensor(arg)) for arg in nest.flatten(list(args))]
        result, function = f(*nest.pack_like(list(args), arguments), **kwargs)
        flat = [convert_to_tensor(value) for value in nest.flatten(result)]
        variables = _variables(flat, arguments)
        if variables and "variables" not in inspect.signature(function).parameters:
            raise InvalidTypeError(
                "If using @custom_gradient with a function that uses variables, then grad_fn must accept a 'variables' "
                f"keyword argument; it uses {', '.join(v.op.name for v in variables)}."
            )
        gradient = _Gradient(function, len(arguments), variables)
        needed = [*arguments, *variables]
        backward = _backward(gradient, flat, needed)
        captured = [] if backward is None else backward.captured
        outputs = create_several(
            "CustomGradient", flat, needed, captured, gradient=gradient, backward=backward
        )
        return nest.pack_like(result, outputs)

    return decorated


def _backward(gradient: _Gradient, results: list[Tensor], needed: list[Tensor]) -> Branch | None:
    """The gradient function as a body, if the results are inside one; a gradient of None is zero."""
    graph = get_default_graph()
    if graph.outer is None:
        return None

    def build(*gs: Tensor) -> list[Tensor]:
        found = gradient(gs)
        return [zeros_like(x) if g is None else g for x, g in zip(needed, found, strict=True)]

    return Branch(build, [(t.dtype, t.sizes) for t in results], "grad_fn")


def _variables(results: list[Tensor], arguments: list[Tensor]) -> list[Tensor]:
    """The variables that ``f`` used."""
    trainable = (
        {id(v.op) for v in results[0].graph.get_collection("trainable_variables")} if results else set()
    )
    used: list[Operation] = ancestors([t.op for t in results if t not in arguments], arguments)
    return [op.outputs[0] for op in used if id(op) in trainable]


@tf_export("grad_pass_through")
def grad_pass_through(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function like ``f`` whose gradient is that of the identity: what comes for its result goes to its argument."""

    @custom_gradient
    def passing(*args: Any, **kwargs: Any) -> Any:
        def gradient(*gs: Tensor, variables: Any = None) -> Any:
            return gs if variables is None else (gs, [None] * len(variables))

        return f(*args, **kwargs), gradient

    return passing


@tf_export("recompute_grad")
def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """``f`` itself: lessonlib keeps what the gradient needs, where TensorFlow computes it again to save memory."""

    @wraps(f)
    def plain(*args: Any, **kwargs: Any) -> Any:
        return f(*args, **kwargs)

    return plain
