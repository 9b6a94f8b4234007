"""The learner's names and objects for ordinary tests, which do not use `answer`: `assert square(3) == 9`.

Values cross unchanged (exact.py), in both directions. Anything else is represented here by a proxy (proxy.py), and
there by a reference or a function that calls back. Changes that a call makes to lists and arrays passed to it are
made to the test's own objects, too.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import sys
import types
from collections.abc import Callable, Collection, Iterator
from typing import Any, Protocol

import numpy as np

from lessonlib.check.exact import Items, exactly, taken_apart
from lessonlib.check.failure import CheckFailed
from lessonlib.check.operations import VERDICTS
from lessonlib.check.plain import is_tensor
from lessonlib.check.process_state import ProcessState
from lessonlib.check.proxy import CallableProxy, Proxy, is_proxy, label_of, ref_of
from lessonlib.check.raised import Errors, qualified_names
from lessonlib.check.remote import Serve
from lessonlib.check.shared_files import SharedFiles, file_names, named_files
from lessonlib.check.source import Callback, Fault, Global, Missing, Ref, Refused

_MOST_ITEMS = 10_000  # of an iterator that is sent
_KNOWN = ("builtins", "math", "cmath", "operator", "statistics", "string", "numpy", "torch", "scipy")


class Remote(Protocol):
    """The other side of the channel, one question at a time."""

    def exact(self, do: str, *args: Any, serve: Serve | None = None) -> Any:
        """The result of the request as exact values, the arguments that were changed, what was printed, and the
        number of the argument that was returned, if one was. `serve` answers when a function is called back.
        """


class OrdinaryNames:
    """The learner's work as seen by a test, or by several tests that share objects. `said` collects what objects
    were asked about themselves in the running test.
    """

    def __init__(self) -> None:
        self._remote: Remote | None = None
        self._allowed: Collection[str] | None = None
        self.said: set[str] = set()
        self._functions: list[Callable[..., Any]] = []
        self._errors = Errors()
        self._named: list[str] = []  # files that the test's text names
        self._files = SharedFiles(self._put_file, self._get_files, os.listdir())
        self._silent = sys.stdout  # while it is this, nobody waits for what the learner's code prints
        self._state = ProcessState()
        self._proxies: dict[Any, Proxy] = {}  # one for each object: `a is b` is then what it is there

    def begin(self, remote: Remote, test: str, allowed: Collection[str] | None) -> None:
        """Begin a test with this source. `allowed`: what objects may say of themselves in it (see
        operations.VERDICTS); None allows everything.
        """
        self._remote, self._allowed, self.said = remote, allowed, set()
        self._named = file_names(test)
        self._state.begin()
        with contextlib.suppress(CheckFailed):
            self._files.take(self._named)

    def get(self, name: str) -> Any:
        """The value of one of the learner's global names. Raises NameError when there is none."""
        return self._ask("exact_name", name, label=name)

    def set(self, name: str, value: Any) -> None:
        """Bind one of the learner's global names to another value, for this test."""
        self._ask("exact_set", name, self._sent(value), label=name)

    def delete(self, name: str) -> None:
        """Delete one of the learner's global names, for this test."""
        self._ask("exact_delete", name, label=name)

    def apply(self, operation: str, label: str, *operands: Any, **named: Any) -> Any:
        """The result of an operation in the learner's process; messages call it `label`."""
        if operation in VERDICTS and not self._believed(operation, label, operands):
            return label if operation in _TEXTS else id(operands[0])
        sent = [self._sent(operand) for operand in operands]
        given = {name: self._sent(value) for name, value in named.items()}
        self._share_state()
        files = [*self._named, *named_files([*operands, *named.values()])]
        self._files.give(files)
        try:
            return self._ask(
                "exact", operation, sent, given, label=label, arguments=[*operands, *named.values()]
            )
        finally:
            if files and operation == "call":
                self._files.take(files)

    def has(self, name: str) -> bool:
        """Whether the learner's work has this global name."""
        try:
            self.get(name)
        except NameError:
            return False
        return True

    def classes(self, ref: Ref) -> tuple[str, ...]:
        """The qualified names of an object's class and of its bases; empty if it may not say so."""
        self.said.add("isinstance")
        if self._allowed is not None and "isinstance" not in self._allowed:
            return ("object",)
        return tuple(self._ask("exact_classes", ref, label="a class"))

    def _share_state(self) -> None:
        """Let the learner's process have the seeds, the `input` and the `print` that the test has set."""
        if changes := self._state.changes():
            if (functions := changes.pop("functions", None)) is not None:
                functions = {name: self._sent(value) for name, value in functions.items()}
            self._ask("exact_state", changes, functions, label="a seed")

    def _put_file(self, name: str, content: bytes | None) -> None:
        self._ask("exact_write", name, content, label=f"the file {name}")

    def _get_files(self, names: list[str]) -> dict[str, bytes]:
        found = self._ask("exact_read", names, label="files")
        return {name: content for name, content in dict(found).items() if type(content) is bytes}

    def _believed(self, operation: str, label: str, operands: tuple[Any, ...]) -> bool:
        """Whether an object may say this of itself. Raises CheckFailed if a test would take it for a verdict."""
        self.said.add(operation)
        if self._allowed is None or operation in self._allowed:
            return True
        if operation in (*_TEXTS, "hash"):
            return False
        proxy = next(filter(is_proxy, operands))
        raise CheckFailed(
            f"{label_of(proxy)} is not a value that can be compared.",
            got=f"an object of type {ref_of(proxy).type_name}",
            expected="a value such as a number, a text, a list or an array",
        )

    def _ask(self, do: str, *args: Any, label: str, arguments: list[Any] | None = None) -> Any:
        if self._remote is None:
            raise CheckFailed(f"{label} cannot be checked: no test runs.")
        given = dict(enumerate(arguments or []))
        try:
            value, changed, printed, same = self._remote.exact(do, *args, serve=self._called_back)
        except Missing as missing:
            raise NameError(
                f"name '{missing.name}' is not defined: {_remedy(missing)}", name=missing.name
            ) from None
        except Refused as refused:
            raise CheckFailed(f"{label} cannot be checked: {refused}.") from None
        except Fault as fault:
            received = [self._received(value, label) for value in fault.values]
            error = self._errors.instance(fault.qualified, fault.message, received, fault.line)
            for name, value in fault.attributes.items():
                with contextlib.suppress(AttributeError, TypeError):
                    setattr(error, name, self._received(value, name))
            raise error from None
        for number, after in changed:
            _take_over(given[number], self._received(after, label))
        if printed and sys.stdout is not self._silent:
            sys.stdout.write(printed)
        return self._received(value, label) if same is None else given[same]

    def _called_back(self, number: int, args: list[Any], kwargs: dict[str, Any]) -> tuple[str, Any]:
        """Handle a call of one of the test's functions by the learner's code."""
        try:
            received = [self._received(arg, "an argument") for arg in args]
            named = {name: self._received(value, name) for name, value in kwargs.items()}
            return "returned", self._sent(self._functions[number](*received, **named))
        except Exception as error:
            return "raised", [qualified_names(type(error)), str(error)]

    def _sent(self, value: Any) -> Any:
        """`value` as it is sent. Raises TypeError for values that cannot be carried."""
        if is_proxy(value):
            return ref_of(value)
        return exactly(value, self._reference)

    def _reference(self, value: Any) -> Ref:
        if is_proxy(value):
            return ref_of(value)
        if (name := _global_name(value)) is not None:
            return Global(name)
        if isinstance(value, Iterator) and not callable(value) and not isinstance(value, io.IOBase):
            items = list(itertools.islice(value, _MOST_ITEMS + 1))
            if len(items) > _MOST_ITEMS:
                raise TypeError(f"A test cannot pass an iterator of more than {_MOST_ITEMS:,} items.")
            return Items([self._sent(item) for item in items])
        if callable(value):
            self._functions.append(value)
            return Callback(len(self._functions) - 1)
        raise TypeError(
            f"A test cannot pass a {type(value).__name__} to the learner's code: it cannot be sent as a value. Make it "
            "with the learner's code, or test what it holds."
        )

    def _received(self, value: Any, label: str) -> Any:
        """`value` with each reference in it turned into a proxy or an error class."""
        if isinstance(value, Ref):
            if value.error_names:
                return self._errors.kind(value.error_names)
            kind = CallableProxy if value.is_callable else Proxy
            return self._proxies.setdefault(getattr(value, "number", value), kind(self, value, label))
        if type(value) in (list, tuple, set, frozenset):
            return type(value)(self._received(part, label) for part in value)
        if type(value) is dict:
            return {self._received(key, label): self._received(part, label) for key, part in value.items()}
        return value


