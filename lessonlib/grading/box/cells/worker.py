"""The process that runs a learner's cells and answers questions about their work. It never sees a test.

It is forked from a keeper, which lives as long as anything of the learner's does. Each test asks a fork of it that is
thrown away afterwards, so that a test finds the work as the last cell left it, and leaves nothing behind: no
state, no output, no file in the notebook's folder. (What a learner's function writes elsewhere, as in a temporary
folder that a cell made, is there for the next test, as it would be in a notebook.)

Everything in it belongs to the learner's code, this module too. What it says is only ever taken as data.
"""

from __future__ import annotations

import inspect
import os
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, cast

from lessonlib.check.channel import Channel
from lessonlib.check.failure import shorten
from lessonlib.check.local import LocalRef, LocalSource
from lessonlib.check.ordinary.lent import stand_in
from lessonlib.check.ordinary.performer import Performer, as_objects, global_named
from lessonlib.check.raised import Errors, qualified_names
from lessonlib.check.source import Fault, Missing, Ref, Refused, Twin
from lessonlib.check.values.exact import exactly
from lessonlib.check.values.pickled import read
from lessonlib.grading.box.cells import keeper, throwaway
from lessonlib.grading.box.cells.bundle import execution_count
from lessonlib.grading.box.cells.outputs import OUT_OF_MEMORY
from lessonlib.grading.box.cells.shell import NotebookShell
from lessonlib.grading.box.clock import OwnTime
from lessonlib.grading.box.process.stopping import all_pids, standing_still
from lessonlib.grading.box.walls import order

_LEAST_SECONDS = 0.02  # between two looks at the clock of what takes long
_SECONDS_TO_STOP = 0.5  # until it is tried again to stop what goes on
_CELL = "<ipython-input"  # how the file names of learners' cells begin
_MOST_PRINTED = 100_000  # characters that a test can look at
_PERFORMED = {  # requests of check/ordinary, and what carries them out
    "exact": "operate",
    "exact_name": "name",
    "exact_set": "set_name",
    "exact_delete": "delete_name",
    "exact_changes": "changes",
    "exact_classes": "classes",
    "exact_state": "state",
    "exact_read": "read_files",
    "exact_write": "write_file",
}


class CellTimeoutError(KeyboardInterrupt):
    """A cell or a question took too long. Like Ctrl-C, it passes through `except Exception`."""


def main(stream: socket.socket) -> int:
    """Serve the examiner at the other end of `stream` until it hangs up; the exit status of what served it."""
    alone = os.getpid() == 1  # nobody else's processes are in sight here
    status = keeper.in_a_fork(stream)
    if status is not None:
        return status
    order.offer()
    shell = NotebookShell.instance()
    shell.take_over()
    return _serve(Worker(shell, stream, alone))


def _serve(worker: Worker) -> int:
    try:
        worker.serve()
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


