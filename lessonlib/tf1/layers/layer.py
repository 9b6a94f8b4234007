"""The base of all layers: an object that makes its variables at its first call and uses them again at the next."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lessonlib.graph.create import as_tensor, convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype, float32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import find, tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import shape as shape_of
from lessonlib.graph.ops.math import cast, truediv
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.layers.spec import InputSpec
from lessonlib.tf1.variables.initializers import ones_initializer, zeros_initializer
from lessonlib.tf1.variables.scope import VariableScope, variable_scope
from lessonlib.tf1.variables.shared import get_variable, regularize

Activation = Callable[[Tensor], Tensor] | str | None
ZEROS, ONES = zeros_initializer(), ones_initializer()  # what biases and scales start from
REGULARIZATION_LOSSES, UPDATE_OPS = "regularization_losses", "update_ops"


@tf_export("layers.Layer")
class Layer:
    """The base of all layers. A layer of your own has ``build(input_shape)`` and ``call(inputs)``.

    ``build`` makes variables with `add_weight`; the first call of the layer calls it, in a variable scope that is the
    layer's. Each call then calls ``call``; so all calls of one object share its variables.

    Args:
        trainable: whether optimizers change the variables.
        name: the name of the scope; the class's, in small letters, with ``_1``, ``_2`` ... when not said.
        dtype: of the variables; that of the first inputs when not said.
        activity_regularizer: gives a cost of the output; its mean over the batch joins the regularization losses.
        _scope, _reuse: a variable scope, or its name, and whether its variables exist already.

    Raises ValueError when the inputs are not what ``input_spec`` says, or ``call`` returns None.
    """

    def __init__(
        self, trainable: bool = True, name: str | None = None, dtype: DTypeLike | None = None, *,
        activity_regularizer: Any = None, _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        self.trainable, self.built = bool(trainable), False
        self.input_spec: InputSpec | None = None
        self._dtype = None if dtype is None else as_dtype(dtype)
        self._base_name = name or _snake_case(type(self).__name__)
        self._name = name or _counted(self._base_name)
        self._activity_regularizer = activity_regularizer
        self._reuse, self._scope = _reuse, None if _scope is None else _captured(_scope)
        self._weights: list[Variable] = []
        self._losses: list[Tensor] = []
        self._costs: list[Tensor] = []
        self._updates: list[Operation] = []

    # ---- what a subclass defines

    def build(self, input_shape: Any) -> None:
        """Make the variables for inputs of this TensorShape (a list of them for a list of inputs)."""
        self.built = True

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The output for ``inputs``; these themselves when a subclass does not say it."""
        return inputs

    # ---- calling

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The output for ``inputs``, a tensor or a list of tensors; further arguments go to ``call``."""
        self._open_first(kwargs.pop("scope", None))
        with self._entered(reuse=True if self.built else self._reuse):
            given = _tensors(inputs)
            first = given[0] if isinstance(given, list) else given
            if self.input_spec is not None:
                self.input_spec.check(first, self.name)
            if not self.built:
                self._dtype = self._dtype or first.dtype
                self.build([t.shape for t in given] if isinstance(given, list) else given.shape)
                self.built = True
            outputs = self.call(given, *args, **kwargs)
            if outputs is None:
                raise InvalidValueError(
                    f"The call method of layer {self.name} must return a tensor or a list of tensors, not None."
                )
            self._regularize(outputs)
        self._note(UPDATE_OPS, self.updates)
        return outputs

    def apply(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The same as calling the layer."""
        return self(inputs, *args, **kwargs)

    @contextmanager
    def _entered(self, reuse: bool | None) -> Iterator[None]:
        """Inside the layer's variable scope, and inside the name scope in which that was opened first."""
        assert self._scope is not None
        graph = get_default_graph()
        with (
            variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope,
            graph.name_scope(scope.original_name_scope),
        ):
            yield

    def _open_first(self, scope: str | VariableScope | None) -> None:
        if self._scope is None:
            shared = scope if scope is not None else self._base_name
            self._scope = _captured(shared) if self._reuse else _captured(scope, self._base_name)

    def _regularize(self, outputs: Any) -> None:
        if self._activity_regularizer is None:
            return
        for output in outputs if isinstance(outputs, (list, tuple)) else [outputs]:
            cost = self._activity_regularizer(output)
            self.add_loss(truediv(cost, cast(shape_of(output)[0], cost.dtype)))

    # ---- variables, losses and updates

    def add_weight(
        self, name: str, shape: Any, dtype: DTypeLike | None = None, initializer: Any = None, regularizer: Any = None,
        trainable: bool | None = None, constraint: Any = None, use_resource: bool | None = None,
        synchronization: Any = None, aggregation: Any = None, partitioner: Any = None,
    ) -> Variable:  # fmt: skip
        """A variable of this layer, with the arguments of `tf.get_variable`.

        The cost that ``regularizer`` gives joins the regularization losses once, when the variable is made; that of
        the variable scope's regularizer does so, too.
        """
        self._open_first(None)
        store = get_default_graph().root.variable_store
        known = len(store)
        with self._entered(reuse=True if self.built or self._reuse is True else self._reuse):
            variable = get_variable(
                name, shape, dtype or self._dtype or float32, initializer_of(initializer), None,
                trainable is not False and self.trainable, constraint=constraint, partitioner=partitioner,
            )  # fmt: skip
        cost = regularize(variable, regularizer) if regularizer and len(store) > known else None
        self._costs += [] if cost is None else [cost]
        if variable not in self._weights:
            self._weights.append(variable)
        return variable

    def add_variable(self, *args: Any, **kwargs: Any) -> Variable:
        """The older name of `add_weight`."""
        return self.add_weight(*args, **kwargs)

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Note a cost (or a list of them) that the training has to pay besides the loss; ``inputs`` change nothing."""
        new = [convert_to_tensor(loss) for loss in _listed(losses) if loss is not None]
        self._losses += new
        self._note(REGULARIZATION_LOSSES, new)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Note an operation (or a list of them) to run beside each training step; ``inputs`` change nothing."""
        graph = get_default_graph()
        for update in _listed(updates):
            element = graph.as_graph_element(update)
            self._updates.append(element.op if isinstance(element, Tensor) else element)

    @property
    def losses(self) -> list[Tensor]:
        """What `add_loss` noted, then the costs of regularizers."""
        return self._losses + self._costs

    @property
    def updates(self) -> list[Operation]:
        """What `add_update` noted; nothing for a layer that is not trainable."""
        return list(self._updates) if self.trainable else []

    @property
    def trainable_weights(self) -> list[Variable]:
        """The variables that optimizers change; as in TensorFlow, those of layers inside are not among them."""
        return [variable for variable in self._weights if variable.trainable and self.trainable]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The variables that optimizers leave as they are."""
        return [variable for variable in self._weights if not (variable.trainable and self.trainable)]

    @property
    def weights(self) -> list[Variable]:
        """All variables: first those that optimizers change."""
        return self.trainable_weights + self.non_trainable_weights

    variables = weights
    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    # ---- what is known of it

    @property
    def name(self) -> str:
        return self._name

    @property
    def dtype(self) -> DType | None:
        """The dtype of the variables; None before the first call, when it was not said."""
        return self._dtype

    @property
    def scope_name(self) -> str:
        """The variable scope. Raises ValueError before the first call."""
        if self._scope is None:
            raise InvalidValueError(
                f"No name available for layer scope because the layer {self.name} has not been used yet: call it first."
            )
        return self._scope.name

    def count_params(self) -> int:
        """How many numbers the variables hold. Raises ValueError before the first call."""
        if not self.built:
            raise InvalidValueError(f"Layer {self.name} has no variables before its first call.")
        return sum(math.prod(size or 0 for size in variable.shape.as_list()) for variable in self.weights)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for this shape of the inputs, where a layer says it (else NotImplementedError)."""
        raise NotImplementedError(f"{type(self).__name__} does not define compute_output_shape(input_shape).")

    def _note(self, collection: str, items: list[Any]) -> None:
        graph = get_default_graph().root
        known = graph.collections.setdefault(collection, [])
        known += [item for item in items if all(item is not other for other in known)]


