"""A learner's object as an ordinary test handles it: like the object itself, from a distance.

A test that only ever sees values (numbers, lists, arrays) never meets a proxy. A test that makes a `Stack()` of the
learner's class does: each operation on the proxy is carried out in the learner's process. What an object says of
itself (that it equals 9, that it is true, that it is an int) is believed only where the reference solution had to be
believed, too.
"""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from typing import Any, Protocol

from lessonlib.check.ordinary.operations import BINARY, COMPARISONS, IN_PLACE, UNARY
from lessonlib.check.raised import qualified_names
from lessonlib.check.source import Global, Ref

# NumPy, torch, copy and IPython look for these to treat an object in a special way; a proxy has none of them.
_PROTOCOLS = (
    "__array",
    "__torch",
    "__cuda",
    "__dlpack",
    "__copy",
    "__deepcopy",
    "__reduce",
    "__getstate",
    "_repr_",
    "_ipython",
)

_PYTHONS = {  # classes that no module has under their own name
    "builtins.function": types.FunctionType,
    "builtins.code": types.CodeType,
    "builtins.method": types.MethodType,
    "builtins.generator": types.GeneratorType,
}


class Learner(Protocol):
    """The learner's process, as far as a proxy needs it."""

    def apply(self, operation: str, label: str, *operands: Any, **named: Any) -> Any:
        """The result of the operation in the learner's process; messages call it `label`."""

    def classes(self, ref: Ref) -> tuple[str, ...]:
        """The qualified names of an object's class and of its bases."""


