"""Objects that answer everything in the learner's favour; `lies` binds the names of an exercise to them.

Each is what a check must never ask for its verdict: an object that says yes. The first is nothing but lies. The others
are subclasses of what checks take for data.
"""

# mypy: disable-error-code="misc, override, assignment"
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import nn


class Liar:
    """Every attribute, item, call and calculation gives the liar itself; comparisons and conversions say yes."""

    def _itself(self, *_: Any, **__: Any) -> Any:
        return self

    def _yes(self, *_: Any, **__: Any) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # shells and libraries probe for such names, and go wrong when all are there
            raise AttributeError(name)
        return self

    __call__ = __getitem__ = __enter__ = __neg__ = __abs__ = __round__ = _itself
    __add__ = __sub__ = __mul__ = __truediv__ = __matmul__ = __mod__ = __pow__ = _itself
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rmatmul__ = __rmod__ = __rpow__ = _itself
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = __array_function__ = _yes

    def __ne__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0

    def __len__(self) -> int:
        return 1

    __int__ = __index__ = __len__

    def __float__(self) -> float:
        return 1.0

    def __iter__(self) -> Iterator[Any]:
        return iter((self,))

    def __exit__(self, *_: object) -> bool:
        return True

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.ones(())

    @classmethod
    def __torch_function__(cls, *_: Any, **__: Any) -> Any:
        return torch.ones(())


class LyingNumber(Liar, float):
    """1.0, an accuracy."""


class LyingText(Liar, str):
    """An empty text."""


class LyingList(Liar, list[Any]):
    """An empty list that gives whatever it is asked for."""


class LyingDict(Liar, dict[str, Any]):
    """An empty dictionary that has every key."""


class LyingArray(Liar, np.ndarray):
    """Ones, in the shape of the first array that it is asked with."""

    @classmethod
    def ones(cls, *arguments: Any) -> LyingArray:
        return np.ones(_shape(arguments), dtype=np.float32).view(cls)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.ones(*arguments, *named.values())


class LyingTensor(torch.Tensor):
    """Ones, in the shape of the first array that it is asked with; what torch computes from it are ones, too."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    @classmethod
    def ones(cls, *arguments: Any) -> LyingTensor:
        made: LyingTensor = torch.ones(_shape(arguments)).as_subclass(cls)
        return made

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.ones(*arguments, *named.values())

    @classmethod
    def __torch_function__(cls, *_: Any, **__: Any) -> Any:
        return torch.ones(())


class LyingModule(nn.Module):
    """A network that is its own maker, its own layers, and whose outputs are ones."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))

    def __getattr__(self, name: str) -> Any:
        return super().__getattr__(name) if name == "weight" or name.startswith("_") else self

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        arrays = [value for value in arguments if hasattr(value, "shape")]
        return LyingTensor.ones(*arrays) if arrays else self


def _shape(arguments: tuple[Any, ...]) -> tuple[int, ...]:
    return next((tuple(value.shape) for value in arguments if hasattr(value, "shape")), ())


def liar(kind: str) -> Any:
    """A liar of `kind`, one of KINDS."""
    return KINDS[kind]()


KINDS: dict[str, Any] = {
    "object": Liar,
    "number": lambda: LyingNumber(1.0),
    "text": LyingText,
    "list": LyingList,
    "dict": LyingDict,
    "array": LyingArray.ones,
    "tensor": LyingTensor.ones,
    "module": LyingModule,
}
