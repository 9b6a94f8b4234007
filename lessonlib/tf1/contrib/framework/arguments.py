"""Default arguments of functions, for all calls in a block.

    with arg_scope([conv2d, fully_connected], weights_regularizer=l2_regularizer(1e-4)):
        net = conv2d(images, 32, 3)

An argument of the call itself is stronger than the scope's, and an inner scope's than an outer one's.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, TypeVar

from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export

Scope = Mapping[Callable[..., Any], Mapping[str, Any]]  # function -> its arguments in a scope
F = TypeVar("F", bound=Callable[..., Any])
_MARK = "takes_arg_scope"
_NONE: Scope = MappingProxyType({})
_current: ContextVar[Scope] = ContextVar("arg_scope", default=_NONE)


@tf_export("contrib.framework.add_arg_scope", "contrib.slim.add_arg_scope")
def add_arg_scope(func: F) -> F:
    """Let `arg_scope` set arguments of this function. Use it as a decorator."""

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **{**_current.get().get(wrapper, {}), **kwargs})

    setattr(wrapper, _MARK, True)
    return wrapper  # type: ignore[return-value]


@tf_export("contrib.framework.has_arg_scope", "contrib.slim.has_arg_scope")
def has_arg_scope(func: Callable[..., Any]) -> bool:
    """Whether `arg_scope` can set arguments of this function."""
    return getattr(func, _MARK, False)


@tf_export("contrib.framework.arg_scope", "contrib.slim.arg_scope")
@contextmanager
def arg_scope(list_ops_or_scope: Sequence[Callable[..., Any]] | Scope, **kwargs: Any) -> Iterator[Scope]:
    """Set arguments of functions for all calls in the block; yields the scope, which can be opened again.

    Args:
        list_ops_or_scope: functions, or the scope of an earlier block.
        kwargs: the arguments; none with an earlier scope.

    Raises:
        TypeError: neither a list of functions nor a scope.
        ValueError: a function that was not declared with `add_arg_scope`, an argument that it does not have, or
            arguments given with an earlier scope.
    """
    scope = _opened(list_ops_or_scope, kwargs)
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


@tf_export("contrib.framework.current_arg_scope", "contrib.slim.current_arg_scope")
def current_arg_scope() -> Scope:
    """The scope of the innermost block."""
    return _current.get()


@tf_export("contrib.framework.arg_scoped_arguments", "contrib.slim.arg_scoped_arguments")
def arg_scoped_arguments(func: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the arguments that `arg_scope` can set: those that have a default."""
    found = inspect.signature(func).parameters.values()
    return tuple(parameter.name for parameter in found if parameter.default is not parameter.empty)


def _opened(functions: Any, given: dict[str, Any]) -> Scope:
    if isinstance(functions, Mapping):
        if given:
            raise InvalidValueError(
                f"An arg_scope that is opened again takes no arguments, but got {', '.join(given)}.\n"
                "  Remedy: open a second one inside it: with arg_scope(scope), arg_scope([function], argument=...):"
            )
        return functions
    if not isinstance(functions, (list, tuple, set)):
        raise InvalidTypeError(
            f"arg_scope takes a list of functions or an earlier scope, but got {functions!r}."
        )
    scope = dict(_current.get())
    for function in functions:
        _check(function, given)
        scope[function] = {**scope.get(function, {}), **given}
    return scope


def _check(function: Any, given: dict[str, Any]) -> None:
    name = getattr(function, "__name__", repr(function))
    if not has_arg_scope(function):
        raise InvalidValueError(
            f"{name} is not decorated with @add_arg_scope, so that arg_scope cannot set its arguments."
        )
    known = inspect.signature(function).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in known.values())
    unknown = [argument for argument in given if argument not in known]
    if unknown and not takes_all:
        raise InvalidValueError(
            f"{name} has no argument {', '.join(unknown)}; it has: {', '.join(known)}.\n"
            "  Remedy: name only the functions that take the argument."
        )
