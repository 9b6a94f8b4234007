"""Floating-point numbers rounded to the steps that a few bits can tell apart, for training quantised networks.

The range is moved a little, so that 0 is one of the steps (Jacob et al., 2018, arXiv:1712.05877, section 3).
"""

from __future__ import annotations

from typing import NamedTuple

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, GradientRule, register
from lessonlib.graph.types import TensorLike

Range = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def _moved(low: torch.Tensor, high: torch.Tensor, bits: int, narrow: bool) -> Range:
    """The lowest and the highest step, and the distance between steps."""
    first, last = float(narrow), float(2**bits - 1)
    step = (high - low) / (last - first)
    zero = torch.floor((first - low / step).clamp(first, last) + 0.5)
    return (first - zero) * step, (last - zero) * step, step


def rounded(x: torch.Tensor, low: torch.Tensor, high: torch.Tensor, bits: int, narrow: bool) -> torch.Tensor:
    lowest, highest, step = _moved(low, high, bits, narrow)
    held = torch.minimum(torch.maximum(x, lowest), highest)
    value = torch.floor((held - lowest) / step + 0.5) * step + lowest
    return torch.where((low == 0) & (high == 0), torch.zeros_like(value), value)


def slope(
    g: torch.Tensor,
    x: torch.Tensor,
    low: torch.Tensor,
    high: torch.Tensor,
    bits: int,
    narrow: bool,
    part: int,
) -> torch.Tensor:
    """What of g goes to x (part 0: within the range), to ``low`` (part 1: below it) and to ``high`` (part 2)."""
    lowest, highest, _ = _moved(low, high, bits, narrow)
    empty = (low == 0) & (high == 0)
    below, above = (x < lowest) & ~empty, (x > highest) & ~empty
    kept = g * (~(below | above), below, above)[part]
    return kept if part == 0 else kept.sum_to_size(low.shape)


def _rule(part: int) -> GradientRule:
    def rule(g: Tensor, y: Tensor, x: Tensor, low: Tensor, high: Tensor, bits: int, narrow: bool) -> Tensor:
        return create("FakeQuantGrad", g, x, low, high, bits=bits, narrow=narrow, part=part)

    return rule


register(
    "FakeQuant", "x low high", rounded, (_rule(0), _rule(1), _rule(2)), takes="real float",
    shape=lambda x, low, high, bits, narrow: [(x.dtype, x.sizes)],
)  # fmt: skip
register(
    "FakeQuantGrad", "g x low high", slope, NOT_DIFFERENTIABLE, takes="real float",
    shape=lambda g, x, low, high, bits, narrow, part: [(x.dtype, low.sizes if part else x.sizes)],
)  # fmt: skip


class QuantizationGradients(NamedTuple):
    """What goes back to the inputs, and to the ends of the range."""

    backprops_wrt_input: Tensor
    backprop_wrt_min: Tensor
    backprop_wrt_max: Tensor


def _attributes(num_bits: int, narrow_range: bool) -> dict[str, int]:
    if not 2 <= int(num_bits) <= 16:
        raise InvalidValueError(f"num_bits must be between 2 and 16, but is {num_bits}.")
    return {"bits": int(num_bits), "narrow": bool(narrow_range)}


def _range(low: float, high: float) -> tuple[Tensor, Tensor]:
    if low >= high:
        raise InvalidValueError(f"min has to be smaller than max, was: {low} >= {high}.")
    return convert_to_tensor(low, float32), convert_to_tensor(high, float32)


@tf_export("fake_quant_with_min_max_args", "quantization.fake_quant_with_min_max_args")
def fake_quant_with_min_max_args(
    inputs: TensorLike, min: float = -6, max: float = 6, num_bits: int = 8, narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """float32 numbers held in [min, max] and rounded to 2 ** num_bits steps, one less with ``narrow_range``.

    Raises ValueError unless min < max and num_bits is from 2 to 16.
    """
    attrs = _attributes(num_bits, narrow_range)
    return create("FakeQuant", inputs, *_range(min, max), **attrs, name=name or "FakeQuantWithMinMaxArgs")


@tf_export("fake_quant_with_min_max_args_gradient", "quantization.fake_quant_with_min_max_args_gradient")
def fake_quant_with_min_max_args_gradient(
    gradients: TensorLike, inputs: TensorLike, min: float = -6, max: float = 6, num_bits: int = 8,
    narrow_range: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """What of ``gradients`` goes through `fake_quant_with_min_max_args`: that of inputs within the range."""
    attrs = _attributes(num_bits, narrow_range)
    return create(
        "FakeQuantGrad", gradients, inputs, *_range(min, max), **attrs, part=0, name=name or "FakeQuantGrad"
    )


@tf_export("fake_quant_with_min_max_vars", "quantization.fake_quant_with_min_max_vars")
def fake_quant_with_min_max_vars(
    inputs: TensorLike, min: TensorLike, max: TensorLike, num_bits: int = 8, narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The same with scalar tensors as the ends of the range, to which gradients go too."""
    attrs = _attributes(num_bits, narrow_range)
    return create("FakeQuant", inputs, min, max, **attrs, name=name or "FakeQuantWithMinMaxVars")


@tf_export("fake_quant_with_min_max_vars_gradient", "quantization.fake_quant_with_min_max_vars_gradient")
def fake_quant_with_min_max_vars_gradient(
    gradients: TensorLike, inputs: TensorLike, min: TensorLike, max: TensorLike, num_bits: int = 8,
    narrow_range: bool = False, name: str | None = None,
) -> QuantizationGradients:  # fmt: skip
    """What of ``gradients`` goes through `fake_quant_with_min_max_vars` to the inputs, to min and to max."""
    attrs = _attributes(num_bits, narrow_range)
    found = [
        create("FakeQuantGrad", gradients, inputs, min, max, **attrs, part=part, name=name)
        for part in range(3)
    ]
    return QuantizationGradients(*found)


@tf_export(
    "fake_quant_with_min_max_vars_per_channel", "quantization.fake_quant_with_min_max_vars_per_channel"
)
def fake_quant_with_min_max_vars_per_channel(
    inputs: TensorLike, min: TensorLike, max: TensorLike, num_bits: int = 8, narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The same with a range for each element of the last axis: ``min`` and ``max`` are vectors."""
    return fake_quant_with_min_max_vars(
        inputs, min, max, num_bits, narrow_range, name or "FakeQuantWithMinMaxVarsPerChannel"
    )


@tf_export(
    "fake_quant_with_min_max_vars_per_channel_gradient",
    "quantization.fake_quant_with_min_max_vars_per_channel_gradient",
)
def fake_quant_with_min_max_vars_per_channel_gradient(
    gradients: TensorLike, inputs: TensorLike, min: TensorLike, max: TensorLike, num_bits: int = 8,
    narrow_range: bool = False, name: str | None = None,
) -> QuantizationGradients:  # fmt: skip
    """What of ``gradients`` goes through `fake_quant_with_min_max_vars_per_channel`."""
    return fake_quant_with_min_max_vars_gradient(gradients, inputs, min, max, num_bits, narrow_range, name)