class Worker:
    """Answers one request after another. References are numbers of the objects in `_kept`.

    `alone`: all processes in sight belong to this submission.
    """

    def __init__(self, shell: NotebookShell, stream: socket.socket, alone: bool) -> None:
        self._alone = alone
        os.register_at_fork(after_in_child=stream.close)  # a child process of the learner's answers nothing
        os.register_at_fork(after_in_child=order.offer)  # nor does a test lose its own process before it
        self._shell, self._folder = shell, Path.cwd()
        self._channel = Channel(stream, self._name, self._referred, takes_sockets=True)
        self._source, self._performer = LocalSource(shell.user_ns), Performer(shell.user_ns)
        self._kept: list[LocalRef] = []
        self._numbers: dict[int, int] = {}  # id of an object -> its place in `_kept`
        self._forks: dict[int, int] = {}  # a test's number -> the process that it asks
        self._mark = ""  # of the question that is answered
        self._errors = Errors()
        self._lent: dict[int, Any] = {}  # the test's functions and objects, by number
        self._lent_numbers: dict[int, int] = {}  # id of one of these -> its number

    def serve(self) -> None:
        while True:
            try:
                self._answer(self._channel.receive())
            except EOFError:
                return

    def _answer(self, request: dict[str, Any]) -> None:
        before, self._mark = self._mark, request["id"]
        kind, content = self._reply(request["do"], request["with"], request["seconds"])
        self._mark = before
        try:
            self._channel.send({"id": request["id"], kind: content})
        except Refused as refused:
            self._channel.send({"id": request["id"], "refused": str(refused)})

    def _reply(self, do: str, args: Sequence[Any], seconds: float) -> tuple[str, Any]:
        try:
            match do:
                case "run":
                    return "value", self._run(args[0], seconds)
                case "import":
                    self._import(args[0], seconds)
                    return "value", None
                case "fork":
                    return "value", self._fork(args[0])
                case "drop":
                    return "value", self._drop(args[0])
                case "quieten":
                    throwaway.end_all(lambda: self._others() - {*args[0]})
                    return "value", None
            with _within(seconds, _Limit(), self._others):
                if do in _PERFORMED:
                    return "value", self._perform(do, args)
                return "value", _source_method(self._source, do)(*args)
        except CellTimeoutError:
            return "late", None
        except Missing as missing:
            return "missing", [missing.name, list(missing.tasks)]
        except Refused as refused:
            return "refused", str(refused)
        except Fault as fault:
            types, qualified, values = map(list, (fault.types, fault.qualified, fault.values))
            return "fault", [types, fault.message, fault.line, qualified, values, fault.attributes]
        except KeyboardInterrupt as error:  # raised by the learner's own code
            names = qualified_names(type(error))
            return "fault", [[name.rpartition(".")[2] for name in names], "", "", names, [], {}]
        except BaseException as error:
            return "refused", shorten(f"{type(error).__name__}: {error}")
        finally:  # what was printed meanwhile belongs to no cell
            self._shell.print_native()
            self._shell.recorder.start()

    def _run(self, source: str, seconds: float) -> list[Any]:
        """Run a cell: its execution count, its outputs, and whether it was stopped at its limit."""
        recorder = self._shell.recorder
        recorder.start()
        limit = _Limit(
            lambda: throwaway.end_all(self._others)
        )  # it would take the time of the cells that follow
        try:
            with _within(seconds, limit, self._others):
                self._shell.run_cell(source, store_history=True)
        except BaseException as error:  # it came at a moment at which IPython does not expect one
            recorder.error(type(error).__name__, str(error), [f"{type(error).__name__}: {error}"])
        self._shell.print_native()
        return [execution_count(self._shell.execution_count - 1), recorder.take(), limit.reached]

    def _import(self, statements: Sequence[str], seconds: float) -> None:
        """Make the imports of a visible test, which in a notebook are there for the cells after it, too."""
        with _within(seconds, _Limit(), self._others):
            for statement in statements:
                with suppress(Exception):  # the test itself will say so
                    exec(statement, self._shell.user_ns)

    def _fork(self, number: int) -> int:
        """Let a fork answer the questions that come over the socket that was sent along; returns its process id."""
        (stream,) = self._channel.taken
        self._channel.taken = []
        with stream, warnings.catch_warnings(action="ignore"):  # threads of the learner's are not in the fork
            pid = keeper.fork()
            if pid == 0:
                order.keep()
                throwaway.come_loose(self._shell, self._folder)
                throwaway.leave(_serve(Worker(self._shell, stream, self._alone)))
        self._forks[number] = pid
        return pid

    def _drop(self, number: int) -> int:
        """End a fork. Whether it had ended before, and how: its exit status, negative for a signal."""
        pid = self._forks.pop(number)
        try:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            return os.waitstatus_to_exitcode(status) if ended else 0
        finally:
            throwaway.remove_files(pid)

    def _others(self) -> set[int]:
        """The processes of the box that are not for its own work: what the learner's cells started."""
        return all_pids() - {1, os.getpid(), *self._forks.values()} if self._alone else set()

    def _perform(self, do: str, args: Sequence[Any]) -> list[Any]:
        """What a request of check/ordinary gives, and what was printed meanwhile."""
        self._shell.recorder.start()
        value, changed, same = getattr(self._performer, _PERFORMED[do])(*args)
        outputs = self._shell.recorder.take()
        printed = "".join(output["text"] for output in outputs if output.get("name") == "stdout")
        return [value, changed, printed[:_MOST_PRINTED], same]

    def _name(self, ref: Ref) -> list[Any]:
        if isinstance(ref, Twin):
            return ["twin", [ref.number, ref.part, ref.new]]
        assert isinstance(ref, LocalRef)
        if (lent := self._lent_numbers.get(id(ref.target))) is not None:
            return ["lent", lent]
        number = self._numbers.setdefault(id(ref.target), len(self._kept))
        if number == len(self._kept):
            self._kept.append(ref)  # and so lives on: no other object gets its id
        return [number, ref.type_name, list(ref.error_names), sorted(ref.abilities)]

    def _referred(self, content: list[Any]) -> Any:
        kind, value = content
        if kind == "global":
            return global_named(value)
        if kind == "written":
            written, held = value
            return LocalRef(read(written, as_objects(held)))
        if kind == "twin":
            return LocalRef(self._performer.twins.met(Twin(*value)))
        if kind == "own":
            number, type_name, functions = value
            known = number in self._lent  # and not its truth, which the test's object would be asked for
            return self._lent[number] if known else self._borrow(number, stand_in(type_name, functions))
        return self._kept[value] if kind == "object" else self._function(*value)

    def _function(
        self, number: int, name: str, doc: str | None, parameters: Sequence[Any] | None
    ) -> Callable[..., Any]:
        """A function of the test's: it is called there. The same one each time, as in a notebook."""
        if (lent := self._lent.get(number)) is not None:
            return cast("Callable[..., Any]", lent)

        def call_back(*args: Any, **kwargs: Any) -> Any:
            sent = [exactly(arg, LocalRef, keep_own=True) for arg in args]
            named = {name: exactly(value, LocalRef, keep_own=True) for name, value in kwargs.items()}
            self._channel.send({"id": self._mark, "callback": [number, sent, named]})
            while True:
                message = self._channel.receive()
                if "returned" in message:
                    return as_objects(message["returned"])
                if "raised" in message:
                    names, text = message["raised"]
                    raise self._errors.instance(names, text, [text], "")
                self._answer(message)

        call_back.__name__ = call_back.__qualname__ = name or call_back.__name__
        call_back.__doc__ = doc
        if parameters is not None:
            kinds = [inspect.Parameter(own, kind) for own, kind in parameters]
            call_back.__signature__ = inspect.Signature(kinds)  # type: ignore[attr-defined]
        return cast("Callable[..., Any]", self._borrow(number, call_back))

    def _borrow(self, number: int, lent: Any) -> Any:
        self._lent[number] = lent
        self._lent_numbers[id(lent)] = number
        return lent


