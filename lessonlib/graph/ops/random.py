"""Random numbers. Each operation draws from a generator that the session seeds from the graph's and its own seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, convert_to_tensor, create, working_graph
from lessonlib.graph.dtypes import as_dtype, float32, int32, int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_sizes, size_vector, sizes_or_tensor
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import as_shape
from lessonlib.graph.types import DTypeLike, ShapeLike, SizesLike, TensorLike

Generator = torch.Generator | None


def _device(generator: Generator) -> Any:
    return "meta" if generator is None else generator.device


def normal(
    shape: tuple[int, ...], mean: float, stddev: float, dtype: torch.dtype, generator: Generator
) -> torch.Tensor:
    return torch.empty(shape, dtype=dtype, device=_device(generator)).normal_(
        mean, stddev, generator=generator
    )


def uniform(
    shape: tuple[int, ...], low: float, high: float, dtype: torch.dtype, generator: Generator
) -> torch.Tensor:
    empty = torch.empty(shape, dtype=dtype, device=_device(generator))
    if dtype.is_floating_point:
        return empty.uniform_(low, high, generator=generator)
    _check_bounds(low, high)
    return empty.random_(int(low), int(high), generator=generator)


def _check_bounds(low: float, high: float) -> None:
    if low >= high:
        raise InvalidValueError(f"Random whole numbers need minval < maxval, but got {low} and {high}.")


def truncated(
    shape: tuple[int, ...], mean: float, stddev: float, dtype: torch.dtype, generator: Generator
) -> torch.Tensor:
    """A normal distribution cut at two standard deviations, by the inverse of its distribution function."""
    inside = torch.special.ndtr(torch.tensor(2.0, dtype=torch.float64)).item()
    empty = torch.empty(shape, dtype=torch.float64, device=_device(generator))
    draw = empty.uniform_(1 - inside, inside, generator=generator)
    result: torch.Tensor = (torch.special.ndtri(draw) * stddev + mean).to(dtype)
    return result


def normal_at(dims: torch.Tensor, dtype: torch.dtype, generator: Generator) -> torch.Tensor:
    return normal(tuple(dims.tolist()), 0, 1, dtype, generator)


def uniform_at(dims: torch.Tensor, dtype: torch.dtype, generator: Generator) -> torch.Tensor:
    return uniform(tuple(dims.tolist()), 0, 1, dtype, generator)


def whole_numbers(
    dims: torch.Tensor, low: torch.Tensor, high: torch.Tensor, generator: Generator
) -> torch.Tensor:
    if low.dim() or high.dim():
        raise InvalidValueError("The bounds of random whole numbers are scalars.")
    return uniform(tuple(dims.tolist()), low.item(), high.item(), low.dtype, generator)


def truncated_at(dims: torch.Tensor, dtype: torch.dtype, generator: Generator) -> torch.Tensor:
    return truncated(tuple(dims.tolist()), 0, 1, dtype, generator)


def shuffle(value: torch.Tensor, generator: Generator) -> torch.Tensor:
    order = torch.empty(value.shape[0], device=_device(generator)).uniform_(generator=generator).argsort()
    return value[order]


def drop_mask(
    x: torch.Tensor, training: torch.Tensor, rate: torch.Tensor, noise_shape: tuple[int | None, ...] | None,
    generator: Generator,
) -> torch.Tensor:  # fmt: skip
    """0 with probability ``rate``, else 1 / (1 - rate), in the shape of x (sizes 1 in noise_shape are shared)."""
    if generator is None:
        return torch.empty_like(x)
    share, sizes = rate.item(), x.shape
    if not training.item() or share == 0:
        return torch.ones((1,) * x.dim(), dtype=x.dtype, device=x.device).expand(sizes)
    if noise_shape is not None:
        sizes = torch.Size(
            size if given is None else given for size, given in zip(x.shape, noise_shape, strict=True)
        )
    if x.device.type != "cpu":
        mask = torch.empty(sizes, dtype=x.dtype, device=x.device).bernoulli_(1 - share, generator=generator)
        return mask.div_(1 - share).expand(x.shape)
    kept = min(max(round((1 - share) * _LEVELS), 1), _LEVELS)
    mask = torch.empty(sizes, dtype=x.dtype)
    torch.lt(_random_levels(sizes.numel(), generator).view(sizes), kept - _LEVELS // 2, out=mask)
    return mask.mul_(1 / (1 - share)).expand(x.shape)


_LEVELS = 2**16


def _random_levels(count: int, generator: torch.Generator) -> torch.Tensor:
    """Uniform int16 numbers, four from each number drawn: a fraction of the time of bernoulli_."""
    drawn = torch.empty((count + 3) // 4, dtype=torch.int64).random_(-(2**63), None, generator=generator)
    return drawn.view(torch.int16)[:count]


def sample(logits: torch.Tensor, num_samples: int, generator: Generator) -> torch.Tensor:
    return torch.multinomial(torch.softmax(logits, -1), num_samples, replacement=True, generator=generator)


@tf_export("random_normal", "random.normal")
def random_normal(
    shape: SizesLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0, dtype: DTypeLike = float32,
    seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Numbers of a normal distribution, new at each run.

    ``shape`` may be an int tensor; ``mean`` and ``stddev`` may be tensors that broadcast against it, to which gradients
    go (Kingma & Welling, 2014). Raises TypeError when ``dtype`` is not of floating-point numbers.
    """
    return _normal("RandomNormal", shape, mean, stddev, dtype, seed, name or "random_normal")


