"""Lists, dictionaries, arrays and other values that can change, which a test and the learner's process both hold.

In a notebook they are one object: a test that empties the learner's list, or an object that keeps the list that it
was made with, changes it for both. Here each process has its own, a twin of the other's, and each side tells the other
what has changed since.
"""

from __future__ import annotations

import collections
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from lessonlib.check.source import Ref, Refused, Twin
from lessonlib.check.values import modules, optimizers
from lessonlib.check.values.exact import exactly, taken_apart
from lessonlib.check.values.modules import is_module
from lessonlib.check.values.optimizers import is_trainer
from lessonlib.check.values.plain import Budget, is_tensor
from lessonlib.check.values.tables import is_table, table_parts, take_over_table

_CHANGING = (list, dict, set, bytearray, collections.deque, np.ndarray)
_MOST_WEIGHT = 20_000  # of all twins together: as many elements are compared with each question
_BYTES_PER_WEIGHT = 10_000
# Changed values by the numbers of their twins.
Changes = list[list[Any]]


class Twins:
    """The values of one side, by number. `reference` stands for what cannot be copied for the other side; it raises
    TypeError or Refused where nothing can. `numbers` are for tensors that learn, which have a twin as soon as they
    cross, also as parts of lists; the other side takes none of these numbers. `keep_own` is that of `exactly`.
    """

    def __init__(
        self, reference: Callable[[Any], Ref], numbers: Iterator[int], *, keep_own: bool = False
    ) -> None:
        self._reference, self.numbers, self._keep_own = reference, numbers, keep_own
        self._values: dict[int, Any] = {}
        self._agreed: dict[int, Any] = {}  # copies, as both sides know them
        self._weights: dict[int, float] = {}
        self._numbers: dict[int, int] = {}  # id of a value -> its number

    def get(self, number: int, part: str = "") -> Any:
        """The value with this number, or the parameter of it that has the name `part`; None where there is none."""
        value: Any = self._values.get(number)
        return dict(value.named_parameters()).get(part) if part and is_module(value) else value

    def number(self, value: Any) -> int | None:
        """The number of a value that has a twin."""
        return self._numbers.get(id(value))

    def twin(self, value: Any) -> Twin | None:
        """What stands for a value that has a twin, or for a parameter of a model that has one."""
        if (number := self.number(value)) is not None:
            return Twin(number)
        if is_tensor(value):
            models = ((number, model) for number, model in self._values.items() if is_module(model))
            for own, model in models:
                for name, parameter in model.named_parameters():
                    if parameter is value:
                        return Twin(own, name)
        return None

    def learning(self, value: Any) -> Twin | None:
        """What stands for a tensor that learns, which has a twin from now on; None for others."""
        if not _learns(value):
            return None
        twin = self.twin(value)
        if twin is None and self.add(number := next(self.numbers), value):
            twin = Twin(number)
        if twin is None or twin.part:
            return twin
        return Twin(twin.number, new=[*self._agreed[twin.number], _is_parameter(value)])

    def met(self, twin: Twin) -> Any:
        """The value of this side that a message of the other one names; made, if it is new."""
        value = self.get(twin.number, twin.part)
        if value is None and twin.new is not None:
            value = _made(*twin.new)
            self.add(twin.number, value)
        return value

    def add(self, number: int, value: Any) -> bool:
        """From now on the value has a twin with this number on the other side. False where it cannot have one."""
        if not can_change(value) or id(value) in self._numbers:
            return False
        try:
            agreed, weight = self._weighed(value)
        except (TypeError, Refused):
            return False
        self._values[number], self._agreed[number], self._weights[number] = value, agreed, weight
        self._numbers[id(value)] = number
        return True

    def forget(self, numbers: Iterable[int]) -> None:
        """These are twins no longer."""
        for number in numbers:
            if number in self._values:
                del self._numbers[id(self._values[number])]
                del self._values[number], self._agreed[number], self._weights[number]

    def unsaid(self, number: int) -> Changes:
        """What a copy of this value lacks: the gradients of a tensor or a model."""
        value: Any = self._values.get(number)
        tensors = value.parameters() if is_module(value) else filter(is_tensor, [value])
        has_gradient = any(tensor.is_leaf and tensor.grad is not None for tensor in tensors)
        return [[number, self._agreed[number]]] if has_gradient else []

    def changes(self) -> Changes:
        """What changed on this side since both sides agreed, as it is now."""
        changed: Changes = []
        for number, value in list(self._values.items()):  # tensors that learn may be added meanwhile
            with suppress(TypeError, Refused):
                now, weight = self._weighed(value)
                if not same(self._agreed[number], now):
                    self._agreed[number], self._weights[number] = now, weight
                    changed.append([number, now])
        return changed

    def take_over(self, changes: Iterable[Collection[Any]]) -> None:
        """Make the changes of the other side to the values of this one."""
        for number, after in changes:
            if number in self._values:
                take_over(self._values[number], after)
                with suppress(TypeError, Refused):
                    self._agreed[number], self._weights[number] = self._weighed(self._values[number])

    def idle(self) -> list[int]:
        """The numbers of those that nothing on this side holds any more, and of the oldest where there are too many."""
        found = [number for number, value in self._values.items() if sys.getrefcount(value) <= _REFERENCES]
        weight = sum(self._weights.values())
        for number, own in self._weights.items():
            if weight > _MOST_WEIGHT:
                found.append(number)
                weight -= own
        return list(dict.fromkeys(found))

    def _weighed(self, value: Any) -> tuple[Any, float]:
        budget = Budget()
        copy = exactly(_content(value), self._reference, budget, twin=self.learning, keep_own=self._keep_own)
        items, nbytes = Budget.items - budget.items, Budget.nbytes - budget.nbytes
        return copy, items + nbytes / _BYTES_PER_WEIGHT


