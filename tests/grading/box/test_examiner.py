"""A real examiner process, with this test in the places of the worker and of the grader."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading

import pytest

from lessonlib.check.channel import Channel
from lessonlib.check.remote import RemoteRef

EXAMINER = """
import socket, sys
from lessonlib.grading.box import examiner
examiner.main(*(socket.socket(fileno=int(number)) for number in sys.argv[1:]))
"""
RUN = {"value": [1, [], False]}


@pytest.fixture
def examine():
    """Gives cells to an examiner and replies to its requests; returns its reports and the requests."""

    def run(cells, replies, cell_seconds=20.0, submission_seconds=60.0):
        ours, questions = socket.socketpair()
        grader, reports = socket.socketpair()
        with ours, grader:
            numbers = [questions.fileno(), reports.fileno()]
            arguments = [sys.executable, "-P", "-c", EXAMINER, *map(str, numbers)]
            process = subprocess.Popen(arguments, pass_fds=numbers)
            questions.close()
            reports.close()
            requests = []
            thread = threading.Thread(target=reply_to, args=(ours, replies, requests))
            thread.start()
            channel = Channel(grader)
            limits = {"cell_seconds": cell_seconds, "submission_seconds": submission_seconds}
            channel.send({"cells": [[*cell, f"cell {n}"] for n, cell in enumerate(cells, 1)], **limits})
            found = [channel.receive(60)]
            while "end" not in found[-1]:
                found.append(channel.receive(60))
            process.wait(10)
            thread.join(10)
        return found, requests

    return run


def reply_to(stream, replies, requests):
    channel = Channel(stream, number=lambda ref: ref.number, refer=RemoteRef)
    for reply in replies:
        try:
            request = channel.receive(30)
        except EOFError:
            return
        requests.append([request["do"], *request["with"]])
        if reply is None:
            stream.close()
            return
        channel.send({"id": request["id"], **reply})


def test_cells_run_in_order_and_tests_get_receipts(examine):
    test = "from lessonlib.check import answer, expect\nprint('looking')\nexpect.equal(answer.x, 3)\n42"
    stream = {"output_type": "stream", "name": "stderr", "text": "hello"}
    reports, requests = examine(
        [("learner", "x = 3"), ("test", test), ("learner", "x = 4"), ("test", test)],
        [{"value": [7, [stream], False]}, {"value": 3}, RUN, {"value": 4}],
    )
    assert requests == [["run", "x = 3"], ["get", "x"], ["run", "x = 4"], ["get", "x"]]
    first, passed, _, failed, end = reports
    assert first == {"cell": 0, "count": 7, "outputs": [stream], "passed": False}
    looking = {"output_type": "stream", "name": "stdout", "text": "looking\n"}
    assert passed == {"cell": 1, "count": None, "outputs": [looking], "passed": True, "line": None}
    assert (failed["passed"], failed["line"]) == (False, 3)
    assert failed["outputs"][1]["ename"] == "CheckFailed"
    assert re.search("got: +4", failed["outputs"][1]["evalue"])
    assert (end["end"], end["late"]) == ("", "")


def test_a_test_that_raises_shows_its_line(examine):
    (report, _), _ = examine([("test", "# claim\nassert 1 == 2, 'never'")], [])
    (error,) = report["outputs"]
    assert (error["ename"], error["evalue"]) == ("AssertionError", "never")
    assert "assert 1 == 2" in re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error["traceback"]))


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (None, "ended"),
        ({"value": [1, [], "no"]}, "tampered"),
        ({"value": [1, [{"output_type": "score", "points": 5}], False]}, "tampered"),
        ({"passed": True}, "tampered"),
    ],
)
def test_a_worker_that_is_lost_ends_the_examination(examine, reply, why):
    cells = [("learner", "a"), ("test", "pass"), ("learner", "b"), ("test", "pass")]
    reports, requests = examine(cells, [RUN, reply])
    assert [report["passed"] for report in reports[:-1]] == [False, True]
    assert (reports[-1]["end"], reports[-1]["at"]) == (why, 2)
    assert len(requests) == 2


def test_a_test_that_loses_the_worker_has_no_receipt(examine):
    hiding = "from lessonlib.check import answer\ntry:\n    answer.x\nexcept BaseException:\n    pass"
    reports, _ = examine([("test", hiding), ("test", "pass")], [None])
    assert [report.get("end") for report in reports] == ["ended"]


def test_a_late_cell_is_noted_and_the_next_one_runs(examine):
    reports, _ = examine(
        [("learner", "slow"), ("test", "from lessonlib.check import answer\nassert answer.x == 1")],
        [{"value": [1, [], True]}, {"value": 1}],
        cell_seconds=5.0,
    )
    assert reports[1]["passed"]
    assert reports[2]["late"] == "cell 1 took more than 5 s and was stopped"


def test_a_late_answer_is_noted(examine):
    cells = [("test", "from lessonlib.check import answer\nanswer.x")]
    (report, end), _ = examine(cells, [{"late": None}])
    assert report["outputs"][0]["ename"] == "CheckFailed"
    assert end["late"] == "in cell 1, the learner's code took too long and was stopped"


def test_the_time_of_the_whole_notebook(examine):
    cells = [("test", "import time\ntime.sleep(0.6)"), ("test", "pass")]
    (_, end), _ = examine(cells, [], submission_seconds=0.5)
    assert (end["end"], end["at"], end["reason"]) == ("late", 1, "the notebook took more than 0.5 s")