_TEXTS = ("str", "repr", "format")


def _remedy(missing: Missing) -> str:
    if not missing.tasks:
        return "run the task's cell that makes it"
    return (
        f"finish the cell of {'task' if len(missing.tasks) == 1 else 'the tasks'} {', '.join(missing.tasks)}"
    )


def _global_name(value: Any) -> str | None:
    """The name under which every Python finds this function or class; None for others."""
    if value is np._NoValue:  # NumPy compares with it what it gets
        return "numpy:_NoValue"
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if isinstance(value, np.ufunc):
        module, name = "numpy", value.__name__
    if module is None and isinstance(value, types.BuiltinFunctionType):
        module = getattr(value.__self__, "__name__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module.partition(".")[0] not in _KNOWN:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return f"{module}:{name}" if found is value else None


def _take_over(mine: Any, after: Any) -> None:
    """Change `mine`, of which the learner's code got a copy, in the way in which that copy was changed."""
    with contextlib.suppress(ValueError, TypeError):  # another shape, a read-only array
        if isinstance(mine, (list, bytearray)):
            mine[:] = after
        elif isinstance(mine, (dict, set)):
            mine.clear()
            mine.update(after)
        elif isinstance(mine, np.ndarray):
            mine[...] = after
        elif is_tensor(mine):
            mine.data.copy_(after)
        elif taken_apart(mine):  # a deque
            mine.clear()
            mine.extend(after)
