"""Messages between the grader and its zygote, over real sockets."""

from __future__ import annotations

import os
import socket

import pytest

from lessonlib.grading.box.messages import receive, receive_with_pid, send


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield ours, theirs


def test_each_message_comes_whole_and_with_its_descriptors(pair, tmp_path):
    ours, theirs = pair
    (tmp_path / "x").write_text("한글")
    with (tmp_path / "x").open("rb") as file:
        send(ours, {"first": ["é", None]}, [file.fileno()])
    send(ours, {"second": 2})
    message, (descriptor,) = receive(theirs)
    assert message == {"first": ["é", None]}
    assert not os.get_inheritable(descriptor)
    with open(descriptor, encoding="utf-8") as copy:
        assert copy.read() == "한글"
    assert receive(theirs) == ({"second": 2}, [])


def test_the_sender_cannot_choose_its_process_id(pair):
    ours, theirs = pair
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    send(ours, {"pid": 1})
    assert receive_with_pid(theirs) == ({"pid": 1}, os.getpid())


def test_the_end_of_the_other_side_comes_after_what_it_sent(pair):
    ours, theirs = pair
    send(ours, {"last": True})
    ours.close()
    assert receive(theirs) == ({"last": True}, [])
    with pytest.raises(EOFError):
        receive(theirs)


def test_a_message_that_is_too_large_is_not_sent(pair):
    with pytest.raises(
        ValueError, match="a message of 70009 bytes and 0 descriptors, expected at most 65536 and 64"
    ):
        send(pair[0], {"x": "y" * 70_000})
