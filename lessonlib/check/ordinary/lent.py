"""What a test lends to the learner's code: functions, which are called back, and objects of its own classes, such as a
model that always gives 1, which are asked there for what they do.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any

from lessonlib.check.ordinary.operations import BINARY, COMPARISONS, IN_PLACE, ITEMS, UNARY
from lessonlib.check.source import Callback, Own

_OWN_MODULES = ("__main__", "unittest.mock")
_SPECIAL = (
    *BINARY, *(f"r{name.rstrip('_')}" for name in BINARY), *IN_PLACE, *COMPARISONS, *UNARY, *ITEMS,
    *("call", "len", "iter", "next", "reversed", "enter", "exit"),
    *("bool", "int", "float", "index", "round", "str", "repr", "format", "hash"),
)  # fmt: skip
SPECIAL_METHODS = tuple(f"__{name.rstrip('_')}__" for name in _SPECIAL)


def is_own(value: Any) -> bool:
    """Whether it is an object, and no class or error, of a class that a test defined, or a mock."""
    kind = type(value)
    return kind.__module__ in _OWN_MODULES and not issubclass(kind, (type, BaseException))


class Lent:
    """The functions and objects that tests have lent, by number."""

    def __init__(self) -> None:
        self._values: list[Any] = []
        self._numbers: dict[Any, int] = {}
        self._owns: dict[int, Own] = {}

    def get(self, number: int) -> Any:
        """What has this number; None where nothing has."""
        return self._values[number] if 0 <= number < len(self._values) else None

    def function(self, value: Callable[..., Any]) -> Callback:
        """What stands for a function."""
        return Callback(self._number(value), _facts(value))

    def own(self, value: Any) -> Own:
        """What stands for an object of the test's own classes."""
        number = self._number(value)
        if number not in self._owns:
            found: dict[str, Callable[..., Any]] = {
                "get": _reader(value),
                "set": _writer(value),
                **_special(value),
            }
            functions = {name: self.function(function) for name, function in found.items()}
            self._owns[number] = Own(number, type(value).__name__, functions)
        return self._owns[number]

    def _number(self, value: Any) -> int:
        number = self._numbers.setdefault(_identity(value), len(self._values))
        if number == len(self._values):
            self._values.append(value)  # and so lives on: no other one gets its identity
        return number


def stand_in(type_name: str, functions: Mapping[str, Callable[..., Any]]) -> Any:
    """In the learner's process: an object that does what the test's object does."""
    special = {name: _method(function) for name, function in functions.items() if name in SPECIAL_METHODS}

    def read(self: Any, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"'{type_name}' object has no attribute '{name}'")
        return functions["get"](name)

    def write(self: Any, name: str, value: Any) -> None:
        functions["set"](name, value)

    return type(type_name, (), {**special, "__getattr__": read, "__setattr__": write})()


def _identity(value: Any) -> Any:
    """Of a method, which is made anew each time that it is read, those of its object and its function."""
    is_method = type(value) is types.MethodType
    return (id(value.__self__), id(value.__func__)) if is_method else id(value)


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *args, **kwargs: function(*args, **kwargs)


def _reader(value: Any) -> Callable[[str], Any]:
    def get(name: str) -> Any:
        return getattr(value, _public(name))

    return get


def _writer(value: Any) -> Callable[[str, Any], None]:
    def set(name: str, new: Any) -> None:
        if callable(getattr(type(value), _public(name), None)):
            raise AttributeError(f"the test's method {name!r} cannot be replaced")
        setattr(value, name, new)

    return set


def _public(name: str) -> str:
    """The name, if learners' code may ask for it: what starts with an underscore leads on to the test itself."""
    if type(name) is not str or name.startswith("_"):
        raise AttributeError(f"the test lends no attribute {name!r}")
    return name


def _special(value: Any) -> dict[str, Callable[..., Any]]:
    """The special methods that its class, or a base of it other than `object`, defines."""
    bases = type(value).__mro__[:-1]
    defined = {name for base in bases for name in SPECIAL_METHODS if vars(base).get(name) is not None}
    return {name: functools.partial(getattr(type(value), name), value) for name in sorted(defined)}


def _facts(function: Callable[..., Any]) -> list[Any]:
    """What decorators want to know of a function: its name, its documentation, its parameters."""
    name, doc = getattr(function, "__name__", ""), getattr(function, "__doc__", None)
    try:
        parameters = [[one.name, int(one.kind)] for one in inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):
        parameters = None
    return [name if isinstance(name, str) else "", doc if isinstance(doc, str) else None, parameters]
