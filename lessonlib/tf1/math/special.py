"""Special functions, element by element (Abramowitz & Stegun, Handbook of Mathematical Functions, 1964)."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.logic import not_equal
from lessonlib.graph.ops.math import cast, cosh, exp, log, negative, square, truediv
from lessonlib.graph.ops.nn import softplus
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, GradientRule, register
from lessonlib.graph.shapes import broadcast_shapes
from lessonlib.graph.types import TensorLike


def polygamma_of(order: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """The derivatives of digamma of any whole order: (-1)^(n+1) n! zeta(n + 1, x); NaN for other orders."""
    sign = 1 - 2 * torch.remainder(order + 1, 2)
    high = sign * torch.exp(torch.lgamma(order + 1)) * torch.special.zeta(order + 1, x)
    value = torch.where(order == 0, torch.digamma(x), high)
    return torch.where((order >= 0) & (order == order.floor()), value, torch.full_like(value, math.nan))


def incomplete_beta(a: torch.Tensor, b: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """The regularised incomplete beta function, by its continued fraction (26.5.8), with Lentz's method in float64.

    It converges fast for x < (a + 1) / (a + b + 2); beyond that, I(x; a, b) = 1 - I(1 - x; b, a).
    """
    p, q, z = (value.to(torch.float64) for value in torch.broadcast_tensors(a, b, x))
    far = z > (p + 1) / (p + q + 2)
    p, q, z = torch.where(far, q, p), torch.where(far, p, q), torch.where(far, 1 - z, z)
    inside = z.clamp(1e-300, 1)
    front = torch.exp(
        torch.lgamma(p + q) - torch.lgamma(p) - torch.lgamma(q) + p * torch.log(inside) + q * torch.log1p(-z)
    )
    value = front / p * _fraction(p, q, z)
    value = torch.where(far, 1 - value, value)
    valid = (a > 0) & (b > 0) & (x >= 0) & (x <= 1)
    return torch.where(valid, value, torch.full_like(value, math.nan)).to(x.dtype)


def _fraction(p: torch.Tensor, q: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
    tiny = 1e-300
    c, d = torch.ones_like(z), 1 - (p + q) * z / (p + 1)
    d = 1 / torch.where(d == 0, torch.full_like(d, tiny), d)
    result = d
    for m in range(1, 200):
        even = m * (q - m) * z / ((p + 2 * m - 1) * (p + 2 * m))
        odd = -(p + m) * (p + q + m) * z / ((p + 2 * m) * (p + 2 * m + 1))
        for numerator in (even, odd):
            d, c = 1 / (1 + numerator * d), 1 + numerator / c
            result = result * d * c
    return result


def xdivy_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.where(x == 0, torch.zeros((), dtype=x.dtype, device=x.device), x / y)


def xlogy_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.where(x == 0, torch.zeros((), dtype=x.dtype, device=x.device), x * torch.log(y))


def xlog1py_of(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.where(x == 0, torch.zeros((), dtype=x.dtype, device=x.device), x * torch.log1p(y))


def inverse_erfc(x: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.special.ndtri(x / 2) * -math.sqrt(0.5)
    return result


def _unary(type_: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, name=name or type_)

    function.__doc__ = summary + " Element by element; keeps the shape."
    return function


acosh = tf_export("acosh", "math.acosh")(_unary("Acosh", "The inverse hyperbolic cosine."))
asinh = tf_export("asinh", "math.asinh")(_unary("Asinh", "The inverse hyperbolic sine."))
atanh = tf_export("atanh", "math.atanh")(_unary("Atanh", "The inverse hyperbolic tangent."))
lgamma = tf_export("lgamma", "math.lgamma")(_unary("Lgamma", "The logarithm of |gamma(x)|."))
digamma = tf_export("digamma", "math.digamma")(_unary("Digamma", "The derivative of lgamma."))
erfc = tf_export("erfc", "math.erfc")(_unary("Erfc", "1 - erf(x), exact where erf is near 1."))
erfinv = tf_export("math.erfinv")(_unary("Erfinv", "The inverse of erf."))
erfcinv = tf_export("math.erfcinv")(_unary("Erfcinv", "The inverse of erfc."))
ndtri = tf_export("math.ndtri")(_unary("Ndtri", "The quantile function of the normal distribution."))
rint = tf_export("rint", "math.rint")(_unary("Rint", "Rounded to the nearest, halves to even."))
bessel_i0 = tf_export("math.bessel_i0")(_unary("BesselI0", "The modified Bessel function of order 0."))
bessel_i0e = tf_export("math.bessel_i0e")(_unary("BesselI0e", "exp(-|x|) bessel_i0(x)."))
bessel_i1 = tf_export("math.bessel_i1")(_unary("BesselI1", "The modified Bessel function of order 1."))
bessel_i1e = tf_export("math.bessel_i1e")(_unary("BesselI1e", "exp(-|x|) bessel_i1(x)."))


def _binary(type_: str, x: TensorLike, y: TensorLike, name: str | None) -> Tensor:
    return create(type_, x, y, name=name or type_)


@tf_export("atan2", "math.atan2")
def atan2(y: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The angle of the point (x, y), from -pi to pi. Shapes broadcast."""
    return _binary("Atan2", y, x, name)


