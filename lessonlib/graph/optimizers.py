"""Optimizers: they add a gradient for each variable, and one operation that updates all variables at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lessonlib.graph.create import convert_to_tensor, working_graph
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.gradients import explain_missing, gradients
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.state import assign_add, group, no_op
from lessonlib.graph.ops.steps import make_step
from lessonlib.graph.shapes import is_known
from lessonlib.graph.slices import IndexedSlices
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import TRAINABLE_VARIABLES, Variable

GradsAndVars = Sequence[tuple[Any, Variable]]
GATE_NONE, GATE_OP, GATE_GRAPH = 0, 1, 2  # how long TensorFlow would wait with using a gradient


@tf_export("train.Optimizer")
class Optimizer:
    """Changes variables so that a loss gets smaller. Subclasses say which operation makes one step.

    ``learning_rate`` is a number, or a tensor of shape () that each run computes.
    """

    GATE_NONE, GATE_OP, GATE_GRAPH = GATE_NONE, GATE_OP, GATE_GRAPH
    default_name = "Optimizer"

    def __init__(self, learning_rate: TensorLike, use_locking: bool = False, name: str | None = None) -> None:
        self.learning_rate = learning_rate
        self.name = name or self.default_name
        self._slots: dict[str, dict[Operation, Variable]] = {}
        self._own: dict[Graph, Variable] = {}

    def get_name(self) -> str:
        """The name given, or the class's own."""
        return self.name

    def get_slot_names(self) -> list[str]:
        """What the optimizer keeps beside each variable, such as ``["m", "v"]``; nothing before `apply_gradients`."""
        return sorted(self._slots)

    def get_slot(self, var: Variable, name: str) -> Variable | None:
        """The variable that the optimizer keeps beside ``var`` under a name of `get_slot_names`, or None."""
        return self._slots.get(name, {}).get(var.op)

    def variables(self) -> list[Variable]:
        """The optimizer's own variables in the default graph, by name."""
        graph = get_default_graph()
        slots = [slot for named in self._slots.values() for slot in named.values()]
        found = [v for v in [*self._own.values(), *slots] if v.graph is graph]
        return sorted(found, key=lambda variable: variable.name)

    def minimize(
        self,
        loss: TensorLike,
        global_step: Variable | None = None,
        var_list: Sequence[Variable] | None = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: TensorLike | None = None,
    ) -> Operation:
        """One operation that makes a training step: gradients of ``loss``, then the update of ``var_list``.

        The arguments are those of `compute_gradients` and `apply_gradients`. Raises ValueError when there is no
        variable, or no gradient reaches one.
        """
        pairs = self.compute_gradients(loss, var_list, grad_loss=grad_loss)
        if all(grad is None for grad, _ in pairs):
            raise explain_missing(convert_to_tensor(loss), [variable for _, variable in pairs])
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self, loss: TensorLike, var_list: Sequence[Variable] | None = None, gate_gradients: int = GATE_OP,
        aggregation_method: Any = None, colocate_gradients_with_ops: bool = False,
        grad_loss: TensorLike | None = None,
    ) -> list[tuple[Tensor | None, Variable]]:  # fmt: skip
        """(gradient, variable) for each variable: all trainable ones when not said.

        ``grad_loss`` weighs the loss, 1 when not said. ``gate_gradients``, ``aggregation_method`` and
        ``colocate_gradients_with_ops`` say where and in which order TensorFlow would compute; they change no value.
        """
        target = convert_to_tensor(loss)
        chosen = (
            list(var_list) if var_list is not None else target.graph.root.get_collection(TRAINABLE_VARIABLES)
        )
        if not chosen:
            raise InvalidValueError("No variables to optimize: make a tf.Variable first, or pass var_list.")
        weight = None if grad_loss is None else [grad_loss]
        return list(zip(gradients(target, chosen, weight), chosen, strict=True))

    def apply_gradients(
        self, grads_and_vars: GradsAndVars, global_step: Variable | None = None, name: str | None = None
    ) -> Operation:
        """One operation that updates the variables by their gradients, and counts in ``global_step``.

        A variable that has a ``constraint`` then gets the value that this makes of the new one. Inside a branch of
        tf.cond or the body of a loop, it is a step in those runs, or as often, as that runs.
        """
        pairs = [(grad, variable) for grad, variable in grads_and_vars if grad is not None]
        if not pairs:
            names = [variable.name for _, variable in grads_and_vars]
            raise InvalidValueError(f"No gradients provided for any variable: {names}.")
        with working_graph(pairs[0][1].as_tensor()).as_default():
            return self._apply(pairs, global_step, name or self.name)

    def _apply(self, pairs: list[tuple[Any, Variable]], global_step: Variable | None, name: str) -> Operation:
        graph = get_default_graph()
        params, grads = [variable for _, variable in pairs], [grad for grad, _ in pairs]
        unique = graph.unique_name(name)
        with graph.name_scope(unique + "/"):
            self._scope = unique
            rate = convert_to_tensor(self.learning_rate, params[0].dtype, name="learning_rate")
            bounded = [variable for variable in params if variable.constraint is not None]
            if global_step is None and not bounded:
                return self._step(params, grads, rate, unique + "/")
            update = self._step(params, grads, rate, "update")
            with graph.control_dependencies([update]):
                kept = [variable.assign(variable.constrained()).op for variable in bounded]
            with graph.control_dependencies([update, *kept]):
                if global_step is None:
                    return no_op(unique + "/")
                return assign_add(global_step, 1, name=unique + "/").op

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        raise NotImplementedError

    def _update(
        self, type_: str, params: list[Variable], grads: list[Any], slots: list[list[Variable]], *numbers: Tensor,
        name: str, **attrs: Any,
    ) -> Operation:  # fmt: skip
        """The operation of a step; where a gradient has rows only, other rows, and their slots, stay as they are."""
        by_rows = [isinstance(grad, IndexedSlices) for grad in grads]
        if not any(by_rows):
            return make_step(type_, params, [grads], slots, numbers, name, **attrs)

        def chosen(items: list[Any], rows: bool) -> list[Any]:
            return (
                [item for item, is_rows in zip(items, by_rows, strict=True) if is_rows is rows]
                if items
                else []
            )

        def held(rows: bool) -> list[list[Any]]:
            return [chosen(slot, rows) for slot in slots]

        slices = chosen(grads, True)
        rows = [[g.values for g in slices], [g.indices for g in slices]]
        steps = [make_step(f"{type_}Rows", chosen(params, True), rows, held(True), numbers, "rows", **attrs)]
        if not all(by_rows):
            whole = [chosen(grads, False)]
            steps.append(
                make_step(type_, chosen(params, False), whole, held(False), numbers, "whole", **attrs)
            )
        return group(*steps, name=name)

    def _slots_beside(self, variables: list[Variable], starts: dict[str, float]) -> list[list[Variable]]:
        """The slots of these names and start values, by name; those of one variable are made one after the other."""
        made = [
            [self._slot(variable, name, start) for name, start in starts.items()] for variable in variables
        ]
        return [list(slots) for slots in zip(*made, strict=True)]

    def _slot(self, variable: Variable, name: str, value: float = 0.0, scope: str | None = None) -> Variable:
        """The optimizer's variable ``name`` beside one of the model's: same shape, not trainable, made once.

        It starts as ``value``. In the graph it is called as the model's, then ``scope`` (the optimizer's name), all
        below the open variable scope.
        """
        slots = self._slots.setdefault(name, {})
        if variable.op in slots:
            return slots[variable.op]
        if not is_known(variable.as_tensor().sizes):
            raise InvalidValueError(
                f"An optimizer needs variables of known shape, but {variable.name} has {variable.shape}.\n"
                "  Remedy: make it without validate_shape=False."
            )
        sizes = tuple(size or 0 for size in variable.as_tensor().sizes or ())
        graph = variable.graph
        with graph.as_default(), graph.name_scope(None):
            start = np.full(sizes, value, variable.dtype.numpy)
            slots[variable.op] = Variable(
                start, trainable=False, name=graph.in_scope(f"{variable.op.name}/{scope or self.name}")
            )
        return slots[variable.op]