class Proxy:
    """Stands for an object in the learner's process. Its own names start with `_lessonlib`."""

    __slots__ = ("__weakref__", "_lessonlib_label", "_lessonlib_learner", "_lessonlib_ref")

    def __init__(self, learner: Learner, ref: Ref, label: str) -> None:
        object.__setattr__(self, "_lessonlib_learner", learner)
        object.__setattr__(self, "_lessonlib_ref", ref)
        object.__setattr__(self, "_lessonlib_label", label)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """A class with those of its bases that this process has, so that `isinstance(model, nn.Module)` works."""
        return _class_like(_learner(self).classes(_ref(self)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith(_PROTOCOLS):
            raise AttributeError(name)
        return _apply("getattr", f"{label_of(self)}.{name}", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _apply("setattr", f"{label_of(self)}.{name}", self, name, value)

    def __delattr__(self, name: str) -> None:
        _apply("delattr", f"{label_of(self)}.{name}", self, name)

    def __copy__(self) -> Any:
        return _apply("copy", f"a copy of {label_of(self)}", self)

    def __deepcopy__(self, memo: object) -> Any:
        return _apply("deepcopy", f"a copy of {label_of(self)}", self)

    def __mro_entries__(self, bases: object) -> Any:
        raise TypeError(
            f"A test cannot make a subclass of the learner's class {label_of(self)}: it is in another process. Make "
            "the subclass in an answer cell, or test objects of the class itself."
        )

    def __instancecheck__(self, other: Any) -> bool:
        return bool(_apply("isinstance", f"isinstance(..., {label_of(self)})", other, self))

    def __subclasscheck__(self, other: Any) -> bool:
        return bool(_apply("issubclass", f"issubclass(..., {label_of(self)})", other, self))

    def __str__(self) -> str:
        return str(_apply("str", f"str({label_of(self)})", self))

    def __repr__(self) -> str:
        return str(_apply("repr", f"repr({label_of(self)})", self))

    def __dir__(self) -> list[str]:
        return list(_apply("dir", f"dir({label_of(self)})", self))


def proxy_for(learner: Learner, ref: Ref, label: str) -> Proxy:
    """The proxy of an object, with its abilities."""
    return _kind(ref.type_name, ref.abilities)(learner, ref, label)


@functools.lru_cache(maxsize=1000)
def _kind(type_name: str, abilities: frozenset[str]) -> type[Proxy]:
    """A class of proxies with these abilities. Python's own messages say its name."""
    return type(
        type_name, (Proxy,), {"__slots__": (), **_NAMES, **{name: _ABILITIES[name] for name in abilities}}
    )


def _await(self: Proxy) -> Any:
    yield from ()  # a generator is what can be waited for
    return _apply("await", f"await {label_of(self)}", self)


def _call(self: Proxy, *args: Any, **kwargs: Any) -> Any:
    return _learner(self).apply("call", f"{label_of(self)}(...)", self, *args, **kwargs)


def _getitem(self: Proxy, key: Any) -> Any:
    return _apply("getitem", f"{label_of(self)}[{key!r}]", self, key)


def _iter(self: Proxy) -> Any:
    return _apply("iter", label_of(self), self)


def _next(self: Proxy) -> Any:
    return _apply("next", f"next({label_of(self)})", self)


def _exit(self: Proxy, kind: type[BaseException] | None, error: object, traceback: object) -> Any:
    raised = None if kind is None else [qualified_names(kind), str(error)]
    return _apply("exit", label_of(self), self, raised)


def type_of(thing: Any) -> Any:
    """The class of a thing, `type(thing)`; for a proxy, that of the learner's object."""
    return _apply("type", f"type({label_of(thing)})", thing) if is_proxy(thing) else type(thing)


def source_there(proxy: Proxy) -> tuple[list[str], int]:
    """The lines of the object's source, and the number of the first."""
    lines, start = _apply("source", f"the source of {label_of(proxy)}", proxy)
    return lines, start


def call_there(function: Global, proxy: Proxy, *args: Any, **kwargs: Any) -> Any:
    """What a library's function gives for the object, in the learner's process."""
    label = f"{function.name.rpartition(':')[2]}({label_of(proxy)})"
    return _learner(proxy).apply("call", label, function, proxy, *args, **kwargs)


def label_of(proxy: Proxy) -> str:
    """The name of the object in messages: the expression by which the test got it."""
    return str(object.__getattribute__(proxy, "_lessonlib_label"))


def ref_of(proxy: Proxy) -> Ref:
    """The reference by which the learner's process knows it."""
    return _ref(proxy)


def _learner(proxy: Proxy) -> Learner:
    learner: Learner = object.__getattribute__(proxy, "_lessonlib_learner")
    return learner


def _ref(proxy: Proxy) -> Ref:
    ref: Ref = object.__getattribute__(proxy, "_lessonlib_ref")
    return ref


def _apply(operation: str, label: str, proxy: Any, *operands: Any) -> Any:
    owner = proxy if is_proxy(proxy) else next(filter(is_proxy, operands))
    return _learner(owner).apply(operation, label, proxy, *operands)


def is_proxy(value: Any) -> bool:
    """Whether it is a proxy. (`isinstance` would ask the learner's process for the object's class.)"""
    return issubclass(type(value), Proxy)


def _forward(operation: str, form: str, *, reflected: bool = False) -> Callable[..., Any]:
    def method(self: Proxy, *operands: Any) -> Any:
        label = form.format(label_of(self))
        return (
            _apply(operation, label, *operands, self)
            if reflected
            else _apply(operation, label, self, *operands)
        )

    return method


def _attribute(name: str) -> Callable[[Proxy], Any]:
    return lambda proxy: _apply("getattr", f"{label_of(proxy)}.{name}", proxy, name)


@functools.lru_cache(maxsize=1000)
def _class_like(names: tuple[str, ...]) -> type:
    if own := _PYTHONS.get(names[0]) or _imported_class(names[0]):
        return own
    bases = tuple(dict.fromkeys(found for name in names[1:] if (found := _imported_class(name))))
    first = bases[:1]  # the others are bases of it, or could not be combined with it
    try:
        return type(names[0].rpartition(".")[2] or "object", first, {})
    except TypeError:  # a class that cannot have subclasses
        return object


def _imported_class(name: str) -> type | None:
    module, _, path = name.rpartition(".")
    ours = module.startswith(("lessonlib", "__main__"))  # the learner's `__main__` is another
    found = None if ours else getattr(sys.modules.get(module), path, None)
    return found if isinstance(found, type) else None


# Else a test would get those of the proxy's own class.
_NAMES = {name: property(_attribute(name)) for name in ("__doc__", "__module__")}
_ABILITIES: dict[str, Callable[..., Any]] = {
    **{"__call__": _call, "__await__": _await, "__getitem__": _getitem, "__iter__": _iter, "__next__": _next},
    **{f"__{name}__": _forward(name, f"{name}({{}})") for name in ("len", "contains", "enter")},
    "__exit__": _exit,
}
for _name in BINARY:
    _word = _name.rstrip("_")
    setattr(Proxy, f"__{_word}__", _forward(_name, f"{_word}({{}}, ...)"))
    setattr(Proxy, f"__r{_word}__", _forward(_name, f"{_word}(..., {{}})", reflected=True))
for _name in (*IN_PLACE, *COMPARISONS, *UNARY):
    setattr(Proxy, f"__{_name}__", _forward(_name, f"{_name}({{}})"))
for _name in (
    *("setitem", "delitem", "bool", "int", "float", "complex", "index"),
    *("hash", "format", "round", "reversed", "divmod", "array"),
):
    setattr(Proxy, f"__{_name}__", _forward(_name, f"{_name}({{}})"))
