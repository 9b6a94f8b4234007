"""Batches of elements of unequal size, padded, and batches taken apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant_value
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import DataLossError, InvalidTypeError, InvalidValueError
from lessonlib.graph.literal import as_array
from lessonlib.graph.shapes import Shape, TensorShape, as_shape, show
from lessonlib.tf1.data.elements import Count, stacked
from lessonlib.tf1.data.iterator import Element, Pass, Spec
from lessonlib.tf1.data.nesting import Elements
from lessonlib.tf1.data.structure import flatten


def padded(
    begin: Elements, size: Count, shapes: Sequence[Shape], fillers: Sequence[Any], drop_remainder: bool
) -> Elements:
    """Batches whose components are filled up to ``shapes``; where these say None, to the longest of the batch."""

    def elements(p: Pass) -> Iterator[Element]:
        count, each = size.value(p), begin(p)
        while rows := list(itertools.islice(each, count)):
            if len(rows) == count or not drop_remainder:
                columns = zip(zip(*rows, strict=True), shapes, fillers, strict=True)
                yield tuple(_padded(column, shape, filler) for column, shape, filler in columns)

    return elements


def _padded(column: Sequence[Any], shape: Shape, filler: Any) -> Any:
    found = [
        tuple(np.shape(part)) if not isinstance(part, torch.Tensor) else tuple(part.shape) for part in column
    ]
    rank = len(found[0])
    wanted = (None,) * rank if shape is None else shape
    if any(len(one) != rank for one in found) or len(wanted) != rank:
        raise InvalidValueError(
            f"padded_batch got components of shapes {found}, but padded_shapes says {shape}."
        )
    sizes = [max(one[i] for one in found) if wanted[i] is None else wanted[i] or 0 for i in range(rank)]
    if any(one[i] > sizes[i] for one in found for i in range(rank)):
        raise DataLossError(
            None,
            None,
            f"A component of shape {max(found)} does not fit into the padded shape {tuple(sizes)}.",
        )
    if isinstance(column[0], torch.Tensor):
        result: Any = torch.full((len(column), *sizes), filler, dtype=column[0].dtype)
    else:
        result = np.full((len(column), *sizes), filler, object)
    for index, (part, own) in enumerate(zip(column, found, strict=True)):
        result[(index, *(slice(length) for length in own))] = part
    return result


def shapes_to_pad_to(given: Any, specs: Sequence[Spec]) -> list[Shape]:
    """The shape for each component. Raises ValueError when one has none."""
    if given is None:
        shapes = [shape for _, shape in specs]
        if any(shape is None for shape in shapes):
            raise InvalidValueError("padded_batch needs padded_shapes: a component has an unknown rank.")
        return shapes
    flat = _leaves(given)
    if len(flat) != len(specs):
        raise InvalidValueError(
            f"padded_shapes has {len(flat)} shapes, but elements have {len(specs)} components."
        )
    shapes = [as_shape(constant_value(one) if hasattr(one, "op") else one) for one in flat]
    for wanted, (_, own) in zip(shapes, specs, strict=True):
        if wanted is not None and own is not None and len(wanted) != len(own):
            raise InvalidValueError(
                f"The padded shape {show(wanted)} is not compatible with the shape {show(own)} of its component."
            )
    return shapes


def _leaves(given: Any) -> list[Any]:
    """Nested shapes, flat: a tuple of numbers is a shape, a tuple of shapes is nested."""
    if isinstance(given, dict):
        return [leaf for key in sorted(given) for leaf in _leaves(given[key])]
    nested = isinstance(given, tuple) and any(isinstance(x, (tuple, list, dict, TensorShape)) for x in given)
    return [leaf for part in given for leaf in _leaves(part)] if nested else [given]


def values_to_pad_with(given: Any, specs: Sequence[Spec]) -> list[Any]:
    """The filler for each component: zeros and empty strings when not said. Raises TypeError for another dtype."""
    usual = [b"" if dtype is string else False if dtype.is_bool else 0 for dtype, _ in specs]
    if given is None:
        return usual
    flat = flatten(given)
    flat = flat * len(specs) if len(flat) == 1 else flat
    if len(flat) != len(specs):
        raise InvalidValueError(
            f"padding_values has {len(flat)} values, but elements have {len(specs)} components."
        )
    return [
        one if value is None else _filler(value, spec)
        for value, one, spec in zip(flat, usual, specs, strict=True)
    ]


def _filler(value: Any, spec: Spec) -> Any:
    known = constant_value(value) if hasattr(value, "op") else value
    if known is None:
        raise InvalidValueError("padding_values must be known while the graph is built.")
    array, dtype = as_array(known, None if isinstance(known, np.ndarray | np.generic) else spec[0])
    if dtype is not spec[0] or array.shape:
        raise InvalidTypeError(f"A padding value is {known!r}, but its component has dtype {spec[0].name}.")
    return array.item()


def unbatched(begin: Elements) -> Elements:
    """The rows of each element's components."""

    def elements(p: Pass) -> Iterator[Element]:
        for element in begin(p):
            if any(np.ndim(part) == 0 and not isinstance(part, torch.Tensor) for part in element):
                raise InvalidValueError("unbatch needs components with a first axis, but one is a scalar.")
            lengths = {len(part) for part in element}
            if len(lengths) > 1:
                raise InvalidValueError(
                    f"unbatch needs components of one length, but they have {sorted(lengths)}."
                )
            for index in range(lengths.pop()):
                yield tuple(part[index] for part in element)

    return elements


def rebatched(begin: Elements, size: Count, drop_remainder: bool) -> Elements:
    """The rows of batches in batches of another size."""
    rows = unbatched(begin)

    def elements(p: Pass) -> Iterator[Element]:
        count, each = size.value(p), rows(p)
        while chosen := list(itertools.islice(each, count)):
            if len(chosen) == count or not drop_remainder:
                yield tuple(stacked(column) for column in zip(*chosen, strict=True))

    return elements


def row_specs(specs: Sequence[Spec], what: str) -> list[Spec]:
    """The specs of rows. Raises ValueError when a component has no first axis."""
    if any(shape == () for _, shape in specs):
        raise InvalidValueError(f"Cannot {what}: a component is a scalar, without a first axis.")
    return [(dtype, None if shape is None else shape[1:]) for dtype, shape in specs]
