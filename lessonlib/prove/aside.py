"""What runs between a chapter's cells to prove them. The chapter's own cells do not see it: after an aside their names
and the random generators are as before.

What an aside changes *inside* an object stays changed, such as the parameters of a network that it trains.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Any

_ABSENT = object()


class Asides:
    """The asides of one notebook.

    names: the notebook's, as `globals()` gives them. Those with an underscore in front are IPython's and the asides'.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._named: dict[
            str, tuple[Any, Any]
        ] = {}  # name -> its value in asides, and the chapter's at that time
        self._before: dict[str, Any] = {}
        self._restore: list[Callable[[], object]] = []
        self._sharing = False

    def begin(self, *, sharing: bool) -> None:
        """From here to `end`, cells are an aside.

        sharing: whether it sees what earlier ones named that share, unless the chapter has used the name since then.
        """
        self._before = _own(self._names)
        self._restore = _generators()
        self._sharing = sharing
        for name, (value, chapters) in self._named.items() if sharing else ():
            if self._before.get(name, _ABSENT) is chapters:
                self._names[name] = value

    def end(self) -> None:
        """Put back what the chapter's cells would notice."""
        for name, value in _own(self._names).items():
            chapters = self._before.get(name, _ABSENT)
            if chapters is not value:
                del self._names[name]
                if self._sharing:
                    self._named[name] = value, chapters
        self._names.update(self._before)
        for restore in self._restore:
            restore()


def _own(names: dict[str, Any]) -> dict[str, Any]:
    """Those of the notebook's own names."""
    return {name: value for name, value in names.items() if not name.startswith("_")}


def _generators() -> list[Callable[[], object]]:
    """Functions that bring the global random generators back to where they are now."""
    state = random.getstate()
    restore: list[Callable[[], object]] = [lambda: random.setstate(state)]
    if "numpy" in sys.modules:
        import numpy as np

        numbers = np.random.get_state()
        restore.append(lambda: np.random.set_state(numbers))
    if "torch" in sys.modules:
        import torch

        torch_state = torch.get_rng_state()
        restore.append(lambda: torch.set_rng_state(torch_state))
    return restore