def function_of(cls: type[Layer], reuse: bool = True) -> Callable[..., Tensor]:
    """The function of a class of layers: it takes inputs and the class's arguments, and calls a new layer once.

    Of the arguments for classes only (``dtype``, ``_scope`` and ``_reuse``) it has ``reuse``, if it is to have that.
    """
    own = [
        p for p in inspect.signature(cls).parameters.values() if p.name not in ("dtype", "_scope", "_reuse")
    ]
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    more = [inspect.Parameter("reuse", kind, default=None)] if reuse else []
    signature = inspect.Signature([inspect.Parameter("inputs", kind), *own, *more])

    def function(*args: Any, **kwargs: Any) -> Tensor:
        given = signature.bind(*args, **kwargs).arguments
        inputs, shared = given.pop("inputs"), given.pop("reuse", None)
        layer = cls(**given, _scope=given.get("name"), _reuse=shared)
        result: Tensor = layer(inputs)
        return result

    function.__signature__ = signature  # type: ignore[attr-defined]
    function.__name__ = function.__qualname__ = _snake_case(cls.__name__)
    function.__module__, function.__doc__ = cls.__module__, cls.__doc__
    return function


def activation_of(given: Activation) -> Callable[[Tensor], Tensor] | None:
    """The function that a name such as ``"relu"`` stands for; ``"linear"`` and None stand for none."""
    if not isinstance(given, str):
        return given
    found = find(f"nn.{given}")
    if found is None and given != "linear":
        raise InvalidValueError(
            f"There is no activation function {given!r}. Remedy: pass a function, tf.nn.relu."
        )
    function: Callable[[Tensor], Tensor] | None = None if found is None else found.value
    return function


