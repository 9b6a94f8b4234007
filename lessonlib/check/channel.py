"""Messages (wire.py) over a socket between two processes, with a time limit for each."""

from __future__ import annotations

import array
import select
import socket
import time
from collections.abc import Callable
from typing import Any

from lessonlib.check.source import Ref
from lessonlib.check.values.wire import LENGTHS, WireError, lengths, pack, unpack

_FOREVER = 1e9


def no_refs(*_: object) -> Any:
    """For a side that neither sends nor receives references: raises WireError for each one."""
    raise WireError("a reference where there can be none")


class Channel:
    """One end of a stream socket. `name` and `refer` are as in wire.py.

    `takes_sockets`: whether the other side may send a socket along with a message; `taken` holds those that came.
    """

    def __init__(
        self,
        stream: socket.socket,
        name: Callable[[Ref], Any] = no_refs,
        refer: Callable[[Any], Any] = no_refs,
        *,
        takes_sockets: bool = False,
    ) -> None:
        self._stream, self._name, self._refer = stream, name, refer
        self._ancillary = socket.CMSG_SPACE(array.array("i").itemsize) if takes_sockets else 0
        self.taken: list[socket.socket] = []
        stream.setblocking(False)

    def fileno(self) -> int:
        return self._stream.fileno()

    def close(self) -> None:
        self._stream.close()

    def send(self, value: Any, seconds: float = _FOREVER, give: socket.socket | None = None) -> None:
        """Send a value, and a copy of the socket `give` along with it.

        Raises TypeError and Refused as `pack` does, before anything is sent; EOFError and TimeoutError as `receive`
        does.
        """
        rest = memoryview(pack(value, self._name))
        along = [] if give is None else [give.fileno()]
        deadline = time.monotonic() + seconds
        while rest:
            self._wait(select.POLLOUT, deadline)
            try:
                rest = rest[socket.send_fds(self._stream, [rest], along) :]
                along = []
            except BlockingIOError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                raise EOFError("the other side is gone") from None

    def receive(self, seconds: float = _FOREVER) -> Any:
        """The next message's value.

        Raises TimeoutError when it is not complete in time, EOFError when the other side has ended, and WireError
        when it is not a valid message.
        """
        deadline = time.monotonic() + seconds
        text, parts = lengths(self._read(LENGTHS.size, deadline))
        return unpack(self._read(text, deadline), self._read(parts, deadline), self._refer)

    def begins(self, seconds: float) -> bool:
        """Whether a message, or the end of the other side, arrives within `seconds`."""
        try:
            self._wait(select.POLLIN, time.monotonic() + seconds)
        except TimeoutError:
            return False
        return True

    def waiting(self) -> bool:
        """Whether something has arrived that nobody has read yet."""
        try:
            return bool(self._stream.recv(1, socket.MSG_PEEK))
        except (BlockingIOError, ConnectionResetError):
            return False

    def _read(self, length: int, deadline: float) -> bytearray:
        content = bytearray(length)
        rest = memoryview(content)
        while rest:
            self._wait(select.POLLIN, deadline)
            try:
                count = self._receive_into(rest)
            except BlockingIOError:
                continue
            except ConnectionResetError:
                count = 0
            if not count:
                raise EOFError("the other side is gone")
            rest = rest[count:]
        return content

    def _receive_into(self, rest: memoryview) -> int:
        if not self._ancillary:
            return self._stream.recv_into(rest)
        count, items, _, _ = self._stream.recvmsg_into([rest], self._ancillary, socket.MSG_CMSG_CLOEXEC)
        for _, _, data in items:
            self.taken += [socket.socket(fileno=number) for number in array.array("i", data)]
        return count

    def _wait(self, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._stream, event)
        if not poll.poll(max(0.0, min(deadline - time.monotonic(), 86400)) * 1000):
            raise TimeoutError
