"""The switches between TensorFlow 1 and 2: everything here is version 1, so that to ask for it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor


def _accepted(name: str, what: str) -> Callable[[], None]:
    def switch() -> None:
        pass

    switch.__name__ = switch.__qualname__ = name
    switch.__doc__ = f"Accepted: {what}, and it changes nothing."
    return switch


disable_control_flow_v2 = tf_export("disable_control_flow_v2")(
    _accepted("disable_control_flow_v2", "cond and while_loop are what they are")
)
enable_control_flow_v2 = tf_export("enable_control_flow_v2")(
    _accepted("enable_control_flow_v2", "cond and while_loop have bodies of their own, as in version 2")
)
disable_eager_execution = tf_export("disable_eager_execution")(
    _accepted("disable_eager_execution", "there is no eager execution")
)
disable_resource_variables = tf_export("disable_resource_variables")(
    _accepted("disable_resource_variables", "there is one kind of variable")
)
enable_resource_variables = tf_export("enable_resource_variables")(
    _accepted("enable_resource_variables", "there is one kind of variable")
)
disable_tensor_equality = tf_export("disable_tensor_equality")(
    _accepted("disable_tensor_equality", "== compares which tensors they are")
)
disable_v2_behavior = tf_export("disable_v2_behavior")(_accepted("disable_v2_behavior", "this is version 1"))
disable_v2_tensorshape = tf_export("disable_v2_tensorshape")(
    _accepted("disable_v2_tensorshape", "the sizes of a shape are Dimensions")
)


def _refused(name: str, what: str, remedy: str) -> Callable[[], None]:
    def switch() -> None:
        raise UnsupportedError(f"tf.{name} is not supported: {what}.\n  Remedy: {remedy}")

    switch.__name__ = switch.__qualname__ = name
    switch.__doc__ = f"Raises NotImplementedError: {what}."
    return switch


_USE_SESSION = "build a graph, and evaluate tensors with session.run; PyTorch itself computes at once."
enable_v2_behavior = tf_export("enable_v2_behavior")(
    _refused("enable_v2_behavior", "lessonlib is TensorFlow 1", _USE_SESSION)
)
enable_tensor_equality = tf_export("enable_tensor_equality")(
    _refused("enable_tensor_equality", "== compares which tensors they are", "tf.equal(x, y).")
)
enable_v2_tensorshape = tf_export("enable_v2_tensorshape")(
    _refused(
        "enable_v2_tensorshape", "the sizes of a shape are Dimensions", "shape.as_list() gives integers."
    )
)


@tf_export("enable_eager_execution")
def enable_eager_execution(config: Any = None, device_policy: Any = None, execution_mode: Any = None) -> None:
    """Raises NotImplementedError: lessonlib builds graphs and runs them."""
    raise UnsupportedError(
        f"tf.enable_eager_execution is not supported: lessonlib builds graphs and runs them.\n  Remedy: {_USE_SESSION}"
    )


@tf_export("executing_eagerly")
def executing_eagerly() -> bool:
    """False: operations are added to a graph."""
    return False


@tf_export("executing_eagerly_outside_functions")
def executing_eagerly_outside_functions() -> bool:
    """False, as in TensorFlow 1."""
    return False


@tf_export("control_flow_v2_enabled")
def control_flow_v2_enabled() -> bool:
    """False, as in TensorFlow 1."""
    return False


@tf_export("resource_variables_enabled")
def resource_variables_enabled() -> bool:
    """False, as in TensorFlow 1."""
    return False


@tf_export("is_symbolic_tensor")
def is_symbolic_tensor(tensor: object) -> bool:
    """Whether this is a tensor of a graph, that is, any tensor."""
    return isinstance(tensor, Tensor)