@tf_export("random_uniform", "random.uniform")
def random_uniform(
    shape: SizesLike, minval: TensorLike = 0, maxval: TensorLike | None = None, dtype: DTypeLike = float32,
    seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Numbers of a uniform distribution over [minval, maxval), new at each run; maxval is 1 for floats.

    ``shape`` may be an int tensor, and the bounds tensors: scalars for whole numbers (int32 or int64), else what
    broadcasts against the shape. Raises ValueError when ``dtype`` is another one, or maxval is missing or too small.
    """
    kind, name = as_dtype(dtype), name or "random_uniform"
    if not kind.is_floating and kind not in (int32, int64):
        raise InvalidValueError(
            f"tf.random_uniform draws floating-point numbers, int32 or int64, but dtype is {kind.name}."
        )
    if maxval is None and not kind.is_floating:
        raise InvalidValueError(f"tf.random_uniform needs maxval for integers (dtype {kind.name}).")
    bounds = [minval, 1 if maxval is None else maxval]
    sizes = sizes_or_tensor(shape, "tf.random_uniform")
    if not isinstance(sizes, Tensor) and all(_is_number(bound) for bound in bounds):
        low, high = (as_array(bound, kind)[0].item() for bound in bounds)
        return _draw("RandomUniform", seed, name, shape=sizes, low=low, high=high, dtype=kind.torch)
    low, high = (convert_to_tensor(bound, kind) for bound in bounds)
    dims = size_vector(shape, "tf.random_uniform")
    if kind.is_floating:
        drawn = _draw("RandomUniformAt", seed, f"{name}/draw", dims, dtype=kind.torch)
        return create("Add", drawn * (high - low), low, name=name)
    return _draw("RandomUniformInt", seed, name, dims, low, high)


@tf_export("truncated_normal", "random.truncated_normal")
def truncated_normal(
    shape: SizesLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0, dtype: DTypeLike = float32,
    seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Numbers of a normal distribution within two standard deviations of the mean, new at each run.

    The arguments are those of `random_normal`.
    """
    return _normal("TruncatedNormal", shape, mean, stddev, dtype, seed, name or "truncated_normal")


def _normal(
    type_: str, shape: SizesLike, mean: TensorLike, stddev: TensorLike, dtype: DTypeLike, seed: int | None, name: str
) -> Tensor:  # fmt: skip
    kind = as_dtype(dtype)
    if not kind.is_floating:
        raise InvalidTypeError(f"A normal distribution has floating-point numbers, but dtype is {kind.name}.")
    sizes = sizes_or_tensor(shape, f"tf.{name}")
    if not isinstance(sizes, Tensor) and _is_number(mean) and _is_number(stddev):
        place, spread = (float(as_array(bound, kind)[0].item()) for bound in (mean, stddev))
        return _draw(type_, seed, name, shape=sizes, mean=place, stddev=spread, dtype=kind.torch)
    drawn = _draw(f"{type_}At", seed, f"{name}/draw", size_vector(shape, f"tf.{name}"), dtype=kind.torch)
    return create("Add", drawn * convert_to_tensor(stddev, kind), convert_to_tensor(mean, kind), name=name)


def _is_number(bound: TensorLike) -> bool:
    return as_tensor(bound) is None and np.ndim(bound) == 0  # type: ignore[arg-type]  # no tensor is left


def _draw(type_: str, seed: int | None, name: str, *inputs: TensorLike, **attrs: Any) -> Tensor:
    return note_seed(create(type_, *inputs, name=name, **attrs), seed)


def _sized(dims: Tensor, dtype: torch.dtype) -> list[Any]:
    return [(as_dtype(dtype), known_sizes(dims))]


@tf_export("random_shuffle", "random.shuffle")
def random_shuffle(value: TensorLike, seed: int | None = None, name: str | None = None) -> Tensor:
    """The rows (first axis) in a random order, new at each run."""
    return note_seed(create("RandomShuffle", value, name=name or "RandomShuffle"), seed)


def drop_out(
    x: TensorLike,
    rate: TensorLike,
    noise_shape: ShapeLike | None = None,
    seed: int | None = None,
    training: TensorLike = True,
    name: str = "dropout",
) -> Tensor:
    """x with a share ``rate`` of its elements set to 0 while training, and the others scaled by 1 / (1 - rate).

    The mean stays, so that nothing changes when ``training`` is False (Srivastava et al., 2014). Raises ValueError
    when the rate is not in [0, 1).
    """
    tensor = convert_to_tensor(x)
    if isinstance(rate, (int, float)) and not 0 <= rate < 1:
        raise InvalidValueError(
            f"The dropout rate must be a number from 0 up to, not including, 1; got {rate!r}."
        )
    shape = None if noise_shape is None else as_shape(noise_shape)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name):
        share = convert_to_tensor(rate, tensor.dtype, name="rate")
        mask = create("DropMask", tensor, training, share, noise_shape=shape, name="mask")
        return create("Mul", tensor, note_seed(mask, seed), name="mul")


