"""Answers from another process: honest ones as from the notebook, hostile ones end the conversation."""

from __future__ import annotations

import socket
import threading

import numpy as np
import pytest
import torch

from lessonlib.check import CheckFailed, expect, remote
from lessonlib.check.answer import Answer
from lessonlib.check.channel import Channel
from lessonlib.check.remote import Connection, ConnectionLost, Reason, RemoteSource
from lessonlib.check.replies import RemoteRef
from lessonlib.check.source import Missing


def named(ref):
    """As a worker calls its objects."""
    return [ref.number, ref.type_name, list(ref.error_names), sorted(ref.abilities)]


def referred(content):
    return RemoteRef(content[1], "Model")


class Other:
    """The other side: gives the next of `replies` to each request, completed with the request's id."""

    def __init__(self, stream, replies):
        self.channel = Channel(stream, name=named, refer=referred)
        self.requests = []
        self._thread = threading.Thread(target=self._serve, args=(replies,), daemon=True)
        self._thread.start()

    def _serve(self, replies):
        for reply in replies:
            try:
                self.requests.append(self.channel.receive(5))
            except (EOFError, TimeoutError, OSError, ValueError):  # the test has ended
                return
            if callable(reply):
                reply(self.channel, self.requests[-1]["id"])
            else:
                self.channel.send({"id": self.requests[-1]["id"], **reply})


@pytest.fixture
def connected(monkeypatch):
    """Makes a connection whose other side gives these replies."""
    monkeypatch.setattr(remote, "GRACE", 0.2)
    ends = []

    def make(*replies):
        left, right = socket.socketpair()
        ends.extend([left, right])
        made = Connection(left)
        made.other = Other(right, replies)
        return made

    yield make
    for end in ends:
        end.close()


def asked(connection):
    return Answer(RemoteSource(connection))


def test_values_and_handles(connected):
    model = RemoteRef(7, "Model")
    answer = asked(connected({"value": [1, 2.5, "a", None, True]}, {"value": model}, {"value": 3}))
    assert answer.numbers == [1, 2.5, "a", None, True]
    assert answer.model(torch.ones(2), key=(1, 2)) == 3


def test_arguments_and_references_go_out(connected):
    ours = connected({"value": RemoteRef(7, "Model")}, {"value": None})
    answer = asked(ours)
    model = answer.model
    model(np.arange(2), [model], rate=0.5)
    ref, args, kwargs = ours.other.requests[-1]["with"]
    assert (ref.number, args[0].tolist(), args[1][0].number, kwargs) == (7, [0, 1], 7, {"rate": 0.5})


def test_what_a_source_may_raise(connected):
    answer = asked(
        connected(
            {"missing": ["model", ["train"]]},
            {"refused": "it is a directory"},
            {
                "fault": [
                    ["KeyError", "LookupError"],
                    "'loss'",
                    "history['loss']",
                    ["builtins.KeyError"],
                    ["loss"],
                    {},
                ]
            },
        )
    )
    with pytest.raises(CheckFailed, match=r"'model' is not there yet\.\n.*the cell of task train"):
        _ = answer.model
    with pytest.raises(CheckFailed, match=r"file 'x' cannot be checked: it is a directory\."):
        answer.file("x")
    with pytest.raises(CheckFailed, match=r"KeyError: 'loss'\n  at:       history\['loss'\]"):
        _ = answer.history


def test_files(connected):
    answer = asked(connected({"value": ["a/b.bin", "c"]}, {"value": b"\0\1"}))
    assert answer.files("**") == ["a/b.bin", "c"]
    assert answer.file("a/b.bin").read_bytes() == b"\0\1"


def test_a_question_that_is_stopped_fails_its_check_only(connected):
    answer = asked(connected({"late": None}, {"value": 1}))
    with pytest.raises(CheckFailed, match=r"f cannot be checked: it took more than \d+ s\."):
        _ = answer.f
    assert answer.f == 1


def test_no_question_is_longer_than_its_test(connected):
    ours = connected()
    source = RemoteSource(ours, seconds=0)
    with pytest.raises(CheckFailed, match="no time left"):
        _ = Answer(source).f
    assert source.late == 1
    assert ours.other.requests == []


def raw(data):
    return lambda channel, mark: channel._stream.sendall(data)


