"""tf.train.ExponentialMovingAverage: variables that follow others slowly, for evaluation with smoothed weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonlib.graph.create import convert_to_tensor, working_graph
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.math import cast, minimum, pow_
from lessonlib.graph.ops.state import assign, assign_add, assign_sub, group
from lessonlib.graph.shapes import is_known
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import TRAINABLE_VARIABLES, Variable, global_variables, trainable_variables

MOVING_AVERAGE_VARIABLES = "moving_average_variables"
Averaged = Variable | Tensor


@tf_export("train.ExponentialMovingAverage")
class ExponentialMovingAverage:
    """Keeps average <- decay * average + (1 - decay) * value for variables and tensors.

    Args:
        decay: near 1, such as 0.999; a number or a tensor of shape ().
        num_updates: the number of steps so far; then the decay is at most (1 + n) / (10 + n), less at the start.
        zero_debias: correct the averages of tensors, which start at 0, as Adam does (Kingma & Ba, 2015).
    """

    def __init__(
        self,
        decay: TensorLike,
        num_updates: TensorLike | None = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self.name = name
        self._decay, self._num_updates, self._zero_debias = decay, num_updates, zero_debias
        self._averages: dict[Tensor, Variable] = {}
        self._debiased: dict[Tensor, tuple[Variable, Variable]] = {}

    def apply(self, var_list: Sequence[Averaged] | None = None) -> Operation:
        """The operation that brings the averages up to date; the first call for a variable or tensor makes its average.

        By default the averages of all trainable variables. An average starts as its variable does, that of a tensor at
        0. Raises TypeError for numbers that are not floating-point.
        """
        chosen = list(var_list) if var_list is not None else trainable_variables()
        for item in chosen:
            if not convert_to_tensor(item).dtype.is_floating:
                raise InvalidTypeError(
                    f"The variables must be half, float, or double, but {item!r} is {item.dtype.name}."
                )
            self._make(item)
        graph = working_graph(convert_to_tensor(chosen[0])) if chosen else get_default_graph()
        with graph.as_default(), graph.name_scope(self.name) as scope:
            decay = convert_to_tensor(self._decay, float32, name="decay")
            if self._num_updates is not None:
                count = cast(self._num_updates, float32)
                decay = minimum(decay, (count + 1.0) / (count + 10.0))
            return group(*[self._updated(item, 1.0 - decay) for item in chosen], name=scope)

    def average(self, var: Averaged) -> Variable | None:
        """The variable that holds the average, or None when there is none."""
        return self._averages.get(convert_to_tensor(var))

    def average_name(self, var: Averaged) -> str:
        """The name that the average has, or would get: by it a checkpoint knows the average of ``var``."""
        made = self.average(var)
        if made is not None:
            return made.op.name
        with var.graph.name_scope(None):
            return var.graph.unique_name(f"{var.op.name}/{self.name}", mark_as_used=False)

    def variables_to_restore(
        self, moving_avg_variables: Sequence[Variable] | None = None
    ) -> dict[str, Variable]:
        """Names in a checkpoint and variables, for a Saver that restores averages in place of the variables.

        ``moving_avg_variables`` are those with averages: the trainable ones and those given to `apply`, when not said.
        The other global variables have their own names.
        """
        graph = get_default_graph()
        if moving_avg_variables is None:
            names = (TRAINABLE_VARIABLES, MOVING_AVERAGE_VARIABLES)
            moving_avg_variables = [v for name in names for v in graph.get_collection(name)]
        found = {self.average_name(variable): variable for variable in moving_avg_variables}
        averaged = {variable.op.name for variable in moving_avg_variables}
        rest = {v.op.name: v for v in global_variables() if v.op.name not in averaged}
        return rest | found

    def _make(self, item: Averaged) -> None:
        tensor = convert_to_tensor(item)
        if tensor in self._averages:
            return
        graph = tensor.graph
        with graph.as_default(), graph.control_dependencies(None), graph.name_scope(None):
            name = graph.in_scope(f"{tensor.op.name}/{self.name}")
            if isinstance(item, Variable):
                self._averages[tensor] = Variable(item.initialized_value(), trainable=False, name=name)
                graph.add_to_collection(MOVING_AVERAGE_VARIABLES, item)
                return
            average = Variable(_zeros(tensor), trainable=False, name=name)
            self._averages[tensor] = average
            if self._zero_debias:
                biased = Variable(_zeros(tensor), trainable=False, name=f"{average.op.name}/biased")
                start = np.zeros((), tensor.dtype.numpy)
                step = Variable(start, trainable=False, name=f"{average.op.name}/local_step")
                self._debiased[tensor] = biased, step

    def _updated(self, item: Averaged, rate: Tensor) -> Tensor:
        """The average after an update towards the value by ``rate``."""
        tensor = convert_to_tensor(item)
        average, rate = self._averages[tensor], cast(rate, tensor.dtype)
        if tensor not in self._debiased:
            return assign_sub(average, (average - tensor) * rate)
        biased, step = self._debiased[tensor]
        count, sum_ = assign_add(step, 1.0), assign_sub(biased, (biased - tensor) * rate)
        return assign(average, sum_ / (1.0 - pow_(1.0 - rate, count)))


def _zeros(tensor: Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    if not is_known(tensor.sizes):
        raise InvalidValueError(f"The average of {tensor!r} needs a known shape.\n  Remedy: set_shape.")
    return np.zeros([size or 0 for size in tensor.sizes or ()], tensor.dtype.numpy)