@tf_export("multinomial", "random.multinomial")
def multinomial(
    logits: TensorLike, num_samples: int, seed: int | None = None, name: str | None = None,
    output_dtype: DTypeLike | None = None,
) -> Tensor:  # fmt: skip
    """``num_samples`` class numbers for each row of unnormalised log-probabilities (batch, classes).

    They are int64, or of ``output_dtype``.
    """
    drawn = note_seed(
        create("Multinomial", logits, num_samples=int(num_samples), name=name or "multinomial"), seed
    )
    return cast(drawn, int64 if output_dtype is None else output_dtype)


def note_seed(tensor: Tensor, seed: int | None = None) -> Tensor:
    """Note the op's seed. With only a graph seed, its place in the graph tells its sequence from the others'."""
    if seed is not None or tensor.graph.seed is not None:
        tensor.graph.seeds[tensor.op] = (tensor.graph.seed or 0, tensor.op.index if seed is None else seed)
    return tensor


def _drawn(shape: tuple[int, ...], dtype: torch.dtype, **_: float) -> list[Any]:
    return [(as_dtype(dtype), shape)]


def _drawn_uniform(shape: tuple[int, ...], low: float, high: float, dtype: torch.dtype) -> list[Any]:
    if not dtype.is_floating_point:
        _check_bounds(low, high)
    return _drawn(shape, dtype)


register("RandomNormal", "", normal, NOT_DIFFERENTIABLE, needs="generator", shape=_drawn)
register("RandomNormalAt", "dims", normal_at, NOT_DIFFERENTIABLE, needs="generator", shape=_sized)
register("RandomUniformAt", "dims", uniform_at, NOT_DIFFERENTIABLE, needs="generator", shape=_sized)
register("TruncatedNormalAt", "dims", truncated_at, NOT_DIFFERENTIABLE, needs="generator", shape=_sized)
register(
    "RandomUniformInt", "dims low high", whole_numbers, NOT_DIFFERENTIABLE, needs="generator", same="low high",
    shape=lambda dims, low, high: [(low.dtype, known_sizes(dims))],
)  # fmt: skip
register("RandomUniform", "", uniform, NOT_DIFFERENTIABLE, needs="generator", shape=_drawn_uniform)
register("TruncatedNormal", "", truncated, NOT_DIFFERENTIABLE, needs="generator", shape=_drawn)
register("DropMask", "x training rate", drop_mask, NOT_DIFFERENTIABLE, same="", needs="generator")
register("RandomShuffle", "value", shuffle, NOT_DIFFERENTIABLE, needs="generator")
register(
    "Multinomial",
    "logits",
    sample,
    NOT_DIFFERENTIABLE,
    needs="generator",
    shape=lambda x, num_samples, **_: [(int64, (x.sizes[0], num_samples))],
)