def twice(channel, mark):
    channel.send({"id": mark, "value": 1})
    channel.send({"id": mark, "value": 2})


TAMPERED = {
    "no id": lambda channel, mark: channel.send({"value": 1}),
    "another id": lambda channel, mark: channel.send({"id": "0", "value": 1}),
    "a list": lambda channel, mark: channel.send([mark, 1]),
    "two contents": {"value": 1, "late": None},
    "no content": {},
    "an unknown kind": {"passed": True},
    "a complex number": {"value": 1j},
    "no array of numbers": {"value": np.array(["2020"], "M8[s]")},
    "missing without tasks": {"missing": ["a"]},
    "tasks that are numbers": {"missing": ["a", [1]]},
    "a fault without a class": {"fault": [[], "m", "l", [], [], {}]},
    "a fault of many classes": {"fault": [["E"] * 1000, "m", "l", ["E"], [], {}]},
    "a fault that holds what is no name": {"fault": [["E"], "m", "l", ["E"], [], {"a b": 1}]},
    "a fault that holds something private": {"fault": [["E"], "m", "l", ["E"], [], {"__class__": 1}]},
    "a fault that holds a list": {"fault": [["E"], "m", "l", ["E"], [], [1]]},
    "a fault without modules": {"fault": [["E"], "m", "l"]},
    "a refusal that is a number": {"refused": 1},
    "late with a value": {"late": 1},
    "four gigabytes": raw(b"\xff" * 8),
    "no message": raw(b"\0\0\0\x02\0\0\0\0\xff\xfe"),
}


@pytest.mark.parametrize("reply", TAMPERED.values(), ids=TAMPERED)
def test_a_reply_that_breaks_the_rules_is_the_last(connected, reply):
    ours = connected(reply, {"value": 1})
    with pytest.raises(ConnectionLost, match="not a valid one") as lost:
        _ = asked(ours).f
    assert lost.value.reason is Reason.TAMPERED
    with pytest.raises(ConnectionLost):
        _ = asked(ours).f
    assert len(ours.other.requests) == 1


def test_a_second_reply_is_noticed_before_the_next_question(connected):
    ours = connected(twice, {"value": 3})
    answer = asked(ours)
    assert answer.f == 1
    with pytest.raises(ConnectionLost, match="not a valid one"):
        _ = answer.f


@pytest.mark.parametrize("value", [1, "text", None, [b""]])
def test_a_file_is_bytes(connected, value):
    with pytest.raises(ConnectionLost, match="not bytes"):
        asked(connected({"value": value})).file("x")


@pytest.mark.parametrize("value", [1, "text", ["a", 1], None])
def test_names_of_files_are_text(connected, value):
    with pytest.raises(ConnectionLost, match="not text"):
        asked(connected({"value": value})).files("*")


def test_the_end_of_the_other_side(connected):
    with pytest.raises(ConnectionLost, match="ended") as lost:
        _ = asked(connected(lambda channel, mark: channel.close())).f
    assert lost.value.reason is Reason.ENDED


def test_silence(connected):
    ours = connected(lambda channel, mark: None)
    source = RemoteSource(ours, seconds=0.1)
    with pytest.raises(ConnectionLost, match="could not be stopped") as lost:
        source.get("f")
    assert lost.value.reason is Reason.LATE


def test_a_test_cannot_take_the_end_for_an_answer(connected):
    answer = asked(connected(lambda channel, mark: channel.close()))
    with pytest.raises(ConnectionLost):
        expect.raises(lambda: answer.f, "Exception")


def test_words_of_the_other_side_are_short_and_can_be_written(connected):
    source = RemoteSource(connected({"missing": ["\ud800" * 10_000, ["\udfff"]]}))
    with pytest.raises(Missing) as missing:
        source.get("f")
    assert len(missing.value.name) < 500
    assert missing.value.name.encode()
    assert missing.value.tasks == ("?",)


def test_a_reference_of_another_source_is_not_sent(connected):
    from lessonlib.check.local import LocalRef

    with pytest.raises(TypeError, match="another source"):
        RemoteSource(connected()).call(LocalRef(print), [], {})


def test_an_id_that_is_an_array_is_no_id(connected):
    with pytest.raises(ConnectionLost, match="another question"):
        _ = asked(connected(lambda channel, mark: channel.send({"id": np.array([mark]), "value": 1}))).f
