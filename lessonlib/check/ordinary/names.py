"""The learner's names and objects for ordinary tests, which do not use `answer`: `assert square(3) == 9`.

Values cross unchanged (exact.py), in both directions; those that can change are twins (twins.py) as long as the test
holds them. Anything else is represented here by a proxy (proxy.py); there by a reference, or, if it is the test's own,
by a function or an object that asks the test (lent.py).
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import sys
import threading
import types
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol

import numpy as np

from lessonlib.check.failure import CheckFailed
from lessonlib.check.ordinary.lent import Lent, is_own
from lessonlib.check.ordinary.operations import VERDICTS
from lessonlib.check.ordinary.process_state import ProcessState
from lessonlib.check.ordinary.proxy import Proxy, is_proxy, label_of, proxy_for, ref_of
from lessonlib.check.ordinary.shared_files import SharedFiles, file_names, named_files
from lessonlib.check.ordinary.twins import Changes, Twins
from lessonlib.check.raised import Errors, qualified_names
from lessonlib.check.remote import Serve
from lessonlib.check.source import Callback, Fault, Global, Missing, Ref, Refused, Twin, Written
from lessonlib.check.values.computed import Computed, attached
from lessonlib.check.values.exact import Items, exactly
from lessonlib.check.values.modules import is_module, is_torch_data
from lessonlib.check.values.optimizers import held, is_trainer
from lessonlib.check.values.pickled import written

_MOST_ITEMS = 10_000  # of an iterator that is sent
_KNOWN = ("builtins", "math", "cmath", "operator", "statistics", "string", "numpy", "torch", "scipy")


# What changed among the twins, which of them nobody needs any more, which arguments are new ones, by their places, and
# the number that the result gets if it is one.
News = list[Any]
_NO_NEWS: News = [[], [], [], -1]


class Remote(Protocol):
    """The other side of the channel, one question at a time."""

    def exact(self, do: str, *args: Any, serve: Serve | None = None) -> Any:
        """The result of the request as exact values, the twins that were changed, what was printed, and the number
        of the twin that was returned, if one was. `serve` answers when a function is called back.
        """


class OrdinaryNames:
    """The learner's work as seen by a test, or by several tests that share objects. `said` collects what objects
    were asked about themselves in the running test.
    """

    def __init__(self) -> None:
        self._remote: Remote | None = None
        self._allowed: Collection[str] | None = None
        self.said: set[str] = set()
        self._lent = Lent()
        self._errors = Errors()
        self._named: list[str] = []  # files that the test's text names
        self._files = SharedFiles(self._put_file, self._get_files, os.listdir())
        self._silent = sys.stdout  # while it is this, nobody waits for what the learner's code prints
        self._state = ProcessState()
        self._proxies: dict[Any, Proxy] = {}  # one for each object: `a is b` is then what it is there
        self._twins = Twins(self._reference, itertools.count())
        self._methods: list[Proxy] = []  # what tests got from objects by their attributes
        self._turn = threading.RLock()  # of a test's threads; a call back asks in between

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
        with self._turn:
            return self._ask("exact_name", name, label=name, news=self._news([]))

    def set(self, name: str, value: Any) -> None:
        """Bind one of the learner's global names to another value, for this test."""
        with self._turn:
            self._introduce([value])
            sent = self._sent(value)
            self._ask("exact_set", name, sent, label=name, news=self._news([value]))

    def delete(self, name: str) -> None:
        """Delete one of the learner's global names, for this test."""
        self._ask("exact_delete", name, label=name)

    def apply(self, operation: str, label: str, *operands: Any, **named: Any) -> Any:
        """The result of an operation in the learner's process; messages call it `label`."""
        if operation in VERDICTS and not self._believed(operation, label, operands):
            return label if operation in _TEXTS else id(operands[0])
        with self._turn:
            is_method = operation == "call" and any(operands[0] is method for method in self._methods)
            if is_method:
                self._believed("method", label, operands)
            self._introduce([*operands, *named.values()])
            sent = [self._sent(operand) for operand in operands]
            given = {name: self._sent(value) for name, value in named.items()}
            arguments = [*operands, *named.values()]
            self._share_state()
            files = [*self._named, *named_files(arguments)]
            self._files.give(files)
            try:
                news = self._news(arguments)
                found = self._ask("exact", operation, sent, given, label=label, news=news)
                if operation == "getattr" and is_proxy(found):
                    self._methods.append(found)
                return found
            finally:
                if files and operation == "call":
                    self._files.take(files)

    def call_global(self, found: Global, label: str, *args: Any, **kwargs: Any) -> Any:
        """What a library's function gives in the learner's process."""
        return self.apply("call", label, found, *args, **kwargs)

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

    def _introduce(self, arguments: Sequence[Any]) -> None:
        """Let the other side have what optimizers and schedules among the arguments work on."""
        parts = [part for value in arguments if is_trainer(value) for part in held(value)]
        for value in [*filter(is_module, arguments), *parts] if parts else ():
            if self._twins.twin(value) is None:
                sent, news = [self._sent(value)], self._news([value])
                self._ask("exact", "itself", sent, {}, label="a model", news=news)

    def _put_file(self, name: str, content: bytes | None) -> None:
        self._ask("exact_write", name, content, label=f"the file {name}")

    def _get_files(self, names: list[str]) -> dict[str, bytes]:
        found = self._ask("exact_read", names, label="files")
        return {name: content for name, content in dict(found).items() if type(content) is bytes}

    def _believed(self, operation: str, label: str, operands: tuple[Any, ...]) -> bool:
        """Whether an object may say this of itself. Raises CheckFailed if a test would take it for a verdict, as it
        would what a method says: an object whose `equals` says True is equal to nothing.
        """
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

    def _news(self, arguments: Collection[Any]) -> News:
        """What the other side is to know of twins before it answers; the arguments are twins from now on."""
        changed = self._twins.changes()
        self._twins.forget(forgotten := self._twins.idle())
        new = [(place, next(self._twins.numbers), value) for place, value in enumerate(arguments)]
        joined = [[place, number] for place, number, value in new if self._twins.add(number, value)]
        changed += [change for _, number in joined for change in self._twins.unsaid(number)]
        return [changed, forgotten, joined, next(self._twins.numbers)]

    def _hear(self, changed: Changes) -> None:
        self._twins.take_over((number, self._received(after, "a change")) for number, after in changed)

    def _hear_after_an_error(self) -> None:
        with contextlib.suppress(Missing, Refused, Fault):
            assert self._remote is not None
            self._hear(self._remote.exact("exact_changes", _NO_NEWS)[1])

    def _ask(self, do: str, *args: Any, label: str, news: News | None = None) -> Any:
        if self._remote is None:
            raise CheckFailed(f"{label} cannot be checked: no test runs.")
        try:
            heard = [] if news is None else [news]
            value, changed, printed, same = self._remote.exact(do, *heard, *args, serve=self._called_back)
        except Missing as missing:
            raise NameError(
                f"name '{missing.name}' is not defined: {_remedy(missing)}", name=missing.name
            ) from None
        except Refused as refused:
            raise CheckFailed(f"{label} cannot be checked: {refused}.") from None
        except Fault as fault:
            self._hear_after_an_error()
            received = [self._received(value, label) for value in fault.values]
            error = self._errors.instance(fault.qualified, fault.message, received, fault.line)
            for name, value in fault.attributes.items():
                with contextlib.suppress(AttributeError, TypeError):
                    setattr(error, name, self._received(value, name))
            raise error from None
        if same is not None:
            received = self._twins.get(same)
        elif news is not None:
            self._twins.add(news[-1], received := self._received(value, label))
        else:
            received = self._received(value, label)
        self._hear(changed)
        if printed and sys.stdout is not self._silent:
            sys.stdout.write(printed)
        return received

    def _called_back(self, number: int, args: list[Any], kwargs: dict[str, Any]) -> tuple[str, Any]:
        """Handle a call of one of the test's functions by the learner's code."""
        try:
            received = [self._received(arg, "an argument") for arg in args]
            named = {name: self._received(value, name) for name, value in kwargs.items()}
            return "returned", self._sent(self._lent.get(number)(*received, **named))
        except Exception as error:
            return "raised", [qualified_names(type(error)), str(error)]

    def _sent(self, value: Any) -> Any:
        """`value` as it is sent. Raises TypeError for values that cannot be carried."""
        if is_proxy(value):
            return ref_of(value)
        if type(value) is Global:
            return value
        return self._twins.twin(value) or exactly(value, self._reference, twin=self._twins.learning)

    def _reference(self, value: Any) -> Ref:
        if is_proxy(value):
            return ref_of(value)
        if (name := _global_name(value)) is not None:
            return Global(name)
        if is_module(value) or is_torch_data(value):
            return Written(written(value))
        if is_trainer(value):
            return Written(written(value, held(value)), [self._sent(part) for part in held(value)])
        if isinstance(value, Iterator) and not callable(value) and not isinstance(value, io.IOBase):
            items = list(itertools.islice(value, _MOST_ITEMS + 1))
            if len(items) > _MOST_ITEMS:
                raise TypeError(f"A test cannot pass an iterator of more than {_MOST_ITEMS:,} items.")
            return Items([self._sent(item) for item in items])
        if is_own(value):
            return self._lent.own(value)
        if callable(value):
            return self._lent.function(value)
        raise TypeError(
            f"A test cannot pass a {type(value).__name__} to the learner's code: it cannot be sent as a value. Make it "
            "with the learner's code, or test what it holds."
        )

    def _received(self, value: Any, label: str) -> Any:
        """`value` with each reference in it turned into a proxy or an error class."""
        if type(value) is Computed:
            leaves, asked = [self._twins.get(*place) for place in value.leaves], f"the gradient of {label}"
            return attached(
                value,
                leaves,
                lambda gradient: self.apply("gradients", asked, value.origin, gradient),
                lambda gradient: self.apply("go_on", asked, value.origin, gradient),
            )
        if isinstance(value, Twin):
            return self._twins.met(value)
        if isinstance(value, Callback):
            return self._lent.get(value.number)
        if isinstance(value, Ref):
            if value.error_names:
                return self._errors.kind(value.error_names)
            made = proxy_for(self, value, label)
            return self._proxies.setdefault(getattr(value, "number", value), made)
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
