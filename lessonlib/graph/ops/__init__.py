"""The op families. Importing this package fills the op table; only here are torch functions called."""

from lessonlib.graph.ops.array import (
    concat, expand_dims, fill, gather, identity, one_hot, ones, ones_like, pad, reshape, shape, size, slice_,
    squeeze, stack, stop_gradient, strided_slice, tile, transpose, unstack, where, zeros, zeros_like,
)  # fmt: skip
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.linalg import (
    matmul, matrix_determinant, matrix_inverse, matrix_solve, matrix_transpose, tensordot, trace,
)  # fmt: skip
from lessonlib.graph.ops.logic import (
    equal, greater, greater_equal, is_finite, is_inf, is_nan, less, less_equal, logical_and, logical_not, logical_or,
    logical_xor, not_equal,
)  # fmt: skip
from lessonlib.graph.ops.math import (
    abs_, acos, add, add_n, asin, atan, cast, ceil, clip_by_value, cos, cosh, divide, erf, exp, expm1, floor, floordiv,
    floormod, lin_space, log, log1p, maximum, minimum, multiply, negative, pow_, range_, reciprocal, round_, rsqrt,
    sign, sin, sinh, sqrt, square, squared_difference, subtract, tan, truediv,
)  # fmt: skip
from lessonlib.graph.ops.nn import (
    crelu, elu, leaky_relu, log_softmax, relu, relu6, selu, sigmoid, sigmoid_cross_entropy_with_logits, softmax,
    softmax_cross_entropy_with_logits, softplus, softsign, sparse_softmax_cross_entropy_with_logits, tanh,
)  # fmt: skip
from lessonlib.graph.ops.random import (
    multinomial, random_normal, random_shuffle, random_uniform, truncated_normal,
)  # fmt: skip
from lessonlib.graph.ops.reduction import (
    argmax, argmin, cumsum, reduce_all, reduce_any, reduce_logsumexp, reduce_max, reduce_mean, reduce_min, reduce_prod,
    reduce_sum,
)  # fmt: skip
from lessonlib.graph.ops.state import (
    assign, assign_add, assign_sub, group, is_variable_initialized, no_op, tuple_, variable_node,
)  # fmt: skip

__all__ = [name for name in dir() if not name.startswith("_") and callable(globals()[name])]
