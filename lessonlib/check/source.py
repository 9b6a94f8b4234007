"""Where answers come from: the operations that a check can ask for, wherever the learner's work runs.

`LocalSource` (local.py) answers from the notebook's own kernel. A grader that runs the learner's cells in another
process puts a channel in its place, with the same operations, and no test cell changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

# Special methods that some objects have and others lack: `isinstance(x, Iterable)` looks for them.
ABILITIES = (
    *("__call__", "__iter__", "__next__", "__len__", "__contains__", "__getitem__", "__await__"),
    *("__enter__", "__exit__"),
)


class Ref:
    """Stands for an object that stays where the learner's code runs. Only its source knows the object.

    `error_names`: for a class of errors, its qualified name and those of its bases; empty for all other objects.
    `abilities`: those of ABILITIES that it has.
    """

    def __init__(
        self, type_name: str, error_names: Sequence[str] = (), abilities: Sequence[str] = ()
    ) -> None:
        self.type_name, self.error_names, self.abilities = type_name, tuple(error_names), frozenset(abilities)


class Global(Ref):
    """A function or class of a library that both processes have: `name` is its module, a colon, and its path in the
    module.
    """

    def __init__(self, name: str) -> None:
        super().__init__("function")
        self.name = name


class Callback(Ref):
    """One of the test's functions, by its number: calling it is a question in the other direction. `facts` are its
    name, its documentation, and the names and kinds of its parameters, None where there is no signature.
    """

    def __init__(self, number: int, facts: Sequence[Any] = ("", None, None)) -> None:
        super().__init__("function")
        self.number, self.facts = number, list(facts)


class Own(Ref):
    """An object of a class of the test's own (lent.py), by its number: `functions` read and set its attributes, and are
    its special methods.
    """

    def __init__(self, number: int, type_name: str, functions: Mapping[str, Callback]) -> None:
        super().__init__(type_name)
        self.number, self.functions = number, dict(functions)


class Written(Ref):
    """A library's object that the test made, as bytes from which the other side makes it anew, and what it holds of
    others (pickled.py).
    """

    def __init__(self, content: bytes, held: Sequence[Ref] = ()) -> None:
        super().__init__("object")
        self.content, self.held = content, list(held)


class Twin(Ref):
    """A list or another value that can change, of which both sides have one (twins.py): its number. With a `part`, the
    parameter of this name of the model with this number. `new`: what to make a tensor of that is not known there yet.
    """

    def __init__(self, number: int, part: str = "", new: Sequence[Any] | None = None) -> None:
        super().__init__("value")
        self.number, self.part, self.new = number, part, new


class Source(Protocol):
    """What a check can ask for.

    Values are plain data (plain.py) in which a `Ref` may take any place. For what the learner did, operations raise
    `Missing`, `Fault` or `Refused`, and nothing else.
    """

    def get(self, path: str) -> Any:
        """The value at a dotted path: one of the learner's global variables, then attributes of it."""

    def getattr(self, ref: Ref, name: str) -> Any: ...

    def getitem(self, ref: Ref, key: Any) -> Any: ...

    def call(self, ref: Ref, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any: ...

    def keep(self, value: Any) -> Ref:
        """A reference to a copy of `value`, plain data or not, that stays where the learner's code runs."""

    def define(self, source: str, name: str) -> Ref:
        """A reference to what `source` binds to `name` when it runs where the learner's code runs, with no other
        names in sight.
        """

    def write_file(self, name: str, content: bytes) -> None:
        """Write a file where the learner's work runs, and make the folders that its name needs."""

    def count(self, names: Sequence[str]) -> None:
        """Start counting the calls of these functions (counting.py)."""

    def counted(self) -> dict[str, int]:
        """How often each was called since `count`."""

    def read_file(self, name: str) -> bytes:
        """The content of a file that the learner's work wrote, named relative to the folder in which it ran."""

    def list_files(self, pattern: str) -> list[str]:
        """The names of the files that match `pattern` (`*`, `**`), sorted, with forward slashes."""


class Missing(Exception):
    """A name or a file is missing. `tasks`: the ids of unfinished tasks whose cells may make it."""

    def __init__(self, name: str, tasks: Sequence[str] = ()) -> None:
        super().__init__(name)
        self.name, self.tasks = name, tuple(tasks)


class Refused(Exception):
    """A value or file exists but cannot be taken: too large, too deep, not a plain file. The text says why."""


class Fault(Exception):
    """The learner's code raised an error. `types`: the names of its class and bases, the class itself first;
    `qualified`: the same with their modules. If they were asked for, `values` are its arguments and `attributes`
    what else it holds.
    """

    def __init__(
        self,
        types: tuple[str, ...],
        message: str,
        line: str = "",
        qualified: tuple[str, ...] = (),
        values: Sequence[Any] = (),
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.types, self.message, self.line = types, message, line
        self.qualified, self.values = qualified, tuple(values)
        self.attributes = dict(attributes or {})
