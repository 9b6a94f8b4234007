"""What a test changes in its own process, and the learner's functions would see in a notebook, where both are one
process: the state of the global random generators (`np.random.seed(0)`), and `input` and `print` that were replaced.
"""

from __future__ import annotations

import builtins
import random
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

_REPLACED = ("input", "print")


class ProcessState:
    """Notes what there is now; `changes` says what was changed since."""

    def __init__(self) -> None:
        self._functions = {name: getattr(builtins, name) for name in _REPLACED}
        self._stdin = sys.stdin
        self._known: dict[str, Any] = {"functions": {}}
        self.begin()

    def begin(self) -> None:
        """A test starts: the generators' states of this moment are nobody's doing, and those of no seed."""
        self._draw(generator_states().keys())
        self._known |= generator_states()

    def changes(self) -> dict[str, Any]:
        """What is to be the same in the learner's process, by name; empty where nothing changed since the last time.

        The generators that were changed draw a number here, which nobody gets: so a test that seeds again, as it did
        before, changes them again. What the learner's functions draw does not come back; they could choose the test's
        inputs.

        A generator's state is plain data; `functions` are those in the place of `input`, `print`, or of a line read
        from `sys.stdin` ("readline").
        """
        now = {**generator_states(), "functions": self._replaced()}
        changed = {name: state for name, state in now.items() if not _same(state, self._known.get(name))}
        self._draw(changed.keys() & _DRAWS.keys())
        self._known = {**generator_states(), "functions": now["functions"]}
        return changed

    def _draw(self, generators: Iterable[str]) -> None:
        for name in generators:
            _DRAWS[name]()

    def _replaced(self) -> dict[str, Callable[..., Any]]:
        found = {name: getattr(builtins, name) for name in _REPLACED}
        replaced = {
            name: function for name, function in found.items() if function is not self._functions[name]
        }
        if sys.stdin is not self._stdin and "input" not in replaced:
            replaced["readline"] = _read_line
        return replaced


class Replacements:
    """The learner's side: `input` and `print` as a test has them, until it gives them back."""

    def __init__(self) -> None:
        self._own: dict[str, Any] = {}

    def use(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        """Call these in the place of `input` and `print`, and the learner's process's own where there is none."""
        for name in _REPLACED:
            self._own.setdefault(name, getattr(builtins, name))
            setattr(builtins, name, functions.get(name, self._own[name]))
        if "readline" in functions:
            builtins.input = _asking(functions["readline"])


def generator_states() -> dict[str, Any]:
    """The states of the global random generators of Python, NumPy and torch (if it is loaded), as values that can be
    carried.
    """
    version, numbers, gauss = random.getstate()
    states = {
        "random": [version, np.array(numbers, dtype=np.uint64), gauss],
        "numpy": list(np.random.get_state(legacy=True)),
    }
    if (torch := sys.modules.get("torch")) is not None:
        states["torch"] = [torch.default_generator.get_state()]
    return states


def set_generators(states: Mapping[str, Any]) -> None:
    """Put the generators into these states."""
    if "random" in states:
        version, numbers, gauss = states["random"]
        random.setstate((version, tuple(map(int, numbers)), gauss))
    if "numpy" in states:
        np.random.set_state(tuple(states["numpy"]))
    if "torch" in states:
        import torch

        torch.default_generator.set_state(states["torch"][0])


def _draw_in_torch() -> None:
    sys.modules["torch"].rand(())


_DRAWS: Mapping[str, Callable[[], Any]] = {
    "random": random.random,
    "numpy": np.random.random_sample,
    "torch": _draw_in_torch,
}


def _read_line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.removesuffix("\n")


def _asking(read_line: Callable[[], str]) -> Callable[..., str]:
    def input(prompt: object = "") -> str:
        print(prompt, end="", flush=True)
        return read_line()

    return input


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) or not isinstance(other, list):
        return bool(one == other)
    return all(
        bool((a == b).all()) if hasattr(a, "all") else bool(a == b) for a, b in zip(one, other, strict=True)
    )
