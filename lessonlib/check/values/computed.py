"""Tensors that the learner's code computed, with their way back: gradients in a test reach what they came from.

The test's process has the numbers; the graph that autograd made of them stays in the learner's. Its leaves that have
twins (twins.py) are tensors of the test's process, too: there the computed tensor is one step from them, which asks the
learner's process for their gradients. The gradients of other leaves stay in the learner's process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lessonlib.check.source import Ref
from lessonlib.check.values.plain import is_tensor

# Of a leaf that has a twin: the twin's number, and which parameter of a model it is ("" for a tensor).
Place = list[Any]
WayBack = Callable[[Any], "tuple[Ref, list[Place], bool]"]


@dataclass(frozen=True)
class Computed:
    """The numbers of a tensor, on their own; a reference to its Origin; the places of the leaves that it was computed
    from; and whether there are other leaves.
    """

    data: Any
    origin: Ref
    leaves: list[Place]
    others: bool


class Origin:
    """In the learner's process: a tensor, with those of its `leaves` that have twins, their `places`, and the `others`.
    `place_of` gives the place of one that has a twin.
    """

    def __init__(self, tensor: Any, place_of: Callable[[Any], Place | None]) -> None:
        self.tensor = tensor
        found = [(leaf, place_of(leaf)) for leaf in leaves(tensor)]
        self.leaves = [leaf for leaf, place in found if place]
        self.places = [place for _, place in found if place]
        self.others = [leaf for leaf, place in found if not place]

    def gradients(self, gradient: Any) -> list[Any]:
        """Those of the leaves that have twins, from the gradient of the tensor; None where it has none."""
        import torch

        again = {"retain_graph": True, "allow_unused": True}  # a test may have used the tensor twice
        return list(torch.autograd.grad([self.tensor], self.leaves, [gradient], **again))

    def go_on(self, gradient: Any) -> None:
        """Add to the gradients of the other leaves."""
        import torch

        torch.autograd.backward([self.tensor], [gradient], retain_graph=True, inputs=self.others)


def is_computed(value: Any) -> bool:
    """Whether it is a tensor through which gradients go on to others."""
    return is_tensor(value) and bool(value.requires_grad) and not value.is_leaf


def leaves(tensor: Any) -> Iterator[Any]:
    """The tensors that autograd ends in, each once."""
    seen, waiting = {tensor.grad_fn}, [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if (leaf := getattr(node, "variable", None)) is not None:
            yield leaf
        for following, _ in node.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append(following)


def computed(data: Any, origin: Any, places: Any, others: Any) -> Computed:
    """From parts that came over the wire. Raises ValueError for parts that belong to no such tensor."""
    if not is_tensor(data) or not data.is_floating_point() or not isinstance(origin, Ref):
        raise ValueError
    for place in places:
        number, part = place
        if type(number) is not int or type(part) is not str:
            raise ValueError
    return Computed(data, origin, list(places), bool(others))


def attached(
    found: Computed,
    leaves: Sequence[Any],
    gradients: Callable[[Any], Sequence[Any]],
    go_on: Callable[[Any], object],
) -> Any:
    """A tensor of these numbers, one step from `leaves` (None: one that is no more). `gradients` gives theirs;
    `go_on` hears the gradient if those of all leaves are to be added up, as `backward()` does.
    """
    import torch

    anchor = torch.zeros((), requires_grad=True)
    arrived: list[Any] = []

    def add_up(anchor: Any) -> None:
        anchor.grad = None
        while arrived:
            go_on(arrived.pop())

    if found.others:
        anchor.register_post_accumulate_grad_hook(add_up)

    def step(gradient: Any) -> Sequence[Any]:
        arrived[:] = [gradient]
        return gradients(gradient) if leaves else []

    return _elsewhere().apply(anchor, found.data, step, *leaves)


@cache
def _elsewhere() -> Any:
    import torch
    from torch.autograd.function import once_differentiable

    class Elsewhere(torch.autograd.Function):
        @staticmethod
        def forward(
            ctx: Any, anchor: Any, data: Any, step: Callable[[Any], Sequence[Any]], *leaves: Any
        ) -> Any:
            ctx.step, ctx.needed = step, [leaf is not None and leaf.requires_grad for leaf in leaves]
            return data.clone()

        @staticmethod
        @once_differentiable
        def backward(ctx: Any, gradient: Any) -> Any:
            found = zip(ctx.step(gradient), ctx.needed, strict=True)
            return torch.zeros(()), None, None, *(one if needed else None for one, needed in found)

    return Elsewhere