@tf_export("train.GradientDescentOptimizer")
class GradientDescentOptimizer(Optimizer):
    """w <- w - learning_rate * gradient."""

    default_name = "GradientDescent"

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        return self._update("ApplyGradientDescent", params, grads, [], lr, name=name)


@tf_export("train.MomentumOptimizer")
class MomentumOptimizer(Optimizer):
    """s <- momentum * s + gradient; w <- w - learning_rate * s (Polyak, 1964), or looking ahead (Nesterov, 1983)."""

    default_name = "Momentum"

    def __init__(
        self,
        learning_rate: TensorLike,
        momentum: Any,
        use_locking: bool = False,
        name: str | None = None,
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(learning_rate, use_locking, name)
        self.momentum = momentum
        self.use_nesterov = use_nesterov

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        sums = [self._slot(variable, "momentum") for variable in params]
        momentum = convert_to_tensor(self.momentum, lr.dtype, name="momentum")
        return self._update(
            "ApplyMomentum", params, grads, [sums], lr, momentum, nesterov=self.use_nesterov, name=name
        )


@tf_export("train.AdagradOptimizer")
class AdagradOptimizer(Optimizer):
    """s <- s + gradient ** 2; w <- w - learning_rate * gradient / sqrt(s) (Duchi et al., 2011)."""

    default_name = "Adagrad"

    def __init__(
        self,
        learning_rate: TensorLike,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(learning_rate, use_locking, name)
        self.initial_accumulator_value = float(initial_accumulator_value)

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        sums = [self._slot(variable, "accumulator", self.initial_accumulator_value) for variable in params]
        return self._update("ApplyAdagrad", params, grads, [sums], lr, name=name)


@tf_export("train.RMSPropOptimizer")
class RMSPropOptimizer(Optimizer):
    """s <- decay * s + (1 - decay) * gradient ** 2; a step of gradient / sqrt(s + epsilon) (Hinton, 2012).

    ``centered`` takes the square of the gradient's running mean away from s: its variance remains (Graves, 2013).
    """

    default_name = "RMSProp"

    def __init__(
        self, learning_rate: TensorLike, decay: float = 0.9, momentum: float = 0.0, epsilon: float = 1e-10,
        use_locking: bool = False, centered: bool = False, name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, use_locking, name)
        self.centered = centered
        self.how = {"decay": float(decay), "momentum": float(momentum), "epsilon": float(epsilon)}

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        more = {"mg": 0.0} if self.centered else {}
        squares, *means, moves = self._slots_beside(params, {"rms": 1.0, **more, "momentum": 0.0})
        slots = [squares, moves, means[0] if means else []]
        return self._update("ApplyRMSProp", params, grads, slots, lr, **self.how, name=name)


@tf_export("train.AdamOptimizer")
class AdamOptimizer(Optimizer):
    """Steps of about the learning rate's size, along a running mean of gradients (Kingma & Ba, 2015)."""

    default_name = "Adam"

    def __init__(
        self, learning_rate: TensorLike = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
        use_locking: bool = False, name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, use_locking, name)
        self.beta1, self.beta2, self.epsilon = float(beta1), float(beta2), float(epsilon)

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        means, squares = self._slots_beside(params, {"m": 0.0, "v": 0.0})
        graph = get_default_graph().root
        if graph not in self._own:
            with graph.as_default(), graph.name_scope(self._scope + "/"):
                self._own[graph] = Variable(np.float32(0), trainable=False, name="step")
        return make_step(
            "ApplyAdam", params, [grads], [means, squares, self._own[graph]], [lr], name,
            beta1=self.beta1, beta2=self.beta2, epsilon=self.epsilon,
        )  # fmt: skip