class _Limit:
    """Whether the limit was reached, and what is done then: at once, ahead of all else."""

    def __init__(self, when_reached: Callable[[], None] = lambda: None) -> None:
        self.reached = False
        self.when_reached = when_reached


@contextmanager
def _within(seconds: float, limit: _Limit, others: Callable[[], Set[int]]) -> Iterator[None]:
    """Raise CellTimeoutError in what takes more than `seconds` of its own time. (What ignores that is killed from
    outside.) While the clock is read the `others` stand still: with hundreds of them it would take minutes.
    """
    clock = OwnTime()

    def stop(number: int, frame: FrameType | None) -> None:
        late = CellTimeoutError(f"it took more than {seconds:g} s and was stopped")
        if limit.reached:
            limit.when_reached()
            return _raise_at_next_line(frame, late)
        with standing_still(others):
            left = seconds - clock.elapsed()
        if left > 0:  # the machine was busy
            signal.setitimer(signal.ITIMER_REAL, max(left, _LEAST_SECONDS))
            return
        limit.reached = True
        signal.setitimer(signal.ITIMER_REAL, _SECONDS_TO_STOP, _SECONDS_TO_STOP)
        limit.when_reached()
        raise late

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if limit.reached:
            sys.settrace(None)  # where no next line came, it would slow down the cells that follow


def _raise_at_next_line(frame: FrameType | None, error: BaseException) -> None:
    """Raise `error` in the learner's code that `frame` was called from, if any. An error that is raised in `frame`
    itself can be lost, as in the functions that os.fork calls before and after.
    """

    def trace(frame: FrameType, event: str, argument: object) -> None:
        raise error

    while frame is not None and not frame.f_code.co_filename.startswith(_CELL):
        frame = frame.f_back
    if frame is not None:
        frame.f_trace = trace
        sys.settrace(lambda frame, event, argument: None)


def _source_method(source: LocalSource, name: str) -> Callable[..., Any]:
    methods: dict[str, Callable[..., Any]] = {
        "get": source.get,
        "getattr": source.getattr,
        "getitem": source.getitem,
        "call": source.call,
        "keep": source.keep,
        "define": source.define,
        "write_file": source.write_file,
        "count": source.count,
        "counted": source.counted,
        "read_file": source.read_file,
        "list_files": source.list_files,
    }
    return methods[name]
