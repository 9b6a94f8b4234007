"""Element-wise arithmetic and functions (TensorFlow 1's names and rules, torch's kernels)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from lessonlib.graph.create import (
    convert_to_tensor,
    create,
    partner_dtype,
)
from lessonlib.graph.dtypes import as_dtype, float32, float64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.elementwise import broadcast, of_one_shape
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.slices import IndexedSlices, on_stored, on_values
from lessonlib.graph.types import DTypeLike, TensorLike


def to_dtype(x: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return x.to(dtype)


def add_all(tensors: list[torch.Tensor]) -> torch.Tensor:
    total = tensors[0]
    for tensor in tensors[1:]:
        if tensor.shape != total.shape:
            raise InvalidValueError("add_n adds tensors of one shape; to broadcast, use + or tf.add")
        total = total + tensor
    return total


def log_where_positive(x: torch.Tensor) -> torch.Tensor:
    """log(x), and 0 where x <= 0: the factor of the gradient of x ** y for y."""
    return torch.where(x > 0, torch.log(x), torch.zeros_like(x))


def _safe_log(x: Tensor) -> Tensor:
    return create("LogWherePositive", x)


def _where(condition: Tensor, g: Tensor) -> Tensor:
    return g * cast(condition, g.dtype)


def _binary(type_: str, default: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, y, name=name or default)

    function.__doc__ = summary + " Shapes broadcast; dtypes must agree (TypeError)."
    function.__name__ = default.lower()
    return function


def _unary(type_: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, name=name or type_)

    function.__doc__ = summary + " Element by element; keeps the shape."
    function.__name__ = type_.lower()
    return function


add: Callable[..., Tensor] = tf_export("add", "math.add")(_binary("Add", "Add", "x + y."))
subtract: Callable[..., Tensor] = tf_export("subtract", "math.subtract")(_binary("Sub", "Sub", "x - y."))
multiply: Callable[..., Tensor] = tf_export("multiply", "math.multiply")(_binary("Mul", "Mul", "x * y."))
pow_: Callable[..., Tensor] = tf_export("pow", "math.pow")(_binary("Pow", "Pow", "x to the power y."))
maximum: Callable[..., Tensor] = tf_export("maximum", "math.maximum")(
    _binary("Maximum", "Maximum", "The larger of x and y; at a tie the gradient goes to x.")
)
minimum: Callable[..., Tensor] = tf_export("minimum", "math.minimum")(
    _binary("Minimum", "Minimum", "The smaller of x and y; at a tie the gradient goes to x.")
)
floordiv: Callable[..., Tensor] = tf_export("floordiv", "math.floordiv")(
    _binary("FloorDiv", "floordiv", "x / y rounded down.")
)
floormod: Callable[..., Tensor] = tf_export("floormod", "mod", "math.floormod", "math.mod")(
    _binary("FloorMod", "FloorMod", "The rest of x / y, with the sign of y.")
)
negative: Callable[..., Tensor] = tf_export("negative", "math.negative")(on_stored(_unary("Neg", "-x.")))
abs_: Callable[..., Tensor] = tf_export("abs", "math.abs")(on_stored(_unary("Abs", "|x|.")))
square: Callable[..., Tensor] = tf_export("square", "math.square")(on_stored(_unary("Square", "x * x.")))
sqrt: Callable[..., Tensor] = tf_export("sqrt", "math.sqrt")(on_stored(_unary("Sqrt", "The square root.")))
rsqrt: Callable[..., Tensor] = tf_export("rsqrt", "math.rsqrt")(_unary("Rsqrt", "1 / sqrt(x)."))
exp: Callable[..., Tensor] = tf_export("exp", "math.exp")(_unary("Exp", "e to the power x."))
expm1: Callable[..., Tensor] = tf_export("expm1", "math.expm1")(_unary("Expm1", "exp(x) - 1, exact near 0."))
log: Callable[..., Tensor] = tf_export("log", "math.log")(_unary("Log", "The natural logarithm; -inf at 0."))
log1p: Callable[..., Tensor] = tf_export("log1p", "math.log1p")(_unary("Log1p", "log(1 + x), exact near 0."))
reciprocal: Callable[..., Tensor] = tf_export("reciprocal", "math.reciprocal")(_unary("Reciprocal", "1 / x."))
sin: Callable[..., Tensor] = tf_export("sin", "math.sin")(_unary("Sin", "The sine."))
cos: Callable[..., Tensor] = tf_export("cos", "math.cos")(_unary("Cos", "The cosine."))
tan: Callable[..., Tensor] = tf_export("tan", "math.tan")(_unary("Tan", "The tangent."))
sinh: Callable[..., Tensor] = tf_export("sinh", "math.sinh")(_unary("Sinh", "The hyperbolic sine."))
cosh: Callable[..., Tensor] = tf_export("cosh", "math.cosh")(_unary("Cosh", "The hyperbolic cosine."))
asin: Callable[..., Tensor] = tf_export("asin", "math.asin")(_unary("Asin", "The inverse sine."))
acos: Callable[..., Tensor] = tf_export("acos", "math.acos")(_unary("Acos", "The inverse cosine."))
atan: Callable[..., Tensor] = tf_export("atan", "math.atan")(_unary("Atan", "The inverse tangent."))
erf: Callable[..., Tensor] = tf_export("erf", "math.erf")(on_stored(_unary("Erf", "The error function.")))
sign: Callable[..., Tensor] = tf_export("sign", "math.sign")(on_stored(_unary("Sign", "-1, 0 or 1.")))
floor: Callable[..., Tensor] = tf_export("floor", "math.floor")(_unary("Floor", "Rounded down."))
ceil: Callable[..., Tensor] = tf_export("ceil", "math.ceil")(_unary("Ceil", "Rounded up."))
round_: Callable[..., Tensor] = tf_export("round", "math.round")(
    _unary("Round", "Rounded to the nearest, halves to even.")
)


@tf_export("div")
def div(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y as in Python 2: integers are divided rounding down, and stay integers."""
    x, y = (convert_to_tensor(v, partner_dtype(v, other)) for v, other in ((x, y), (y, x)))
    return floordiv(x, y, name=name or "div") if x.dtype.is_integer else truediv(x, y, name=name or "div")


