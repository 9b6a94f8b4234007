"""Counting calls: did the learner's code do the work itself, or did it call a library?"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Sequence
from types import FrameType, ModuleType
from typing import Any

from lessonlib.check.source import Refused


class Counter:
    """Counts the calls of functions in this thread, from its creation until `stop`.

    A name is a function ("numpy.linalg.lstsq", "torch.conv2d"), a method ("torch.nn.Conv2d.forward"), a class (calls
    that create its objects are counted), or a module ("sklearn": all functions defined in it and in its submodules).
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._calls = dict.fromkeys(names, 0)
        self._codes: dict[Any, str] = {}
        self._builtin: list[tuple[Any, str]] = []
        self._modules: list[tuple[str, str]] = []
        for name in names:
            self._look_for(name)
        self._before = sys.getprofile()
        sys.setprofile(self._note)

    def stop(self) -> dict[str, int]:
        """How often each was called. Raises Refused when the learner's code has stopped the counting."""
        mine = sys.getprofile() == self._note
        sys.setprofile(self._before)
        if not mine:
            raise Refused("the calls were not counted to the end: something called sys.setprofile")
        return self._calls

    def _look_for(self, name: str) -> None:
        found = _found(name)
        if isinstance(found, ModuleType):
            self._modules.append((found.__name__, name))
            return
        function = inspect.unwrap(vars(found).get("__init__", found) if isinstance(found, type) else found)
        code = getattr(function, "__code__", None)
        if code is None:
            self._builtin.append((found, name))
        else:
            self._codes[code] = name

    def _note(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            name = self._codes.get(frame.f_code)
            if name is None and self._modules:
                module = str(frame.f_globals.get("__name__", ""))
                name = next((name for own, name in self._modules if f"{module}.".startswith(f"{own}.")), None)
        elif event == "c_call":
            name = next((name for function, name in self._builtin if function is argument), None)
        else:
            return
        if name is not None:
            self._calls[name] += 1


def _found(name: str) -> Any:
    """The function, class or module with this name. Raises ValueError when there is none."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
            for part in parts[length:]:
                found = getattr(found, part)
        except (ImportError, AttributeError):
            continue
        return found
    raise ValueError(
        f"There is no {name} whose calls could be counted. Write a name such as numpy.linalg.lstsq."
    )
