"""The structure of what a run is asked for: one thing, or a list, tuple or dict of things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lessonlib.graph.errors import FetchError, ForeignGraphError, InvalidValueError
from lessonlib.graph.graph import Graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.slices import IndexedSlices, IndexedSlicesValue


class Structure:
    """Takes a nested request apart into flat leaves, and puts the values back into the same shape."""

    def __init__(self, graph: Graph, request: Any) -> None:
        self.leaves: list[Tensor | Operation] = []
        self._shape = self._take(graph, request)
        self._is_flat_list = type(request) is list and all(part is None for part in self._shape)

    def _take(self, graph: Graph, request: Any) -> Any:
        request = getattr(request, "components", request)
        if isinstance(request, IndexedSlices):
            request = IndexedSlicesValue(request.values, request.indices, request.dense_shape)
        if isinstance(request, dict):
            return {key: self._take(graph, item) for key, item in request.items()}
        if isinstance(request, tuple) and hasattr(request, "_fields"):
            return type(request)(*[self._take(graph, item) for item in request])
        if isinstance(request, (list, tuple)):
            return type(request)([self._take(graph, item) for item in request])
        self.leaves.append(_element(graph, request))
        return None

    def pack(self, values: list[Any]) -> Any:
        """``values``, one a leaf, in the shape of the request."""
        return values if self._is_flat_list else self._put(self._shape, iter(values))

    def _put(self, shape: Any, values: Iterator[Any]) -> Any:
        if isinstance(shape, dict):
            return {key: self._put(item, values) for key, item in shape.items()}
        if isinstance(shape, tuple) and hasattr(shape, "_fields"):
            return type(shape)(*[self._put(item, values) for item in shape])
        if isinstance(shape, (list, tuple)):
            return type(shape)([self._put(item, values) for item in shape])
        return next(values)


def _element(graph: Graph, request: Any) -> Tensor | Operation:
    try:
        element = graph.as_graph_element(request)
    except TypeError:
        raise FetchError(request) from None
    if element.graph is not graph:
        raise ForeignGraphError.fetch(element)
    if not graph.is_fetchable(element):
        raise InvalidValueError(f"Operation {element.name} has been marked as not fetchable.")
    return element
