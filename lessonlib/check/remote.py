"""Answers from a learner's work that runs in another process, which may lie in every way in which a process can.

What arrives is plain data or the end of the conversation: a process that breaks the rules is not asked again.
"""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from lessonlib.check import replies
from lessonlib.check.channel import Channel
from lessonlib.check.replies import TimedOut
from lessonlib.check.source import Ref, Refused
from lessonlib.check.values.wire import WireError

GRACE = 3.0  # seconds that a worker gets to say that it stopped a question at its limit
_LEAST_PATIENCE = 0.25  # seconds; less than that may have passed while asking
T = TypeVar("T")
# Answers a call back: the number of a function, its arguments; "returned" or "raised", and with what.
Serve = Callable[[int, list[Any], dict[str, Any]], tuple[str, Any]]


class Reason(StrEnum):
    """Why the other side cannot be asked any more."""

    ENDED = "ended"
    LATE = "late"
    TAMPERED = "tampered"


class ConnectionLost(BaseException):
    """The other side cannot be asked any more. Not an Exception, so that no test can take it for an answer."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


class Patience:
    """Seconds that do not count because the machine was busy with others. `ask` returns how many there have been
    since the last `begin`; `known` is what it returned last.
    """

    def __init__(
        self, ask: Callable[[], float] = lambda: 0.0, begin: Callable[[], None] = lambda: None
    ) -> None:
        self._ask, self._begin = ask, begin
        self.known = 0.0

    def begin(self) -> None:
        """Start counting from 0."""
        self._begin()
        self.known = 0.0

    def since(self, known: float) -> float:
        """How many there have been since `ask` returned `known`."""
        self.known = max(self.known, self._ask())
        return self.known - known


class Connection:
    """Questions and replies over a socket, one at a time.

    `lost` says why nothing can be asked any more, if so; each further question then raises it.
    """

    def __init__(self, stream: socket.socket, patience: Patience | None = None) -> None:
        self._channel = Channel(stream, replies.name_of, replies.referred)
        self._patience = patience or Patience()
        self._closed = ""
        self._asking = (
            threading.RLock()
        )  # a test's threads ask one after the other; a call back asks in between
        self.lost: ConnectionLost | None = None

    def close(self, reason: str) -> None:
        """Hang up. Each further question is refused for this reason."""
        self._closed = reason
        self._channel.close()

    def ask(
        self,
        do: str,
        *args: Any,
        seconds: float,
        read: Callable[[Any], T],
        give: socket.socket | None = None,
        serve: Serve | None = None,
    ) -> T:
        """`read` applied to the reply to the request `do` with `args`; a copy of the socket `give` is sent along.
        `serve` answers what the other side asks in the meantime, and may ask questions itself.

        Raises TimedOut when the other side says that it took more than `seconds`; Missing, Fault and Refused as a
        Source does; and ConnectionLost when the other side does not reply, has ended, or breaks the rules (`read`
        raises WireError then).
        """
        if self._closed:
            raise Refused(self._closed)
        if self.lost is not None:
            raise self.lost
        try:
            with self._asking:
                return read(replies.value_of(*self._exchange(do, args, seconds, give, serve)))
        except WireError as error:
            self._lose(Reason.TAMPERED, f"its reply was not a valid one: {error}")
        except EOFError:
            self._lose(Reason.ENDED, "its process ended")
        except TimeoutError:
            self._lose(Reason.LATE, f"it could not be stopped after {seconds:g} s")

    def _exchange(
        self, do: str, args: Sequence[Any], seconds: float, give: socket.socket | None, serve: Serve | None
    ) -> tuple[str, Any]:
        if self._channel.waiting():
            raise WireError("a reply that nobody asked for")
        mark = secrets.token_hex(8)
        request = {"id": mark, "do": do, "with": list(args), "seconds": seconds}
        self._channel.send(request, seconds + GRACE, give)
        while True:
            kind, content = self._reply(mark, seconds)
            if kind != "callback" or serve is None:
                return kind, content
            answer, value = serve(*replies.callback(content))
            self._channel.send({"id": mark, answer: value}, seconds + GRACE)

    def _reply(self, mark: str, seconds: float) -> tuple[str, Any]:
        self._wait(seconds + GRACE)
        reply = self._channel.receive(seconds + GRACE)
        if type(reply) is not dict or len(reply) != 2 or not replies.is_text(reply.pop("id", None), mark):
            raise WireError("a reply to another question")
        ((kind, content),) = reply.items()
        return kind, content

    def _wait(self, seconds: float) -> None:
        """Wait until the reply begins. Raises TimeoutError after `seconds` of the other side's own time."""
        known = self._patience.known
        while not self._channel.begins(seconds):
            seconds = self._patience.since(known)
            known += seconds
            if seconds < _LEAST_PATIENCE:
                raise TimeoutError

    def _lose(self, reason: Reason, message: str) -> NoReturn:
        self.lost = ConnectionLost(reason, message)
        raise self.lost from None


