"""TensorFlow 1's names over `lessonlib.graph`: ``import lessonlib.tf1 as tf`` and the documents' programs run."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from lessonlib.graph import ops as _ops
from lessonlib.graph.create import constant, convert_to_tensor, placeholder
from lessonlib.graph.dtypes import (
    DType, as_dtype, complex64, complex128, float16, float32, float64, int8, int16, int32, int64, string, uint8,
)  # fmt: skip
from lessonlib.graph.dtypes import bool_ as bool  # noqa: A004
from lessonlib.graph.gradients import gradients
from lessonlib.graph.graph import Graph, get_default_graph, reset_default_graph
from lessonlib.graph.initializers import (
    constant_initializer, glorot_uniform_initializer, ones_initializer, random_normal_initializer,
    random_uniform_initializer, truncated_normal_initializer, zeros_initializer,
)  # fmt: skip
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops import (
    acos, add, add_n, argmax, argmin, asin, assign, assign_add, assign_sub, atan, cast, ceil, clip_by_value, concat,
    cos, cosh, cumsum, divide, equal, erf, exp, expand_dims, expm1, fill, floor, floordiv, floormod, gather, greater,
    greater_equal, group, identity, is_finite, is_inf, is_nan, is_variable_initialized, less, less_equal, lin_space,
    log, log1p, logical_and, logical_not, logical_or, logical_xor, matmul, matrix_determinant, matrix_inverse,
    matrix_solve, matrix_transpose, maximum, minimum, multinomial, multiply, negative, no_op, not_equal, one_hot, ones,
    ones_like, pad, random_normal, random_shuffle, random_uniform, reciprocal, reduce_all, reduce_any,
    reduce_logsumexp, reduce_max, reduce_mean, reduce_min, reduce_prod, reduce_sum, reshape, rsqrt, shape, sigmoid,
    sign, sin, sinh, size, sqrt, square, squared_difference, squeeze, stack, stop_gradient, strided_slice, subtract,
    tan, tanh, tensordot, tile, trace, transpose, truediv, truncated_normal, unstack, where, zeros, zeros_like,
)  # fmt: skip
from lessonlib.graph.session import InteractiveSession, Session, get_default_session
from lessonlib.graph.shapes import Dimension, TensorShape
from lessonlib.graph.variables import (
    AUTO_REUSE, Variable, VariableScope, get_variable, get_variable_scope, global_variables,
    global_variables_initializer, trainable_variables, variable_scope, variables_initializer,
)  # fmt: skip
from lessonlib.tf1 import errors, nn, summary, train
from lessonlib.tf1.scopes import (
    GraphKeys, add_to_collection, control_dependencies, device, get_collection, name_scope, set_random_seed,
)  # fmt: skip

__version__ = "1.15.0-lessonlib"

abs = _ops.abs_  # noqa: A001
pow = _ops.pow_  # noqa: A001
range = _ops.range_  # noqa: A001
round = _ops.round_  # noqa: A001
slice = _ops.slice_  # noqa: A001
tuple = _ops.tuple_  # noqa: A001
mod = floormod
div = divide
linspace = lin_space
initialize_all_variables = global_variables_initializer


def __getattr__(name: str) -> Any:
    known = [known for known in globals() if not known.startswith("_")]
    near = get_close_matches(name, known, 3, 0.6)
    hint = f" The nearest that it has: {', '.join('tf.' + n for n in near)}." if near else ""
    raise AttributeError(f"lessonlib.tf1 has no '{name}'.{hint}")


__all__ = [name for name in dir() if not name.startswith("_") and name not in ("annotations", "Any")]
