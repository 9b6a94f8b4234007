"""Variables: nodes whose values sessions keep from run to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from lessonlib.graph.choices import VariableAggregation, VariableSynchronization
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import DType
from lessonlib.graph.errors import InvalidValueError, NotAllowedInGraphError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor, find_session
from lessonlib.graph.operators import Operators
from lessonlib.graph.ops import state
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.state import group, variable_node
from lessonlib.graph.shapes import Shape, TensorShape, as_shape, compatible, is_known, show
from lessonlib.graph.types import DTypeLike, ShapeLike, TensorLike
from lessonlib.graph.variable_slices import Slices

if TYPE_CHECKING:
    from lessonlib.graph.session import Session

Constraint = Callable[[Tensor], TensorLike]
GLOBAL_VARIABLES = "variables"
TRAINABLE_VARIABLES = "trainable_variables"


@tf_export("Variable")
class Variable(Operators, Slices):
    """A value that a session keeps, and that optimizers change.

    Args:
        initial_value: what `initializer` gives it: a tensor, anything that makes one, or a function of no arguments.
        trainable: whether optimizers change it when they are not told which variables to change.
        collections: names of the collections of the graph to join; the global variables when not said.
        validate_shape: False leaves the static shape unknown, so that values of any shape can be assigned.
        caching_device, expected_shape, use_resource, aggregation: taken for TensorFlow's sake; they change nothing.
        synchronization: with tf.VariableSynchronization.ON_READ, a variable is not trainable unless it is said to be.
        dtype: the dtype of the value, when the initial value alone does not say.
        constraint: a function from the tensor of the value to the one to keep; optimizers apply it after each update.
        shape: the static shape, when it says less than the initial value, such as [None, 3].

    Raises ValueError when there is no initial value, or its shape is unknown or not the one given.
    """

    __array_priority__ = 100

    def __init__(
        self,
        initial_value: TensorLike | None = None,
        trainable: bool | None = None,
        collections: Sequence[str] | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: DTypeLike | None = None,
        expected_shape: ShapeLike | None = None,
        import_scope: str | None = None,
        constraint: Constraint | None = None,
        use_resource: bool | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: ShapeLike | None = None,
    ) -> None:
        refuse("tf.Variable", "tf.train.import_meta_graph reads variables from a file.", variable_def=variable_def,
               import_scope=import_scope)  # fmt: skip
        if initial_value is None:
            raise InvalidValueError(
                "tf.Variable needs an initial value, for example tf.Variable(0.0) or tf.Variable(tf.zeros([2, 3]))."
            )
        graph = _graph_of(initial_value)
        with graph.as_default(), graph.control_dependencies(None):
            unique = graph.unique_name(name or "Variable")
            with graph.name_scope(unique + "/"):
                value = initial_value() if callable(initial_value) else initial_value
                self.initial_value = convert_to_tensor(value, dtype, name="initial_value")
                sizes = _static_shape(self.initial_value, validate_shape, shape)
                self._tensor = variable_node(graph, unique, self.initial_value.dtype, sizes)
                self.initializer: Operation = state.assign(self._tensor, self.initial_value, name="Assign").op
        on_read = synchronization is VariableSynchronization.ON_READ
        self.trainable = not on_read if trainable is None else bool(trainable)
        self.constraint = constraint
        self.synchronization = synchronization or VariableSynchronization.AUTO
        self.aggregation = aggregation or VariableAggregation.NONE
        self.partitions: list[int] | None = None  # how many along each axis a partitioner asked for
        for collection in collections if collections is not None else [GLOBAL_VARIABLES]:
            graph.add_to_collection(collection, self)
        if self.trainable:
            graph.add_to_collection(TRAINABLE_VARIABLES, self)

    @classmethod
    def of(cls, tensor: Tensor, initial_value: Tensor, initializer: Operation, trainable: bool) -> Variable:
        """The variable of a node that exists already; it joins no collection."""
        variable = cls.__new__(cls)
        variable._tensor, variable.initial_value = tensor, initial_value
        variable.initializer, variable.trainable, variable.constraint = initializer, trainable, None
        variable.synchronization = VariableSynchronization.AUTO
        variable.aggregation = VariableAggregation.NONE
        return variable

    @staticmethod
    def from_proto(variable_def: Any, import_scope: str | None = None) -> Variable:
        """The variable of the default graph that a VariableDef describes; it joins no collection.

        ``import_scope`` is the name scope into which its graph was imported. Raises KeyError when the graph has no such
        operations.
        """
        graph, start = get_default_graph(), f"{import_scope}/" if import_scope else ""
        initial = variable_def.initial_value_name
        tensor = graph.get_tensor_by_name(start + variable_def.variable_name)
        return Variable.of(
            tensor,
            graph.get_tensor_by_name(start + initial) if initial else tensor,
            graph.get_operation_by_name(start + variable_def.initializer_name),
            variable_def.trainable,
        )

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The names of the variable's operations, as a VariableDef of TensorBoard's package.

        With ``export_scope`` the names are those below that name scope, and None stands for a variable outside it.
        """
        from tensorboard.compat.proto.variable_pb2 import VariableDef

        start = f"{export_scope}/" if export_scope else ""
        if not self.name.startswith(start):
            return None
        name, initial, initializer = (
            one.name.removeprefix(start) for one in (self, self.initial_value, self.initializer)
        )
        return VariableDef(
            variable_name=name, initial_value_name=initial, initializer_name=initializer, snapshot_name=name,
            trainable=self.trainable, synchronization=self.synchronization.value, aggregation=self.aggregation.value,
        )  # fmt: skip

    def ref(self) -> Variable:
        """What can be the key of a dictionary: the variable itself can."""
        return self

    experimental_ref = ref

    def deref(self) -> Variable:
        """The variable that ``ref()`` stands for."""
        return self

    def as_tensor(self) -> Tensor:
        """The tensor of the value."""
        return self._tensor

    value = as_tensor

    def read_value(self) -> Tensor:
        """A node that reads the value at its own place in the order of running."""
        return identity(self._tensor, name=f"{self.op.name.rsplit('/', 1)[-1]}/read")

    def initialized_value(self) -> Tensor:
        """The value, or the initial one while there is none: what another variable starts from."""
        return state.initialized_value(self._tensor, self.initial_value)

    @property
    def name(self) -> str:
        return self._tensor.name

    @property
    def op(self) -> Operation:
        return self._tensor.op

    @property
    def graph(self) -> Graph:
        return self._tensor.graph

    @property
    def device(self) -> str:
        return self._tensor.device

    @property
    def dtype(self) -> DType:
        return self._tensor.dtype

    @property
    def shape(self) -> TensorShape:
        return self._tensor.shape

    def get_shape(self) -> TensorShape:
        return self.shape

    def set_shape(self, shape: ShapeLike | None) -> None:
        """Refine the static shape, where validate_shape=False left it open. Raises ValueError on a contradiction."""
        self._tensor.set_shape(shape)

    def constrained(self) -> Tensor:
        """What the constraint makes of the value that an operation made here sees."""
        return convert_to_tensor(self.constraint(self.as_tensor())) if self.constraint else self.as_tensor()

    def assign(
        self, value: TensorLike, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """A node that gives the variable a new value; its output is that value.

        ``read_value=False`` returns the operation, not its output.
        """
        return _read(state.assign(self, value, name=name), read_value)

    def assign_add(
        self, delta: TensorLike, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """The same, adding to the value."""
        return _read(state.assign_add(self, delta, name=name), read_value)

    def assign_sub(
        self, delta: TensorLike, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """The same, subtracting from it."""
        return _read(state.assign_sub(self, delta, name=name), read_value)

    def eval(self, session: Session | None = None) -> Any:
        """The value in ``session``, or in the default session, as NumPy."""
        return self._tensor.eval(session=session)

    def load(self, value: TensorLike, session: Session | None = None) -> None:
        """Give the variable a value in ``session``, or in the default session, at once."""
        find_session(session, self.graph, "load()").run(self.initializer, {self.initial_value: value})

    def __iter__(self) -> NoReturn:
        raise NotAllowedInGraphError("Iterating over a `tf.Variable`")

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={show(self._tensor.sizes)} dtype={self.dtype.name}_ref>"


@tf_export("global_variables")
def global_variables(scope: str | None = None) -> list[Variable]:
    """All variables of the default graph, those of optimizers included."""
    return get_default_graph().get_collection(GLOBAL_VARIABLES, scope)


@tf_export("trainable_variables")
def trainable_variables(scope: str | None = None) -> list[Variable]:
    """The variables of the default graph that optimizers change."""
    return get_default_graph().get_collection(TRAINABLE_VARIABLES, scope)


@tf_export("variables_initializer", "initializers.variables")
def variables_initializer(var_list: Sequence[Variable], name: str = "init") -> Operation:
    """One operation that gives each variable its initial value."""
    return group(*[variable.initializer for variable in var_list], name=name)


@tf_export("global_variables_initializer", "initialize_all_variables", "initializers.global_variables")
def global_variables_initializer() -> Operation:
    """One operation that initialises all variables that exist now; make it after the last variable."""
    return variables_initializer(global_variables())


def _static_shape(value: Tensor, validate: bool, given: ShapeLike | None) -> Shape:
    """The static shape of a variable that starts as ``value``. Raises ValueError when it is unknown or does not fit."""
    if given is not None:
        if not compatible(value.sizes, as_shape(given)):
            raise InvalidValueError(
                f"The initial value of a variable must have its shape {show(as_shape(given))}, but has {value.shape}."
            )
        return as_shape(given)
    if validate and not is_known(value.sizes):
        raise InvalidValueError(
            f"initial_value must have a shape specified, but {value!r} has not.\n"
            "  Remedy: give it one, or make the variable with validate_shape=False."
        )
    return value.sizes if validate else None


def _read(value: Tensor, wanted: bool) -> Tensor | Operation:
    return value if wanted else value.op


def _graph_of(value: TensorLike) -> Graph:
    return (value.graph if isinstance(value, (Tensor, Variable)) else get_default_graph()).root
