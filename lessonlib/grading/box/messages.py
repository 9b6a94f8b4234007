"""The small messages between the grader and its zygote: one JSON object a packet, with file descriptors."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Sequence
from typing import Any

_MOST_BYTES = 1 << 16
_MOST_DESCRIPTORS = 64
_CREDENTIALS = struct.Struct("3i")  # process id, user id, group id


def send(channel: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message over a SOCK_SEQPACKET socket; OSError when the other side is gone."""
    data = json.dumps(message).encode()
    if len(data) > _MOST_BYTES or len(descriptors) > _MOST_DESCRIPTORS:
        raise ValueError(
            f"a message of {len(data)} bytes and {len(descriptors)} descriptors, expected at most "
            f"{_MOST_BYTES} and {_MOST_DESCRIPTORS}"
        )
    socket.send_fds(channel, [data], list(descriptors), socket.MSG_NOSIGNAL)


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and its descriptors (close-on-exec); EOFError when the other side is gone."""
    try:
        data, descriptors, _, _ = socket.recv_fds(channel, _MOST_BYTES, _MOST_DESCRIPTORS)
    except ConnectionResetError:  # raised once; what the other side sent before is still there
        data, descriptors, _, _ = socket.recv_fds(channel, _MOST_BYTES, _MOST_DESCRIPTORS)
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)  # recv_fds takes MSG_CMSG_CLOEXEC, and ignores it
    return _decode(data), descriptors


def receive_with_pid(channel: socket.socket) -> tuple[dict[str, Any], int]:
    """The next message and its sender's process id, which the kernel vouches for and gives as seen from here.

    SO_PASSCRED must have been set before it was sent. EOFError when the other side is gone.
    """
    data, ancillary, _, _ = channel.recvmsg(_MOST_BYTES, socket.CMSG_SPACE(_CREDENTIALS.size))
    message = _decode(data)
    (pid,) = (_CREDENTIALS.unpack(item)[0] for _, kind, item in ancillary if kind == socket.SCM_CREDENTIALS)
    return message, pid


def _decode(data: bytes) -> dict[str, Any]:
    if not data:
        raise EOFError
    message: dict[str, Any] = json.loads(data)
    return message