@tf_export("igamma", "math.igamma")
def igamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The lower regularised incomplete gamma function P(a, x). Shapes broadcast. It has no gradient for a."""
    return _binary("Igamma", a, x, name)


@tf_export("igammac", "math.igammac")
def igammac(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The upper regularised incomplete gamma function, 1 - P(a, x). Shapes broadcast. It has no gradient for a."""
    return _binary("Igammac", a, x, name)


@tf_export("zeta", "math.zeta")
def zeta(x: TensorLike, q: TensorLike, name: str | None = None) -> Tensor:
    """Hurwitz's zeta function: the sum of (q + n) ** -x over n = 0, 1, ... Shapes broadcast."""
    return _binary("Zeta", x, q, name)


@tf_export("polygamma", "math.polygamma")
def polygamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The derivative of order ``a`` (a whole number, as a float) of digamma at x. Shapes broadcast."""
    return _binary("Polygamma", a, x, name)


@tf_export("betainc", "math.betainc")
def betainc(a: TensorLike, b: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The regularised incomplete beta function I_x(a, b); a gradient goes to x alone. Shapes are equal, or scalars."""
    return create("Betainc", a, b, x, name=name or "Betainc")


@tf_export("log_sigmoid", "math.log_sigmoid")
def log_sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """log(sigmoid(x)), exact also where sigmoid(x) is near 0."""
    return negative(softplus(negative(x)), name=name or "LogSigmoid")


@tf_export("lbeta", "math.lbeta")
def lbeta(x: TensorLike, name: str | None = None) -> Tensor:
    """The logarithm of the beta function of the last axis: the sum of lgamma(x) minus lgamma of the sum."""
    tensor = convert_to_tensor(x)
    return reduce_sum(lgamma(tensor), -1) - lgamma(reduce_sum(tensor, -1), name=name or "lbeta")


@tf_export("math.xdivy")
def xdivy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, and 0 where x is 0. Shapes broadcast."""
    return _binary("Xdivy", x, y, name)


@tf_export("math.xlogy")
def xlogy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * log(y), and 0 where x is 0. Shapes broadcast."""
    return _binary("Xlogy", x, y, name)


