"""What an ordinary test can do with a learner's names and objects, by the names of the operations.

The names are those of Python's `operator` module and builtin functions. The outcome of those in `VERDICTS` can
decide a
test: they show what an object says of itself.
"""

from __future__ import annotations

import asyncio
import copy
import inspect
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.check.raised import Errors
from lessonlib.check.values.computed import Origin

BINARY = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"),
    *("and_", "or_", "xor", "lshift", "rshift"),
)
IN_PLACE = tuple(f"i{name.rstrip('_')}" for name in BINARY)
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
UNARY = ("neg", "pos", "invert", "abs")
ITEMS = ("getitem", "setitem", "delitem", "contains")
CONVERSIONS: Mapping[str, Callable[..., Any]] = {
    **{"bool": bool, "int": int, "float": float, "complex": complex, "str": str, "repr": repr},
    **{"len": len, "hash": hash, "format": format, "round": round, "index": operator.index},
    **{"array": np.asarray},
}
VERDICTS = frozenset([*COMPARISONS, "contains", "isinstance", "issubclass", *CONVERSIONS])


def _called(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)


def _entered(manager: Any) -> Any:
    return type(manager).__enter__(manager)


def _left(manager: Any, raised: Sequence[Any] | None) -> Any:
    """Leave with the error that was raised in the block: the names of its class, and its message."""
    if raised is None:
        return type(manager).__exit__(manager, None, None, None)
    names, message = raised
    error = Errors().instance(names, message, [message], "")
    return type(manager).__exit__(manager, type(error), error, error.__traceback__)


def _awaited(awaitable: Any) -> Any:
    async def wait() -> Any:
        return await awaitable

    return asyncio.run(wait())


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in (*BINARY, *IN_PLACE, *COMPARISONS, *UNARY, *ITEMS)},
    **CONVERSIONS,
    **{"call": _called, "getattr": getattr, "setattr": setattr, "delattr": delattr},
    **{"iter": iter, "next": next, "reversed": reversed, "divmod": divmod, "dir": dir},
    **{"copy": copy.copy, "deepcopy": copy.deepcopy, "await": _awaited, "source": inspect.getsourcelines},
    **{"type": type, "itself": lambda value: value},
    **{"gradients": Origin.gradients, "go_on": Origin.go_on},
    **{"isinstance": isinstance, "issubclass": issubclass, "enter": _entered, "exit": _left},
}
