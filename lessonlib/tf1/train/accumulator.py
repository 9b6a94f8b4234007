"""Accumulators: gradients of several workers, summed until enough are there for one step."""

from __future__ import annotations

import threading

import torch

from lessonlib.graph.context import KernelState
from lessonlib.graph.create import convert_to_tensor, create, create_operation
from lessonlib.graph.dtypes import DType, as_dtype, int32, int64
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, as_shape, compatible, show
from lessonlib.graph.status import CancelledError
from lessonlib.graph.types import DTypeLike, ShapeLike, TensorLike
from lessonlib.tf1.data.iterator import RESOURCE


class Accumulator:
    """What an accumulator is in a session: the sum, how many gradients are in it, and the number of its step."""

    def __init__(self, label: str, mean: bool) -> None:
        self.step, self.count, self._label, self._mean = 0, 0, label, mean
        self._sum: torch.Tensor | None = None
        self._changed, self._cancelled = threading.Condition(), False

    def apply(self, gradient: torch.Tensor, step: int) -> None:
        """Add a gradient, unless its step is past. Raises InvalidArgumentError when its shape is another one."""
        with self._changed:
            if step < self.step:
                return
            if self._sum is not None and self._sum.shape != gradient.shape:
                raise InvalidArgumentError(
                    None, None,
                    f"Shape mismatch: {self._label} holds a sum of shape {tuple(self._sum.shape)}, but the gradient is "
                    f"{tuple(gradient.shape)}.",
                )  # fmt: skip
            self._sum = gradient.clone() if self._sum is None else self._sum + gradient
            self.count += 1
            self._changed.notify_all()

    def take(self, required: int) -> torch.Tensor:
        """Wait for so many gradients; give their mean or sum, begin again with none, and count the step."""
        if required < 1:
            raise InvalidArgumentError(
                None, None, f"Argument num_required must be positive, but is {required}."
            )
        with self._changed:
            self._changed.wait_for(lambda: self._cancelled or self.count >= required)
            if self._cancelled or self._sum is None:
                raise CancelledError(None, None, f"{self._label} was cancelled: its session is closed.")
            result = self._sum / self.count if self._mean else self._sum
            self._sum, self.count, self.step = None, 0, self.step + 1
            return result

    def cancel(self) -> None:
        """Let no thread wait any longer: the session is closed."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()


def accumulator_of(state: KernelState, label: str, mean: bool, shared: str) -> Accumulator:
    found: Accumulator = state.once(lambda: Accumulator(label, mean))
    return found


def apply_gradient(
    accumulator: Accumulator, gradient: torch.Tensor, step: torch.Tensor, sizes: Shape
) -> None:
    if not compatible(tuple(gradient.shape), sizes):
        raise InvalidArgumentError(
            None,
            None,
            f"Shape mismatch: expected {show(sizes)}, but the gradient is {tuple(gradient.shape)}.",
        )
    accumulator.apply(gradient, int(step))


def take_gradient(
    accumulator: Accumulator, required: torch.Tensor, dtype: DType, sizes: Shape
) -> torch.Tensor:
    return accumulator.take(int(required))


def set_step(accumulator: Accumulator, step: torch.Tensor) -> None:
    accumulator.step = int(step)


def count_of(accumulator: Accumulator) -> torch.Tensor:
    return torch.tensor(accumulator.count, dtype=torch.int32)


register(
    "ConditionalAccumulator", "", accumulator_of, NOT_DIFFERENTIABLE, needs="state",
    shape=lambda **_: [(RESOURCE, ())],
)  # fmt: skip
register(
    "AccumulatorApplyGradient", "accumulator gradient step", apply_gradient, NOT_DIFFERENTIABLE, same="",
    stateful=True, shape=lambda accumulator, gradient, step, sizes: [],
)  # fmt: skip
register(
    "AccumulatorTakeGradient", "accumulator required", take_gradient, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda accumulator, required, dtype, sizes: [(dtype, sizes)],
)  # fmt: skip
register(
    "AccumulatorSetGlobalStep", "accumulator step", set_step, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda accumulator, step: [],
)  # fmt: skip
register(
    "AccumulatorNumAccumulated", "accumulator", count_of, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda accumulator: [(int32, ())],
)  # fmt: skip


@tf_export("ConditionalAccumulatorBase")
class ConditionalAccumulatorBase:
    """An accumulator of gradients; in each session it is another one."""

    def __init__(self, dtype: DTypeLike, shape: ShapeLike | None, accumulator_ref: Tensor) -> None:
        self._dtype, self._sizes = as_dtype(dtype), as_shape(shape)
        self.accumulator_ref = accumulator_ref

    @property
    def name(self) -> str:
        """The name of the accumulator's node."""
        return self.accumulator_ref.op.name

    @property
    def dtype(self) -> DType:
        """The dtype of the gradients."""
        return self._dtype

    def num_accumulated(self, name: str | None = None) -> Tensor:
        """How many gradients are in it, int32."""
        return create(
            "AccumulatorNumAccumulated", self.accumulator_ref, name=name or f"{self.name}_NumAccumulated"
        )

    def set_global_step(self, new_global_step: TensorLike, name: str | None = None) -> Operation:
        """An operation that sets its step, an int64: gradients of earlier steps are left out from then on."""
        step = convert_to_tensor(new_global_step, int64)
        return create_operation(
            "AccumulatorSetGlobalStep", self.accumulator_ref, step, name=name or f"{self.name}_SetGlobalStep"
        )


