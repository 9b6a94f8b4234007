"""What makes training faster on a graphics card: 16-bit numbers and compiled models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch

Precision = Literal["float32", "bfloat16", "float16"]
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True)
class Acceleration:
    """How the forward pass is computed on `device`.

    Raises ValueError for an unknown precision, or when 16-bit numbers or a compiled model are asked for and the
    device is not CUDA.
    """

    device: torch.device
    precision: Precision = "float32"
    compiled: bool = False

    def __post_init__(self) -> None:
        if self.precision not in _DTYPES:
            raise ValueError(f"precision is {self.precision!r}, expected one of: {', '.join(_DTYPES)}")
        asked = [f"precision={self.precision!r}"] * (self.precision != "float32")
        asked += ["compiled=True"] * self.compiled
        if asked and self.device.type != "cuda":
            raise ValueError(
                f"{' and '.join(asked)} needs a CUDA device, but the model is on {self.device}: "
                'leave it out, or train on a graphics card with device="cuda"'
            )

    def autocast(self) -> torch.autocast:
        """While open, matrix products and convolutions are computed with 16 bits; sums and losses keep 32."""
        return torch.autocast(self.device.type, _DTYPES[self.precision], enabled=self.precision != "float32")

    def scaler(self) -> torch.amp.GradScaler:
        """Float16 has no numbers below 6e-8: the loss is scaled up before the backward pass, the gradients down."""
        return torch.amp.GradScaler(self.device.type, enabled=self.precision == "float16")
