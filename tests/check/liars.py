"""Objects that try to answer for themselves."""

from __future__ import annotations

import numpy as np
import torch


class Yes:
    """Claims to be whatever one wants it to be."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __float__(self):
        return 1.0

    def __array__(self, dtype=None, copy=None):
        return np.array(1.0)

    @property
    def __class__(self):
        return float


class YesFloat(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0

    __hash__ = None


class YesInt(int):
    def __eq__(self, other):
        return True

    def __int__(self):
        return 1

    __hash__ = None


class YesText(str):
    __slots__ = ()

    def __str__(self):
        return "right"


class YesList(list):
    def __iter__(self):
        return iter([1])


class YesDict(dict):
    def items(self):
        return [("right", 1)]


class YesArray(np.ndarray):
    def __array__(self, *args, **kwargs):
        return np.ones(2)

    def __array_finalize__(self, obj):
        if type(self) is np.ndarray:
            raise AssertionError("runs on the copy")

    def copy(self, order="C"):
        return np.ones(2)


class YesTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return torch.ones(2)

    def numpy(self, *, force=False):
        return np.ones(2)