@tf_export("ConditionalAccumulator")
class ConditionalAccumulator(ConditionalAccumulatorBase):
    """Adds gradients up until enough are there, and leaves out those of earlier steps.

    Args:
        dtype: of the gradients.
        shape: of the gradients, when all have one.
        shared_name: accumulators of one such name in a graph are one.
        reduction_type: ``"MEAN"`` or ``"SUM"``: what `take_grad` gives.

    Raises ValueError for another reduction_type.
    """

    def __init__(
        self, dtype: DTypeLike, shape: ShapeLike | None = None, shared_name: str | None = None,
        name: str = "conditional_accumulator", reduction_type: str = "MEAN",
    ) -> None:  # fmt: skip
        if reduction_type not in ("MEAN", "SUM"):
            raise InvalidValueError(f"reduction_type must be 'MEAN' or 'SUM', but is {reduction_type!r}.")
        super().__init__(dtype, shape, _node(shared_name, name, reduction_type == "MEAN"))

    def apply_grad(self, grad: TensorLike, local_step: TensorLike = 0, name: str | None = None) -> Operation:
        """An operation that adds a gradient, unless ``local_step`` is smaller than the accumulator's own step.

        Raises ValueError when its shape is another one, or InvalidArgumentError when a run tells it.
        """
        gradient = convert_to_tensor(grad, self._dtype)
        if not compatible(gradient.sizes, self._sizes):
            raise InvalidValueError(
                f"The gradient must have the shape {show(self._sizes)}, but has {gradient.shape}."
            )
        step = convert_to_tensor(local_step, int64)
        return create_operation(
            "AccumulatorApplyGradient", self.accumulator_ref, gradient, step, sizes=self._sizes,
            name=name or f"{self.name}_ApplyGradient",
        )  # fmt: skip

    def take_grad(self, num_required: TensorLike, name: str | None = None) -> Tensor:
        """The mean (or the sum) of the gradients, which each run takes out, waiting for ``num_required`` of them.

        The accumulator's step is then 1 more. A run raises InvalidArgumentError when ``num_required`` is below 1, and
        CancelledError when the session is closed meanwhile.
        """
        required = convert_to_tensor(num_required, int32)
        return create(
            "AccumulatorTakeGradient", self.accumulator_ref, required, dtype=self._dtype, sizes=self._sizes,
            name=name or f"{self.name}_TakeGradient",
        )  # fmt: skip


def _node(shared_name: str | None, name: str, mean: bool) -> Tensor:
    """The node of an accumulator: with a shared name, the one that there is already."""
    graph = get_default_graph()
    for op in graph.operations if shared_name else ():
        if op.type == "ConditionalAccumulator" and op.attrs["shared"] == shared_name:
            return op.outputs[0]
    with graph.control_dependencies(None):
        label = graph.unique_name(name)
        return create(
            "ConditionalAccumulator", name=f"{label}/", label=label, mean=mean, shared=shared_name or ""
        )
