"""Python functions inside a graph, under TensorFlow's newer names, and functions that only TensorFlow 2 has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.ops.host import py_func


@tf_export("numpy_function")
def numpy_function(
    func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """The same as tf.py_func: ``func`` on the values of ``inp`` as NumPy arrays, at each run."""
    return py_func(func, inp, Tout, stateful, name or "PyFunc")


@tf_export("py_function")
def py_function(func: Any = None, inp: Any = None, Tout: Any = None, name: str | None = None) -> Any:
    """Not supported. Raises NotImplementedError: tf.py_func gives NumPy arrays, where this gives eager tensors."""
    raise UnsupportedError(
        "tf.py_function is not supported: it calls its function with eager tensors, which lessonlib does not have.\n"
        "  Remedy: tf.py_func(func, inp, Tout), whose function gets NumPy arrays; x.numpy() becomes x. For gradients, "
        "tf.custom_gradient."
    )


@tf_export("function")
def function(
    func: Any = None, input_signature: Any = None, autograph: bool = True, jit_compile: Any = None,
    reduce_retracing: bool = False, experimental_implements: Any = None, experimental_autograph_options: Any = None,
    experimental_attributes: Any = None, experimental_relax_shapes: Any = None, experimental_compile: Any = None,
    experimental_follow_type_hints: Any = None,
) -> Any:  # fmt: skip
    """Not supported. Raises NotImplementedError: a graph is built by calling the function itself, once."""
    raise UnsupportedError(
        "tf.function is not supported: it turns functions of TensorFlow 2 into graphs, and here everything is one.\n"
        "  Remedy: leave the decorator out. Call the function once to build its part of the graph, and run that with "
        "session.run; tf.cond and tf.while_loop stand for if and while on tensors."
    )


@tf_export("wrap_function")
def wrap_function(fn: Any, signature: Any, name: str | None = None) -> Any:
    """Not supported. Raises NotImplementedError: call the function itself in the graph."""
    raise UnsupportedError(
        "tf.wrap_function is not supported: it wraps a function of TensorFlow 1 for TensorFlow 2.\n"
        "  Remedy: call the function itself, with tf.placeholder for each entry of the signature."
    )