@tf_export("math.xlog1py")
def xlog1py(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * log(1 + y), exact near 0, and 0 where x is 0. Shapes broadcast."""
    return _binary("Xlog1py", x, y, name)


def _no_gradient(function: str) -> GradientRule:
    def rule(g: Tensor, y: Tensor, *inputs: Tensor) -> None:
        raise UnsupportedError(
            f"tf.{function} has no gradient for a here.\n  Remedy: tf.stop_gradient(a), or leave a out of xs."
        )

    return rule


def _is_there(x: Tensor) -> Tensor:
    """1 where x is not 0, else 0: the functions that are 0 where x is 0 have no slope there."""
    return cast(not_equal(x, 0), x.dtype)


def _gamma_density(a: Tensor, x: Tensor) -> Tensor:
    return exp((a - 1) * log(x) - x - lgamma(a))


def _beta_density(a: Tensor, b: Tensor, x: Tensor) -> Tensor:
    ends = xlog1py(b - 1, -x) + xlogy(a - 1, x)
    return exp(ends - (lgamma(a) + lgamma(b) - lgamma(a + b)))


register("Acosh", "x", torch.acosh, (lambda g, y, x: truediv(g, create("Sinh", y)),), takes="float")
register("Asinh", "x", torch.asinh, (lambda g, y, x: truediv(g, cosh(y)),), takes="float")
register("Atanh", "x", torch.atanh, (lambda g, y, x: truediv(g, 1 - square(x)),), takes="float")
register("Lgamma", "x", torch.lgamma, (lambda g, y, x: g * digamma(x),), takes="real float")
register("Digamma", "x", torch.digamma, (lambda g, y, x: g * polygamma(x * 0 + 1, x),), takes="real float")
register("Erfc", "x", torch.erfc, BY_VJP, takes="real float")
register("Erfinv", "x", torch.erfinv, BY_VJP, takes="real float")
register("Erfcinv", "x", inverse_erfc, BY_VJP, takes="real float")
register("Ndtri", "x", torch.special.ndtri, BY_VJP, takes="real float")
register("Rint", "x", torch.round, NOT_DIFFERENTIABLE, takes="real float")
register("BesselI0", "x", torch.special.i0, BY_VJP, takes="real float")
register("BesselI0e", "x", torch.special.i0e, BY_VJP, takes="real float")
register("BesselI1", "x", torch.special.i1, BY_VJP, takes="real float")
register("BesselI1e", "x", torch.special.i1e, BY_VJP, takes="real float")
register("Atan2", "y x", torch.atan2, BY_VJP, takes="real float")
register(
    "Igamma", "a x", torch.special.gammainc,
    (_no_gradient("igamma"), lambda g, y, a, x: sum_to(g * _gamma_density(a, x), x)), takes="real float",
)  # fmt: skip
register(
    "Igammac", "a x", torch.special.gammaincc,
    (_no_gradient("igammac"), lambda g, y, a, x: sum_to(-g * _gamma_density(a, x), x)), takes="real float",
)  # fmt: skip
register(
    "Zeta", "x q", torch.special.zeta, (None, lambda g, y, x, q: sum_to(g * -x * zeta(x + 1, q), q)),
    takes="real float",
)  # fmt: skip
register(
    "Polygamma", "a x", polygamma_of, (None, lambda g, y, a, x: sum_to(g * polygamma(a + 1, x), x)),
    takes="real float",
)  # fmt: skip
register(
    "Betainc", "a b x", incomplete_beta,
    (None, None, lambda g, y, a, b, x: sum_to(g * _beta_density(a, b, x), x)), takes="real float",
    shape=lambda a, b, x: [(x.dtype, broadcast_shapes(broadcast_shapes(a.sizes, b.sizes), x.sizes))],
)  # fmt: skip
register(
    "Xdivy", "x y", xdivy_of,
    (
        lambda g, z, x, y: sum_to(g * xdivy(_is_there(x), y), x),
        lambda g, z, x, y: sum_to(g * xdivy(-x, square(y)), y),
    ),
    takes="float",
)  # fmt: skip
register(
    "Xlogy", "x y", xlogy_of,
    (lambda g, z, x, y: sum_to(g * xlogy(_is_there(x), y), x), lambda g, z, x, y: sum_to(g * xdivy(x, y), y)),
    takes="float",
)  # fmt: skip
register(
    "Xlog1py", "x y", xlog1py_of,
    (
        lambda g, z, x, y: sum_to(g * xlog1py(_is_there(x), y), x),
        lambda g, z, x, y: sum_to(g * xdivy(x, y + 1), y),
    ),
    takes="float",
)  # fmt: skip
