"""Messages over a socket: in order, in time, or an error that says what happened."""

from __future__ import annotations

import socket
import threading
import time

import numpy as np
import pytest

from lessonlib.check.channel import Channel
from lessonlib.check.source import Ref, Refused
from lessonlib.check.values.wire import LENGTHS, WireError


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    with left, right:
        yield Channel(left), Channel(right)


def test_messages_arrive_in_order(ends):
    here, there = ends
    for value in (1, {"a": [None]}, b"", np.arange(3)):
        here.send(value)
    assert [there.receive(5) for _ in range(3)] == [1, {"a": [None]}, b""]
    assert there.receive(5).tolist() == [0, 1, 2]


def test_a_message_larger_than_the_sockets_buffer(ends):
    here, there = ends
    array = np.random.default_rng(0).random(500_000)
    sender = threading.Thread(target=here.send, args=(array,))
    sender.start()
    assert np.array_equal(there.receive(20), array)
    sender.join()


def test_nobody_answers(ends):
    here, _ = ends
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        here.receive(0.1)
    assert time.monotonic() - started >= 0.1


def test_a_message_that_stays_incomplete():
    left, right = socket.socketpair()
    with left, right:
        right.sendall(LENGTHS.pack(100, 0) + b"[1")
        with pytest.raises(TimeoutError):
            Channel(left).receive(0.1)


def test_nobody_reads(ends):
    here, _ = ends
    with pytest.raises(TimeoutError):
        here.send(np.zeros(10**6), 0.1)


@pytest.mark.parametrize("sent", [b"", b"\0\0", LENGTHS.pack(5, 0) + b"[1"])
def test_the_other_side_ends(sent):
    left, right = socket.socketpair()
    right.sendall(sent)
    right.close()
    with left, pytest.raises(EOFError, match="gone"):
        Channel(left).receive(5)


def test_the_other_side_has_ended(ends):
    here, there = ends
    there.close()
    with pytest.raises(EOFError, match="gone"):
        here.send(np.zeros(10**6))


def test_what_cannot_be_sent_is_not_begun(ends):
    here, there = ends
    with pytest.raises(TypeError, match="A check cannot send a object"):
        here.send([1, object()])
    with pytest.raises(Refused):
        here.send([0.5] * 5_000_000)
    assert not there.waiting()
    here.send("fine")
    assert there.waiting()
    assert there.receive(5) == "fine"


def test_references_need_a_side_that_knows_them(ends):
    here, _ = ends
    with pytest.raises(WireError, match="reference"):
        here.send(Ref("Model"))
