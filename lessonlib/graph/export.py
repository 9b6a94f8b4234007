"""Public names: what a program writes after ``tf.``, said once, beside the definition.

    @tf_export("matmul")
    def matmul(a, b): ...

    float32 = tf_export("float32")(DType("float32", np.float32, torch.float32))

A name may have namespaces in front: ``"nn.relu"``. The engine only keeps the table. `lessonlib.tf1` makes its modules,
the stubs that editors read, the page of names and the messages about unknown names from it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Export:
    """One public name: the value behind it, and the module that defines that value."""

    name: str
    value: Any
    module: str

    @property
    def namespace(self) -> str:
        """What stands before the last dot: ``"nn"`` of ``"nn.relu"``, and ``""`` of ``"matmul"``."""
        return self.name.rpartition(".")[0]

    @property
    def last(self) -> str:
        """What stands behind the last dot: ``"relu"`` of ``"nn.relu"``."""
        return self.name.rpartition(".")[2]


_TABLE: dict[str, Export] = {}


def tf_export(*names: str) -> Callable[[T], T]:
    """Declare the public names of a function, a class or any other value; use it as a decorator, or call the result.

    Raises ValueError when another value has one of the names already.
    """
    module = sys._getframe(1).f_globals["__name__"]

    def declare(value: T) -> T:
        for name in names:
            if name in _TABLE:
                raise ValueError(
                    f"The public name '{name}' is given twice: in {_TABLE[name].module} and {module}."
                )
            _TABLE[name] = Export(name, value, module)
        return value

    return declare


def public(name: str) -> Any:
    """The value of a public name. Raises KeyError when there is none."""
    return _TABLE[name].value


def find(name: str) -> Export | None:
    """The entry of a public name, or None."""
    return _TABLE.get(name)


def exports() -> dict[str, Export]:
    """A copy of the whole table, by name."""
    return dict(_TABLE)