def initializer_of(given: Any) -> Any:
    """The initializer that a name such as ``"zeros"`` or ``"glorot_uniform"`` stands for; else what was given."""
    if not isinstance(given, str):
        return given
    found = find(f"initializers.{given}")
    if found is None:
        raise InvalidValueError(f"There is no initializer {given!r}. Remedy: pass one of tf.initializers.")
    return found.value()


def check_floating(layer: Layer) -> None:
    """Raise TypeError unless a layer that was called first with such inputs can have weights of their dtype."""
    if layer.dtype is not None and not layer.dtype.is_floating:
        raise InvalidTypeError(
            f"A {layer._base_name} layer takes floating-point numbers, but its inputs are {layer.dtype.name}. "
            "Remedy: tf.cast them."
        )


def known_size(shape: TensorShape, axis: int, layer: Layer) -> int:
    """The size of an axis of the inputs. Raises ValueError when it is unknown."""
    size = None if not shape.ndims else shape[axis].value
    if size is None:
        raise InvalidValueError(
            f"The {'last' if axis == -1 else 'channel'} dimension of the inputs to {layer._base_name} should be "
            f"defined; found {shape}.\n  Remedy: give the placeholder a shape such as [None, 784]."
        )
    return int(size)


def _captured(scope: str | VariableScope | None, default_name: str | None = None) -> VariableScope:
    with variable_scope(scope, default_name=default_name) as opened:
        return opened


def _tensors(inputs: Any) -> Any:
    if isinstance(inputs, (list, tuple)) and any(as_tensor(item) is not None for item in inputs):
        return [convert_to_tensor(item) for item in inputs]
    tensor: TensorLike = inputs
    return convert_to_tensor(tensor)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _counted(base: str) -> str:
    """``base_1``, ``base_2`` ...: one more than the layers of this name that the graph has."""
    counts = get_default_graph().root.layer_counts
    counts[base] = counts.get(base, 0) + 1
    return f"{base}_{counts[base]}"


def _snake_case(name: str) -> str:
    """``Conv2DTranspose`` -> ``conv2d_transpose``, ``MaxPooling2D`` -> ``max_pooling2d``."""
    words = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    plain = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return f"private{plain}" if plain.startswith("_") else plain  # Keras's way: no name begins with _
