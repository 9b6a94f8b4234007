"""The parts of which data sets are made: components, numbers that may be tensors, functions of elements, a shuffle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.branch import Branch
from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import compatible, show
from lessonlib.tf1.data.iterator import Element, Pass, Spec


class Component:
    """Data given to a data set: an array that it keeps, or a tensor whose value each pass takes from the graph."""

    def __init__(self, given: Any) -> None:
        holds_tensor = isinstance(given, (list, tuple)) and any(as_tensor(item) is not None for item in given)
        tensor = convert_to_tensor(given) if holds_tensor else as_tensor(given)
        self.sources: list[Tensor] = [] if tensor is None else [tensor]
        if tensor is None:
            array, dtype = as_array(given, None)
            self._kept = array[()] if dtype is string else torch.from_numpy(array)
            self.spec: Spec = (dtype, array.shape)
        else:
            self.spec = (tensor.dtype, tensor.sizes)

    def value(self, p: Pass) -> Any:
        """A torch tensor; for strings bytes, or an array of bytes."""
        return p.values[self.sources[0]] if self.sources else self._kept


class Count:
    """A number of elements: an int, or an integer tensor such as a placeholder."""

    def __init__(self, given: Any) -> None:
        tensor = as_tensor(given)
        value = constant_value(given)
        self.known = None if value is None else int(value)
        self.sources = [] if tensor is None or value is not None else [tensor]

    def value(self, p: Pass) -> int:
        """The number in this pass."""
        return self.known if self.known is not None else int(p.values[self.sources[0]])


class Step:
    """A user's function of one element, called once to build a piece of graph that then runs for every element."""

    def __init__(self, build: Callable[..., Any], specs: Sequence[Spec], name: str) -> None:
        self.branch = Branch(build, specs, name)
        self.sources = self.branch.captured

    def run(self, p: Pass, element: Element) -> list[Any]:
        """The outputs for one element."""
        return p.run(self.branch, [*element, *[p.values[source] for source in self.sources]])


def shuffled(elements: Iterator[Element], size: int, random: np.random.Generator) -> Iterator[Element]:
    """Each element drawn at random from a buffer of ``size``, whose gap the next one fills."""
    if size < 1:
        raise InvalidValueError(f"The buffer_size of shuffle must be 1 or more, but is {size}.")
    buffer: list[Element] = []
    for element in elements:
        if len(buffer) < size:
            buffer.append(element)
            continue
        place = int(random.integers(size))
        chosen, buffer[place] = buffer[place], element
        yield chosen
    for place in random.permutation(len(buffer)):
        yield buffer[place]


def stacked(column: Sequence[Any]) -> Any:
    """Equal parts of several elements along a new first axis."""
    if isinstance(column[0], torch.Tensor):
        return torch.stack(list(column))
    rows = np.empty(len(column), object)
    rows[:] = column
    return rows


def fitting(value: Any, spec: Spec) -> Any:
    """What a generator gave, as a component of this dtype and shape. Raises TypeError or ValueError when it is not."""
    dtype, shape = spec
    array, _ = as_array(value, dtype)
    if not compatible(array.shape, shape):
        raise InvalidValueError(
            f"The generator gave an element of shape {show(array.shape)}, but output_shapes says {show(shape)}."
        )
    return array[()] if dtype is string else torch.from_numpy(array)


def as_numpy(value: Any) -> Any:
    """A component as the user's generator takes it."""
    return value.numpy()[()] if isinstance(value, torch.Tensor) else value


def as_int64(number: int) -> torch.Tensor:
    """A number as an element."""
    return torch.tensor(number)
