"""Answers from the notebook's own kernel: a view of the names of `__main__`."""

from __future__ import annotations

import functools
import glob
import linecache
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from lessonlib.check.counting import Counter
from lessonlib.check.failure import shorten
from lessonlib.check.raised import qualified_names
from lessonlib.check.source import ABILITIES, Fault, Missing, Ref, Refused
from lessonlib.check.values.exact import exactly, put_together, taken_apart
from lessonlib.check.values.plain import Budget, is_tensor, to_plain
from lessonlib.plain_file import open_plain

_MOST_FILES = 10_000
_MOST_BYTES = Budget.nbytes
_STUB = re.compile(r"^( *)raise NotImplementedError\(.*?[tT]ask\W+(\w+)", re.MULTILINE)


class LocalRef(Ref):
    """A reference that holds its object."""

    def __init__(self, target: Any) -> None:
        is_error = isinstance(target, type) and issubclass(target, BaseException)
        names = qualified_names(target) if is_error else ()
        super().__init__(type(target).__name__, names, abilities(target))
        self.target = target


def abilities(value: Any) -> list[str]:
    """Those of ABILITIES that a value has; none of its own code is asked."""
    kind = type(value)
    found = [
        next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None) for name in ABILITIES
    ]
    able = [name for name, method in zip(ABILITIES, found, strict=True) if method is not None]
    generic = issubclass(kind, type) and any("__class_getitem__" in vars(base) for base in value.__mro__)
    return [*able, "__getitem__"] if generic else able


class LocalSource:
    """The `Source` over the names of a running notebook; `namespace` is that of `__main__` by default.

    Each method does, and raises, what `Source` says.
    """

    def __init__(self, namespace: Mapping[str, Any] | None = None) -> None:
        self._namespace = namespace
        self._counter: Counter | None = None

    @property
    def namespace(self) -> Mapping[str, Any]:
        return vars(sys.modules["__main__"]) if self._namespace is None else self._namespace

    def get(self, path: str) -> Any:
        name, *attributes = path.split(".")
        if name not in self.namespace:
            raise Missing(name, self.tasks_of(name))
        return self._ask(lambda: functools.reduce(getattr, attributes, self.namespace[name]))

    def getattr(self, ref: Ref, name: str) -> Any:
        return self._ask(lambda: getattr(_target(ref), name))

    def getitem(self, ref: Ref, key: Any) -> Any:
        return self._ask(lambda: _target(ref)[to_argument(key)])

    def call(self, ref: Ref, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        sent = [to_argument(arg) for arg in args]
        named = {key: to_argument(arg) for key, arg in kwargs.items()}
        return self._ask(lambda: _target(ref)(*sent, **named))

    def keep(self, value: Any) -> LocalRef:
        return LocalRef(to_argument(value))

    def define(self, source: str, name: str) -> LocalRef:
        names: dict[str, Any] = {"__name__": "lessonlib.check.sent"}
        exec(compile(source, "<sent by a test>", "exec"), names)
        return LocalRef(names[name])

    def write_file(self, name: str, content: bytes) -> None:
        try:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(content)
        except OSError as error:
            raise Refused(error.strerror or str(error)) from error

    def count(self, names: Sequence[str]) -> None:
        self._counter = Counter(names)

    def counted(self) -> dict[str, int]:
        counter, self._counter = self._counter, None
        return counter.stop() if counter else {}

    def read_file(self, name: str) -> bytes:
        try:
            with open(open_plain(name), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise Refused("it is not a plain file")
                if status.st_size > _MOST_BYTES:
                    raise Refused(f"it is larger than {_MOST_BYTES // 2**20} MB")
                return file.read(status.st_size)
        except FileNotFoundError:
            raise Missing(name, self.tasks_of(name)) from None
        except OSError as error:
            raise Refused(error.strerror or str(error)) from error

    def list_files(self, pattern: str) -> list[str]:
        names = sorted(
            Path(name).as_posix() for name in glob.iglob(pattern, recursive=True) if os.path.isfile(name)
        )
        if len(names) > _MOST_FILES:
            raise Refused(f"{len(names)} files match '{pattern}'")
        return names

    def run(self, question: Callable[[], Any]) -> Any:
        """Run the learner's code and turn what it raises into a Fault. Only the user's own interrupt passes through."""
        try:
            return question()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self._fault(error) from None

    def _ask(self, question: Callable[[], Any]) -> Any:
        return to_plain(self.run(question), LocalRef)

    def _fault(self, error: BaseException) -> Fault:
        types = tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)
        try:
            message = shorten(str.__str__(str(error)))
        except Exception:  # the learner's own __str__
            message = "(its message cannot be shown)"
        line = self._line(error.__traceback__)
        return Fault(
            types, message, line, tuple(qualified_names(type(error))), _values(error), _attributes(error)
        )

    def _line(self, traceback: TracebackType | None) -> str:
        """The innermost line of the notebook in the error's traceback."""
        line = ""
        for frame, number in _frames(traceback):
            if frame.f_globals is self.namespace:
                line = linecache.getline(frame.f_code.co_filename, number).strip()
        return shorten(line)

    def tasks_of(self, name: str) -> list[str]:
        """Tasks that were run unfinished and may bind `name`: their cells mention it, or hold nothing but a stub."""
        history = self.namespace.get("In")
        stubs = [(_STUB.search(cell), cell) for cell in (history if isinstance(history, list) else [])]
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        naming = [stub[2] for stub, cell in stubs if stub and word.search(cell)]
        bare = [stub[2] for stub, cell in stubs if stub and not stub[1]]
        return list(dict.fromkeys(naming or bare))


def _values(error: BaseException) -> list[Any]:
    """The arguments of the error, as far as they can be carried."""
    try:
        return [exactly(value, LocalRef) for value in error.args]
    except Refused:
        return []


def _attributes(error: BaseException) -> dict[str, Any]:
    """What the error's own code made of it, as far as it can be carried."""
    try:
        own = {name: value for name, value in vars(error).items() if type(name) is str and name[:1] != "_"}
        return {name: exactly(value, LocalRef) for name, value in own.items()}
    except Exception:  # the learner's own __dict__
        return {}


def to_argument(value: Any) -> Any:
    """`value` as the learner's code receives it: a copy, with tensors as tensors and references as their objects.

    Raises TypeError for a value that a check cannot send.
    """
    if value is None or type(value) in (bool, int, float, str, bytes):
        return value
    if isinstance(value, Ref):
        return _target(value)
    if type(value) in (list, tuple):
        return type(value)(to_argument(element) for element in value)
    if type(value) is dict:
        return {to_argument(key): to_argument(item) for key, item in value.items()}
    if (exact := taken_apart(value)) is not None:
        tag, parts = exact
        return put_together(tag, [to_argument(part) for part in parts])
    if type(value) is np.ndarray:
        return value.copy()
    if is_tensor(value):
        return value.detach().clone().requires_grad_(value.requires_grad)
    raise TypeError(
        f"A check cannot send a {type(value).__name__} to the learner's code. "
        "Send plain data, arrays, tensors, or what `answer` gave."
    )


def _target(ref: Ref) -> Any:
    if not isinstance(ref, LocalRef):
        raise TypeError("This reference comes from another source of answers.")
    return ref.target


def _frames(traceback: TracebackType | None) -> Iterator[tuple[Any, int]]:
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
