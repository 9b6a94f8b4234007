"""Functions of the standard library that look into an object: for a learner's object they run in its process, where its
class and its source are.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from lessonlib.check.ordinary.proxy import call_there, is_proxy, source_there
from lessonlib.check.source import Global

_OF_DATACLASSES = ("fields", "asdict", "astuple", "replace")


def share_library() -> None:
    """From now on, in this process, these functions take a learner's objects, too."""
    inspect.getsourcelines = _shared(inspect.getsourcelines, source_there)
    for name in _OF_DATACLASSES:
        _share(dataclasses, name)


def _share(module: ModuleType, name: str) -> None:
    there = functools.partial(call_there, Global(f"{module.__name__}:{name}"))
    setattr(module, name, _shared(getattr(module, name), there))


def _shared(own: Callable[..., Any], there: Callable[..., Any]) -> Callable[..., Any]:
    def ask(thing: Any, /, *args: Any, **kwargs: Any) -> Any:
        return (there if is_proxy(thing) else own)(thing, *args, **kwargs)

    ask.__name__, ask.__doc__ = own.__name__, own.__doc__
    return ask