@tf_export("truediv", "divide", "math.truediv", "math.divide")
def truediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y. Integers are divided as float64 (8 and 16 bits as float32), as in Python 3."""
    x, y = (convert_to_tensor(v, partner_dtype(v, other)) for v, other in ((x, y), (y, x)))
    if x.dtype.is_integer and x.dtype is y.dtype:
        wide = float32 if x.dtype.name in ("int8", "uint8", "int16") else float64
        x, y = cast(x, wide), cast(y, wide)
    return create("RealDiv", x, y, name=name or "truediv")


@tf_export("squared_difference", "math.squared_difference")
def squared_difference(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """(x - y) ** 2."""
    return square(subtract(x, y), name=name or "SquaredDifference")


def _caster(dtype: str, name: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, name: str = name) -> Tensor:
        return cast(x, dtype, name=name)

    function.__doc__ = f"x as {dtype}; the same tensor when it is that already."
    return function


to_double = tf_export("to_double")(_caster("float64", "ToDouble"))
to_float = tf_export("to_float")(_caster("float32", "ToFloat"))
to_int32 = tf_export("to_int32")(_caster("int32", "ToInt32"))
to_int64 = tf_export("to_int64")(_caster("int64", "ToInt64"))


@tf_export("add_n", "math.add_n")
def add_n(inputs: Sequence[TensorLike], name: str | None = None) -> Tensor:
    """The sum of a list of tensors of one shape and dtype. Raises ValueError when the list is empty."""
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise InvalidValueError(f"add_n needs a list of one or more tensors, but got {inputs!r}.")
    return create("AddN", list(inputs), name=name or "AddN")


@tf_export("cast")
@on_stored
def cast(x: Any, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """x with another dtype; the same tensor when it has it already. Sparse tensors and IndexedSlices stay such."""
    if isinstance(x, IndexedSlices):
        rows: Any = on_values(x, lambda values: cast(values, dtype, name))
        return rows  # type: ignore[no-any-return]
    tensor, wanted = convert_to_tensor(x), as_dtype(dtype)
    if tensor.dtype is wanted:
        return tensor
    if tensor.dtype.torch is None or wanted.torch is None:
        raise InvalidTypeError(
            f"Cannot cast {tensor.dtype.name} to {wanted.name}; both must be numbers or booleans."
        )
    return create("Cast", tensor, dtype=wanted.torch, name=name or "Cast")


@tf_export("clip_by_value")
def clip_by_value(
    t: TensorLike, clip_value_min: TensorLike, clip_value_max: TensorLike, name: str | None = None
) -> Any:
    """t, held between the two bounds; no gradient flows where a bound holds it."""
    if isinstance(t, IndexedSlices):
        return on_values(t, lambda values: clip_by_value(values, clip_value_min, clip_value_max, name))
    return maximum(minimum(t, clip_value_max), clip_value_min, name=name or "clip_by_value")


# ---- two operands, broadcast as NumPy does

register(
    "Add",
    "x y",
    torch.add,
    (lambda g, z, x, y: sum_to(g, x, y), lambda g, z, x, y: sum_to(g, y, x)),
    takes="number",
    shape=broadcast,
)
register(
    "Sub",
    "x y",
    torch.sub,
    (lambda g, z, x, y: sum_to(g, x, y), lambda g, z, x, y: sum_to(-g, y, x)),
    takes="number",
    shape=broadcast,
)
register(
    "Mul", "x y", torch.mul,
    (lambda g, z, x, y: sum_to(g * y, x, y), lambda g, z, x, y: sum_to(g * x, y, x)), takes="number",
    shape=broadcast,
)  # fmt: skip
register(
    "RealDiv", "x y", torch.true_divide,
    (lambda g, z, x, y: sum_to(truediv(g, y), x, y), lambda g, z, x, y: sum_to(-g * truediv(z, y), y, x)),
    takes="float",
    shape=broadcast,
)  # fmt: skip
register(
    "Pow", "x y", torch.pow,
    (lambda g, z, x, y: sum_to(g * y * pow_(x, y - 1), x), lambda g, z, x, y: sum_to(g * z * _safe_log(x), y)),
    takes="number",
    shape=broadcast,
)  # fmt: skip
register(
    "Maximum", "x y", torch.maximum,
    (lambda g, z, x, y: sum_to(_where(x >= y, g), x), lambda g, z, x, y: sum_to(_where(x < y, g), y)), takes="real",
    shape=broadcast,
)  # fmt: skip
register(
    "Minimum", "x y", torch.minimum,
    (lambda g, z, x, y: sum_to(_where(x <= y, g), x), lambda g, z, x, y: sum_to(_where(x > y, g), y)), takes="real",
    shape=broadcast,
)  # fmt: skip
register("FloorDiv", "x y", torch.floor_divide, NOT_DIFFERENTIABLE, takes="real", shape=broadcast)
register(
    "FloorMod", "x y", torch.remainder,
    (lambda g, z, x, y: sum_to(g, x), lambda g, z, x, y: sum_to(-g * floordiv(x, y), y)), takes="real",
    shape=broadcast,
)  # fmt: skip

# ---- one operand

register("Neg", "x", torch.neg, (lambda g, y, x: -g,), takes="number", shape=broadcast)
register("Abs", "x", torch.abs, (lambda g, y, x: g * sign(x),), takes="number")
register("Square", "x", torch.square, (lambda g, y, x: g * (x * 2),), takes="number", shape=broadcast)
register("Sqrt", "x", torch.sqrt, (lambda g, y, x: truediv(g, y * 2),), takes="float", shape=broadcast)
register(
    "Rsqrt",
    "x",
    torch.rsqrt,
    (lambda g, y, x: g * (pow_(y, 3) * -0.5),),
    takes="float",
    shape=broadcast,
)
register("Exp", "x", torch.exp, (lambda g, y, x: g * y,), takes="float", shape=broadcast)
register("Expm1", "x", torch.expm1, (lambda g, y, x: g * exp(x),), takes="float", shape=broadcast)
register("Log", "x", torch.log, (lambda g, y, x: truediv(g, x),), takes="float", shape=broadcast)
register(
    "Log1p",
    "x",
    torch.log1p,
    (lambda g, y, x: truediv(g, x + 1),),
    takes="float",
    shape=broadcast,
)
register(
    "Reciprocal",
    "x",
    torch.reciprocal,
    (lambda g, y, x: -g * square(y),),
    takes="float",
    shape=broadcast,
)
register("Sin", "x", torch.sin, (lambda g, y, x: g * cos(x),), takes="float", shape=broadcast)
register("Cos", "x", torch.cos, (lambda g, y, x: -g * sin(x),), takes="float", shape=broadcast)
register("Tan", "x", torch.tan, (lambda g, y, x: g * (square(y) + 1),), takes="float", shape=broadcast)
register("Sinh", "x", torch.sinh, (lambda g, y, x: g * cosh(x),), takes="float", shape=broadcast)
register("Cosh", "x", torch.cosh, (lambda g, y, x: g * sinh(x),), takes="float", shape=broadcast)
register(
    "Asin",
    "x",
    torch.asin,
    (lambda g, y, x: g * rsqrt(1 - square(x)),),
    takes="float",
    shape=broadcast,
)
register(
    "Acos",
    "x",
    torch.acos,
    (lambda g, y, x: -g * rsqrt(1 - square(x)),),
    takes="float",
    shape=broadcast,
)
register(
    "Atan",
    "x",
    torch.atan,
    (lambda g, y, x: truediv(g, square(x) + 1),),
    takes="float",
    shape=broadcast,
)
register("Erf", "x", torch.erf, BY_VJP, takes="real float", shape=broadcast)
register("Sign", "x", torch.sign, NOT_DIFFERENTIABLE, takes="number")
register("Floor", "x", torch.floor, NOT_DIFFERENTIABLE, takes="real float", shape=broadcast)
register("Ceil", "x", torch.ceil, NOT_DIFFERENTIABLE, takes="real float", shape=broadcast)
register("Round", "x", torch.round, NOT_DIFFERENTIABLE, takes="real", shape=broadcast)
register("LogWherePositive", "x", log_where_positive, BY_VJP, shape=broadcast)
register("Cast", "x", to_dtype, (lambda g, y, x, dtype: cast(g, x.dtype) if x.dtype.is_floating else None,))
register(
    "AddN",
    "tensors*",
    add_all,
    (lambda g, y, *tensors: [sum_to(g, tensor) for tensor in tensors],),
    takes="number",
    shape=of_one_shape,
)
