"""The process that runs a learner's cells and answers questions about their work. It never sees a test.

Everything in it belongs to the learner's code, this module too. What it says is only ever taken as data.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from lessonlib.check.channel import Channel
from lessonlib.check.failure import shorten
from lessonlib.check.local import LocalSource
from lessonlib.check.source import Fault, Missing, Ref, Refused
from lessonlib.grading.box.bundle import execution_count
from lessonlib.grading.box.outputs import OUT_OF_MEMORY
from lessonlib.grading.box.shell import NotebookShell


class CellTimeoutError(KeyboardInterrupt):
    """A cell or a question took too long. Like Ctrl-C, it passes through `except Exception`."""


def main(stream: socket.socket) -> None:
    """Serve the examiner at the other end of `stream` until it hangs up."""
    shell = NotebookShell.instance()
    shell.take_over()
    os.register_at_fork(after_in_child=stream.close)  # a child process of the learner's answers nothing
    try:
        Worker(shell, stream).serve()
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


class Worker:
    """Answers one request after another. References are numbers of the objects in `_kept`."""

    def __init__(self, shell: NotebookShell, stream: socket.socket) -> None:
        self._shell = shell
        self._channel = Channel(stream, self._number, self._referred)
        self._source = LocalSource(shell.user_ns)
        self._kept: list[Ref] = []

    def serve(self) -> None:
        while True:
            try:
                request = self._channel.receive()
            except EOFError:
                return
            kind, content = self._reply(request["do"], request["with"], request["seconds"])
            try:
                self._channel.send({"id": request["id"], kind: content})
            except Refused as refused:
                self._channel.send({"id": request["id"], "refused": str(refused)})

    def _reply(self, do: str, args: Sequence[Any], seconds: float) -> tuple[str, Any]:
        try:
            if do == "run":
                return "value", self._run(args[0], seconds)
            with _within(seconds, _Limit()):
                value = _source_method(self._source, do)(*args)
            return "value", value
        except CellTimeoutError:
            return "late", None
        except Missing as missing:
            return "missing", [missing.name, list(missing.tasks)]
        except Refused as refused:
            return "refused", str(refused)
        except Fault as fault:
            return "fault", [list(fault.types), fault.message, fault.line]
        except KeyboardInterrupt:  # raised by the learner's own code
            return "fault", [["KeyboardInterrupt", "BaseException"], "", ""]
        except BaseException as error:
            return "refused", shorten(f"{type(error).__name__}: {error}")
        finally:  # what was printed meanwhile belongs to no cell
            self._shell.print_native()
            self._shell.recorder.start()

    def _run(self, source: str, seconds: float) -> list[Any]:
        """Run a cell: its execution count, its outputs, and whether it was stopped at its limit."""
        recorder = self._shell.recorder
        recorder.start()
        limit = _Limit()
        try:
            with _within(seconds, limit):
                self._shell.run_cell(source, store_history=True)
        except BaseException as error:  # it came at a moment at which IPython does not expect one
            recorder.error(type(error).__name__, str(error), [f"{type(error).__name__}: {error}"])
        self._shell.print_native()
        return [execution_count(self._shell.execution_count - 1), recorder.take(), limit.reached]

    def _number(self, ref: Ref) -> int:
        self._kept.append(ref)
        return len(self._kept) - 1

    def _referred(self, number: int, type_name: str) -> Ref:
        return self._kept[number]


class _Limit:
    reached = False


@contextmanager
def _within(seconds: float, limit: _Limit) -> Iterator[None]:
    """Raise CellTimeoutError in what runs longer than `seconds`. (What ignores that is killed from outside.)"""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        limit.reached = True
        raise CellTimeoutError(f"it took more than {seconds:g} s and was stopped")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _source_method(source: LocalSource, name: str) -> Callable[..., Any]:
    methods: dict[str, Callable[..., Any]] = {
        "get": source.get,
        "getattr": source.getattr,
        "getitem": source.getitem,
        "call": source.call,
        "read_file": source.read_file,
        "list_files": source.list_files,
    }
    return methods[name]
