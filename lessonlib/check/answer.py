"""`answer`: how a test cell asks for the learner's work, without ever touching the learner's objects.

`answer.history["loss"]`, `answer.xor(0, 1)`, `answer.model(x)`, `answer.file("model.safetensors")`. The result is
plain data (plain.py), or a `Handle` for anything else. A handle can be called, indexed, asked for attributes,
iterated, entered with `with`, and passed back as an argument. Arguments arrive as copies.
"""

from __future__ import annotations

import atexit
import contextlib
import inspect
import shutil
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any, NoReturn

import numpy as np

from lessonlib.check.describe import brief
from lessonlib.check.failure import CheckFailed, LearnerError, shorten
from lessonlib.check.local import LocalSource
from lessonlib.check.source import Fault, Missing, Ref, Refused, Source

_MOST_ITERATIONS = 100_000
_COPIES = "lessonlib-answer-"
_A_DAY = 24 * 3600


class Handle:
    """An object of the learner's that is not plain data: a model, a session, a function, a module."""

    __slots__ = ("_label", "_ref", "_source")

    def __init__(self, source: Source, ref: Ref, label: str) -> None:
        self._source, self._ref, self._label = source, ref, label

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # IPython, NumPy and copy probe for such names; a check has no use for them
            raise AttributeError(f"{self._label} is a handle; it does not give out '{name}'")
        return self._ask(f"{self._label}.{name}", lambda: self._source.getattr(self._ref, name))

    def __getitem__(self, key: Any) -> Any:
        label = f"{self._label}[{brief(key)}]"
        return self._ask(label, lambda: self._source.getitem(self._ref, _outgoing(key)))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        words = [*map(brief, args), *(f"{name}={brief(value)}" for name, value in kwargs.items())]
        label = shorten(f"{self._label}({', '.join(words)})", 160)
        return self._ask(label, lambda: self._source.call(self._ref, _outgoing(args), _outgoing(kwargs)))

    def __len__(self) -> int:
        try:
            return int(self._special("__len__", f"len({self._label})"))
        except LearnerError as error:
            if "AttributeError" in error.types:  # list() asks too, and takes a TypeError for a no
                raise TypeError(f"{self._label}, a {self._ref.type_name}, has no length") from None
            raise

    def __bool__(self) -> bool:
        return True  # it is there; the learner's object has no say in a test's `if`

    def __array__(self, *_: object, **__: object) -> NoReturn:
        # without it, NumPy would ask for elements of elements of elements
        raise CheckFailed(f"{self._label} is not made of numbers.", got=f"a {self._ref.type_name}")

    def __iter__(self) -> Iterator[Any]:
        steps = self._special("__iter__", self._label)
        step = self._ask(self._label, lambda: self._source.getattr(steps._ref, "__next__"))
        for index in range(_MOST_ITERATIONS):
            label = f"{self._label}[{index}]"
            try:
                yield self._ask(label, lambda: self._source.call(step._ref, (), {}))
            except LearnerError as error:
                if error.types[0] == "StopIteration":
                    return
                raise
        raise CheckFailed(f"{self._label} does not end.", got=f"more than {_MOST_ITERATIONS} elements")

    def __enter__(self) -> Any:
        return self._special("__enter__", self._label)

    def __exit__(self, *error: object) -> None:
        self._special("__exit__", self._label, None, None, None)

    def __repr__(self) -> str:
        return f"{self._label} ({self._ref.type_name})"

    def _special(self, name: str, label: str, *args: None) -> Any:
        method = self._ask(label, lambda: self._source.getattr(self._ref, name))
        return self._ask(label, lambda: self._source.call(method._ref, args, {}))

    def _ask(self, label: str, question: Callable[[], Any]) -> Any:
        return _incoming(self._source, _asked(label, question), label)