def can_change(value: Any) -> bool:
    """Whether it is a value that is carried with all that it holds, and that can change."""
    return (
        issubclass(type(value), _CHANGING)
        or is_tensor(value)
        or is_table(value)
        or is_module(value)
        or is_trainer(value)
    )


def same(one: Any, other: Any) -> bool:
    """Whether two copies of a value agree in every bit and in type."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Ref):
        return _identity(one) == _identity(other)
    if isinstance(one, np.ndarray) and one.dtype != object:
        return bool(
            one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
        )
    if is_tensor(one):
        return _same_tensors(one, other)
    if isinstance(one, dict):
        return len(one) == len(other) and all(
            same(a, b)
            for pair in zip(one.items(), other.items(), strict=True)
            for a, b in zip(*pair, strict=True)
        )
    if isinstance(one, (list, tuple, collections.deque)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray) or table_parts(one) is not None:
        return same(taken_apart(one), taken_apart(other))
    return bool(one == other) or (one != one and other != other)  # NaN


def take_over(mine: Any, after: Any) -> None:
    """Change `mine` so that it holds what `after` holds; the lists and dictionaries in it stay the objects they are,
    where they still have a place.
    """
    with suppress(ValueError, TypeError, RuntimeError, AttributeError):  # another shape, a read-only array
        if isinstance(mine, list):
            list.__setitem__(mine, slice(None), map(_kept, _padded(mine, len(after)), after))
        elif isinstance(mine, bytearray):
            mine[:] = after
        elif isinstance(mine, dict):
            new = {key: _kept(dict.get(mine, key), value) for key, value in after.items()}
            dict.clear(mine)
            dict.update(mine, new)
        elif isinstance(mine, set):
            set.clear(mine)
            set.update(mine, after)
        elif isinstance(mine, np.ndarray):
            mine[...] = after
        elif is_tensor(mine):
            _take_over_tensor(mine, *after)
        elif isinstance(mine, collections.deque):
            collections.deque.clear(mine)
            collections.deque.extend(mine, after)
        elif is_module(mine):
            modules.take_over_state(mine, after)
        elif is_trainer(mine):
            optimizers.take_over_state(mine, after)
        else:
            take_over_table(mine, after)


def _identity(ref: Ref) -> tuple[Any, ...]:
    """What tells a reference from others; never the methods of the learner's object that it may hold."""
    return (
        type(ref),
        id(getattr(ref, "target", None)),
        getattr(ref, "number", None),
        getattr(ref, "part", None),
        getattr(ref, "name", None),
    )


def _content(value: Any) -> Any:
    """What a change of the value changes."""
    if is_module(value):
        return modules.state(value)
    if is_trainer(value):
        return optimizers.state(value)
    if is_tensor(value):
        return [value.detach(), value.requires_grad, value.grad if value.is_leaf else None]
    return value


def _learns(value: Any) -> bool:
    return is_tensor(value) and value.is_leaf and (value.requires_grad or _is_parameter(value))


def _is_parameter(value: Any) -> bool:
    return type(value) is sys.modules["torch"].nn.Parameter


def _made(data: Any, learns: bool, gradient: Any, is_parameter: bool) -> Any:
    nn = sys.modules["torch"].nn
    made = nn.Parameter(data, bool(learns)) if is_parameter else data.requires_grad_(bool(learns))
    made.grad = gradient
    return made


def _take_over_tensor(mine: Any, data: Any, learns: bool, gradient: Any) -> None:
    if (mine.shape, mine.dtype) == (data.shape, data.dtype):
        mine.data.copy_(data)
    else:
        mine.data = data
    if mine.is_leaf:
        if mine.requires_grad != learns:
            mine.requires_grad_(learns)
        mine.grad = gradient


def _padded(values: list[Any], length: int) -> list[Any]:
    return [*values, *[None] * (length - len(values))]


def _kept(mine: Any, after: Any) -> Any:
    """The list or dictionary that was there, with its new content; else what is new."""
    if type(mine) is type(after) and isinstance(mine, (list, dict, set)):
        take_over(mine, after)
        return mine
    return after


def _same_tensors(one: Any, other: Any) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    one, other = one.detach(), other.detach()
    return bool(((one == other) | ((one != one) & (other != other))).all().item())


def _references_of_the_lonely() -> int:
    """What `sys.getrefcount` says, in a loop such as that of `idle`, of a value that nothing else holds."""
    alone: dict[int, Any] = {0: []}
    return max([sys.getrefcount(value) for number, value in alone.items()])


_REFERENCES = _references_of_the_lonely()