class RemoteSource:
    """A `Source` at the other end of a connection, for one test that may take `seconds`: no question takes longer.

    `late` counts the questions that were stopped at that limit, or not asked because of it. `patience` gives back
    the seconds in which the machine was busy with others.
    """

    def __init__(
        self, connection: Connection, seconds: float = 60.0, patience: Patience | None = None
    ) -> None:
        self._connection, self._seconds, self._patience = connection, seconds, patience or Patience()
        self._until, self._known = time.monotonic() + seconds, self._patience.known
        self.late = 0

    def get(self, path: str) -> Any:
        return self._ask("get", path, read=replies.plain)

    def getattr(self, ref: Ref, name: str) -> Any:
        return self._ask("getattr", ref, name, read=replies.plain)

    def getitem(self, ref: Ref, key: Any) -> Any:
        return self._ask("getitem", ref, key, read=replies.plain)

    def call(self, ref: Ref, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return self._ask("call", ref, list(args), dict(kwargs), read=replies.plain)

    def keep(self, value: Any) -> Ref:
        return self._ask("keep", value, read=replies.reference)

    def define(self, source: str, name: str) -> Ref:
        return self._ask("define", source, name, read=replies.reference)

    def write_file(self, name: str, content: bytes) -> None:
        self._ask("write_file", name, content, read=replies.nothing)

    def count(self, names: Sequence[str]) -> None:
        self._ask("count", list(names), read=replies.nothing)

    def counted(self) -> dict[str, int]:
        return self._ask("counted", read=replies.counts)

    def read_file(self, name: str) -> bytes:
        return self._ask("read_file", name, read=replies.content)

    def list_files(self, pattern: str) -> list[str]:
        return self._ask("list_files", pattern, read=replies.names)

    def exact(self, do: str, *args: Any, serve: Serve | None = None) -> Any:
        """The result of a request of check/ordinary: its value, the arguments that it changed, what it printed, and
        which argument it returned, if it returned one.
        """
        return self._ask(do, *args, read=replies.exact, serve=serve)

    def _ask(self, do: str, *args: Any, read: Callable[[Any], T], serve: Serve | None = None) -> T:
        seconds = self._left()
        if seconds <= 0:
            self.late += 1
            raise Refused("there was no time left for it")
        try:
            return self._connection.ask(do, *args, seconds=seconds, read=read, serve=serve)
        except TimedOut:
            self.late += 1
            raise Refused(f"it took more than {seconds:.0f} s") from None

    def _left(self) -> float:
        """The seconds that the test has left. Whether others used some of them is asked only when few are left."""
        left = self._until - time.monotonic()
        if left < self._seconds / 2:
            given = self._patience.since(self._known)
            self._known, self._until, left = self._known + given, self._until + given, left + given
        return left
