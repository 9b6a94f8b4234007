"""The names of the tests' process: what a test does not bind itself is asked of the learner's process."""

from __future__ import annotations

import builtins
import contextlib
import importlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lessonlib.check.ordinary.names import OrdinaryNames
from lessonlib.check.ordinary.proxy import is_proxy


@dataclass(frozen=True)
class GivenNames:
    """What a release gives to its tests, besides the tests.

    `statements`: the names that its imports, functions and constants bind, and the statement that binds each; `stars`:
    the modules of its `from module import *`. `answered`: the names that the learner is to bind, which are always the
    learner's, also those of Python's builtin functions. `modules`: the statements by which the learner is to
    import modules, by the names that they bind.
    """

    statements: Mapping[str, str] = field(default_factory=dict)
    stars: Collection[str] = ()
    answered: Collection[str] = ()
    modules: Mapping[str, str] = field(default_factory=dict)


class Names(dict[str, Any]):
    """A namespace for `exec`. What it lacks is looked up in this order: what the release gives, Python's builtins, the
    learner's names.

    What a test binds stays for the tests after it, as in a notebook. But where it gives one of the learner's own names
    another value, that is so in the learner's process, too, and until the end of the test.
    """

    def __init__(self, start: Mapping[str, Any], given: GivenNames) -> None:
        super().__init__(start)
        self._given = given
        self._learner: OrdinaryNames | None = None
        self._asked: set[str] = set()  # the learner's names that this test has used
        self._lent: set[str] = set()  # those to which it gave another value

    @property
    def learner(self) -> OrdinaryNames | None:
        """Whom the running test asks; None between tests."""
        return self._learner

    def begin(self, learner: OrdinaryNames) -> None:
        """From now on, until `end`, the learner's names are these."""
        self._learner = learner

    def end(self) -> None:
        """The test is over: forget what it made of the learner's names."""
        self.forget(self._lent)
        self._learner, self._asked, self._lent = None, set(), set()

    def forget(self, names: Collection[str]) -> None:
        """These are the learner's again."""
        for name in names:
            self.pop(name, None)

    def copy(self) -> Names:
        """With the learner's names, too: doctest runs its examples in a copy."""
        names = Names(self, self._given)
        names._learner = self._learner
        return names

    def proxies(self) -> dict[str, Any]:
        """The names that stand for objects in the learner's process."""
        return {name: value for name, value in self.items() if is_proxy(value)}

    def __missing__(self, name: str) -> Any:
        if name in self._given.statements and name not in self._given.answered:
            exec(self._given.statements[name], self)
            return self[name]
        if self._is_pythons(name):
            raise KeyError(name)
        for module in self._given.stars:
            found = importlib.import_module(module)
            if hasattr(found, name) and name not in self._given.answered:
                return getattr(found, name)
        if self._learner is None:
            raise KeyError(name)
        value = self._learner.get(name)
        if name in self._given.modules:
            with contextlib.suppress(ImportError):  # a file of the learner's
                exec(self._given.modules[name], self)
                return self[name]
        self._asked.add(name)
        return value

    def __contains__(self, name: object) -> bool:
        """Also the learner's names, so that a test can ask whether there is one: `"x" in globals()`."""
        if super().__contains__(name):
            return True
        learner = self._learner if isinstance(name, str) and name[:1] != "_" else None
        return learner is not None and learner.has(str(name))

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        if self._learner is not None and (name in self._asked or name in self._given.answered):
            self._lent.add(name)
            with contextlib.suppress(TypeError):  # what cannot be carried stays the test's own
                self._learner.set(name, value)

    def __delitem__(self, name: str) -> None:
        if super().__contains__(name):
            super().__delitem__(name)
        elif name not in self._asked:
            self[name]  # raises what a name that is not there does
        if name in self._asked and self._learner is not None:
            self._learner.delete(name)

    def _is_pythons(self, name: str) -> bool:
        return name.startswith("__") or (hasattr(builtins, name) and name not in self._given.answered)
