"""Learner's work made from a piece of notebook source, as `answer` sees it."""

from __future__ import annotations

import importlib.util
import linecache
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from lessonlib.check.answer import Answer
from lessonlib.check.companion import Companion, Load, pack
from lessonlib.check.explained import Explanations
from lessonlib.check.local import LocalSource


@pytest.fixture
def work() -> Callable[[str], Answer]:
    """Runs cells as IPython does (one namespace, sources in `In` and linecache) and gives their `answer`."""

    def run(*cells: str) -> Answer:
        namespace: dict[str, Any] = {"__name__": "__main__", "In": [""]}
        for number, cell in enumerate(cells):
            name = f"<cell {number}>"
            linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
            namespace["In"].append(cell)
            try:
                exec(compile(cell, name, "exec"), namespace)
            except NotImplementedError:
                continue  # a stub at the top of a cell
        return Answer(LocalSource(namespace))

    return run


def _load_liars() -> ModuleType:
    spec = importlib.util.spec_from_file_location("liars", Path(__file__).with_name("liars.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LIARS = _load_liars()
NAN = float("nan")
FORGED = [
    *(LIARS.Yes(), LIARS.YesFloat(0.3), LIARS.YesInt(5), LIARS.YesText("a"), LIARS.YesList([2])),
    *(LIARS.YesDict(a=2), np.zeros(2).view(LIARS.YesArray), torch.zeros(2).as_subclass(LIARS.YesTensor)),
    *(None, "1", "5", "right", b"1", NAN, float("inf"), -1.0, [NAN], np.array(NAN), np.array([NAN, 1.0])),
    *(object(), {1}, len, True, 10**400, 10**5000, np.ma.masked, 1j),
]


@pytest.fixture
def liars() -> ModuleType:
    """The module of objects that try to answer for themselves."""
    return LIARS


@pytest.fixture(params=FORGED, ids=lambda value: type(value).__name__)
def forged(request: pytest.FixtureRequest) -> Any:
    """A value that must earn nothing where 1, [1.0], two ones or the answer "c" is due."""
    return request.param


@pytest.fixture
def shell():
    """A real IPython, which runs cells as a notebook does."""
    made = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    yield made
    made.reset()
    InteractiveShell.clear_instance()


@pytest.fixture
def notebook(shell) -> Callable[[Load], Companion]:
    """Puts what a notebook brings along into the shell, and gives the companion."""

    def start(load: Load) -> Companion:
        made = Companion(Explanations())
        made.load(pack(load))
        shell.user_ns |= {"hint": made.hint, "solution": made.solution, "check": made.check}
        return made

    return start