class Answer:
    """The learner's work: each attribute is one of the learner's names, except the methods `at`, `calls_of`, `file`,
    `files`, `send` and `send_file`.
    """

    __slots__ = ("_folder", "_source")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._folder: Path | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"answer has no '{name}': a task's names do not start with an underscore")
        return self.at(name)

    def at(self, path: str) -> Any:
        """The value at the end of a dotted path, as in `answer.at("layer.weight.grad")`.

        Needed where a value along the path is itself plain data: a tensor arrives as an array, which has no
        gradient.
        """
        return _incoming(self._source, _asked(path, lambda: self._source.get(path)), path)

    def send(self, value: Any) -> Handle:
        """A copy of `value`, plain data or a function, that stays where the learner's code runs; returns its handle.

        The learner's code gets the same object each time, so what the code did to it can be seen, as in
        `x.tolist()`. A function is sent as source: it knows no names except those that it binds or imports itself.
        """
        label = value.__name__ if isinstance(value, FunctionType) else brief(value)
        return Handle(self._source, _asked(label, lambda: self._sent(value)), label)

    def _sent(self, value: Any) -> Ref:
        if isinstance(value, FunctionType):
            return self._source.define(textwrap.dedent(inspect.getsource(value)), value.__name__)
        return self._source.keep(_outgoing(value))

    def send_file(self, name: str, content: bytes | str) -> None:
        """Write a file for the learner's code to read, text as UTF-8, and make the folders that its name needs."""
        path = _file_name(name)
        data = content.encode() if isinstance(content, str) else content
        _asked(f"file {brief(name)}", lambda: self._source.write_file(path, data))

    @contextlib.contextmanager
    def calls_of(self, *names: str) -> Iterator[dict[str, int]]:
        """Count how often the learner's code calls these functions while a test asks it:

            with answer.calls_of("torch.conv2d", "torch.nn.Conv2d.forward") as calls:
                y = answer.convolve(x, kernel)
            expect.equal(calls, {"torch.conv2d": 0, "torch.nn.Conv2d.forward": 0}, what="the calls of the library")

        See lessonlib.check.counting for the names. The counts are there when the block ends.
        """
        calls = dict.fromkeys(names, 0)
        _asked("the calls", lambda: self._source.count(names))
        try:
            yield calls
        finally:
            calls |= _asked("the number of calls", lambda: self._source.counted())

    def file(self, name: str) -> Path:
        """A private copy of a file that the learner's work wrote.

        The copies of one notebook lie below one temporary folder, under the names by which they were asked for, so
        that files that belong together (a checkpoint and its state file) stay together.
        """
        content = _asked(f"file {brief(name)}", lambda: self._source.read_file(_file_name(name)))
        path = self._copies() / Path(name).relative_to(Path(name).anchor)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def files(self, pattern: str) -> list[str]:
        """The names of the learner's files that match `pattern` (`*`, `**`), sorted; `answer.file` takes
        each.
        """
        names: list[str] = _asked(f"files '{pattern}'", lambda: self._source.list_files(pattern))
        return names

    def _copies(self) -> Path:
        if self._folder is None:
            _clear_old_copies()
            self._folder = Path(tempfile.mkdtemp(prefix=_COPIES))
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder


def _clear_old_copies() -> None:
    """Remove the copies of kernels that were killed and could not remove them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_COPIES}*"):
        with contextlib.suppress(OSError):  # another user's, or gone by now
            if time.time() - folder.stat().st_mtime > _A_DAY:
                shutil.rmtree(folder)


def _file_name(name: Any) -> str:
    if not isinstance(name, str) or not name or "\0" in name or ".." in Path(name).parts:
        raise CheckFailed(f"file {brief(name)} cannot be checked: this is not a file name.")
    return name


def _asked(label: str, question: Callable[[], Any]) -> Any:
    """The result of `question`, with an error of the source turned into a failed check about `label`."""
    try:
        return question()
    except Missing as missing:
        raise _missing(missing) from None
    except Refused as refused:
        raise CheckFailed(f"{label} cannot be checked: {refused}.") from None
    except Fault as fault:
        raise LearnerError(label, fault.types, fault.message, fault.line) from None


def _missing(missing: Missing) -> CheckFailed:
    match missing.tasks:
        case ():
            step = "Run the task's cell that makes it"
        case (task,):
            step = f"Finish and run the cell of task {task}"
        case tasks:
            step = f"Finish and run the cells of the tasks {', '.join(tasks)}"
    return CheckFailed(
        f"'{missing.name}' is not there yet.", hint=f"{step} (above this test), then run this test again."
    )


def _incoming(source: Source, value: Any, label: str) -> Any:
    """`value` with each reference in it turned into a handle."""
    if isinstance(value, Ref):
        return Handle(source, value, label)
    if isinstance(value, list):
        return [_incoming(source, part, f"{label}[{index}]") for index, part in enumerate(value)]
    if isinstance(value, dict):
        return {
            _incoming(source, key, f"a key of {label}"): _incoming(source, part, f"{label}[{brief(key)}]")
            for key, part in value.items()
        }
    return value


def _outgoing(value: Any) -> Any:
    """`value` with each handle in it turned into its reference, and NumPy scalars into Python's."""
    if isinstance(value, Handle):
        return value._ref
    if isinstance(value, np.generic) and not isinstance(value.item(), np.generic):
        return value.item()
    if type(value) in (list, tuple):
        return type(value)(_outgoing(part) for part in value)
    if type(value) is dict:
        return {_outgoing(key): _outgoing(part) for key, part in value.items()}
    return value


answer = Answer(LocalSource())


def connect(source: Source) -> None:
    """Make `answer` ask `source` from now on, and forget the files that it has copied."""
    answer._source, answer._folder = source, None
