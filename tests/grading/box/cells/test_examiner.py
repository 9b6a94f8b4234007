"""A real examiner process, with this test in the places of the worker and of the grader."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading

import pytest

from lessonlib.check.channel import Channel
from lessonlib.check.replies import RemoteRef

EXAMINER = """
import socket, sys
from lessonlib.grading.box.cells import examiner
examiner.main(*(socket.socket(fileno=int(number)) for number in sys.argv[1:]))
"""
RUN = {"value": [1, [], False]}


def named(ref):
    """As a worker calls its objects."""
    return [ref.number, ref.type_name, list(ref.error_names), sorted(ref.abilities)]


def referred(content):
    return RemoteRef(content[1], "Model")


class OtherSide:
    """In the place of the worker: forks are threads, and each request gets the next of `replies`."""

    def __init__(self, replies):
        self.replies, self.requests, self.threads = list(replies), [], []

    def start(self, stream):
        self.threads.append(threading.Thread(target=self.serve, args=(stream,)))
        self.threads[-1].start()

    def serve(self, stream):
        channel = Channel(stream, name=named, refer=referred, takes_sockets=True)
        with stream:
            while True:
                try:
                    request = channel.receive(30)
                except EOFError:
                    return
                if request["do"] in ("fork", "drop"):
                    if request["do"] == "fork":
                        self.start(channel.taken.pop())
                    channel.send({"id": request["id"], "value": request["with"][0]})
                    continue
                self.requests.append([request["do"], *request["with"]])
                reply = self.replies.pop(0)
                if reply is None:
                    return
                channel.send({"id": request["id"], **reply})


@pytest.fixture
def examine():
    """Gives cells to an examiner and replies to its requests; returns its reports and the requests."""

    def run(cells, replies, cell_seconds=20.0, submission_seconds=60.0, busy_seconds=0.0):
        ours, questions = socket.socketpair()
        grader, reports = socket.socketpair()
        with grader:
            numbers = [questions.fileno(), reports.fileno()]
            arguments = [sys.executable, "-P", "-c", EXAMINER, *map(str, numbers)]
            process = subprocess.Popen(arguments, pass_fds=numbers)
            questions.close()
            reports.close()
            other = OtherSide(replies)
            other.start(ours)
            channel = Channel(grader)
            limits = {"cell_seconds": cell_seconds, "submission_seconds": submission_seconds}
            cells = [cell(number, *one) for number, one in enumerate(cells, 1)]
            channel.send({"cells": cells, **limits, "given": {}, "discreet": True})
            found = []
            while not found or "end" not in found[-1]:
                report = channel.receive(60)
                if "busy" in report:
                    channel.send({"seconds": busy_seconds})
                elif "begin" not in report:
                    found.append(report)
            process.wait(60)
            for thread in other.threads:
                thread.join(10)
        return found, other.requests

    return run


def cell(number, kind, source, hidden=None, imports=()):
    is_test = {"is_test": True, "imports": list(imports), "hidden": hidden}
    return {"name": f"cell {number}", "source": source, **(is_test if kind == "test" else {"is_test": False})}


def test_cells_run_in_order_and_tests_pass_or_fail(examine):
    test = "from lessonlib.check import answer, expect\nprint('looking')\nexpect.equal(answer.x, 3)"
    stream = {"output_type": "stream", "name": "stderr", "text": "hello"}
    reports, requests = examine(
        [("learner", "x = 3"), ("test", test), ("learner", "x = 4"), ("test", test)],
        [{"value": [7, [stream], False]}, {"value": 3}, RUN, {"value": 4}],
    )
    assert requests == [["run", "x = 3"], ["get", "x"], ["run", "x = 4"], ["get", "x"]]
    first, passed, _, failed, end = reports
    assert first == {"cell": 0, "count": 7, "outputs": [stream]}
    looking = {"output_type": "stream", "name": "stdout", "text": "looking\n"}
    assert passed == {
        "cell": 1, "count": None, "outputs": [looking], "passed": True, "points": None, "ending": "",
        "line": None, "said": [],
    }  # fmt: skip
    assert (failed["passed"], failed["line"]) == (False, 3)
    assert failed["outputs"][1]["ename"] == "CheckFailed"
    assert re.search("got: +4", failed["outputs"][1]["evalue"])
    assert (end["end"], end["late"], end["fallen"]) == ("", "", "")


def test_a_test_that_raises_shows_its_line(examine):
    (report, _), _ = examine([("test", "# claim\nassert 1 == 2, 'never'")], [])
    (error,) = report["outputs"]
    assert (error["ename"], error["evalue"]) == ("AssertionError", "never")
    assert "assert 1 == 2" in re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error["traceback"]))


def test_a_test_that_ends_in_a_number_gives_that_many_points(examine):
    (half, *_), _ = examine([("test", "points = 1\npoints / 2")], [])
    assert (half["passed"], half["points"], half["outputs"]) == (True, 0.5, [])


HIDDEN = "from lessonlib.check import answer, expect\nexpect.equal(answer.x, 3)\n### BEGIN\nassert answer.y\n### END"


def test_hidden_tests_run_when_all_cells_have(examine):
    cells = [("learner", "a"), ("test", HIDDEN, 3), ("learner", "b"), ("test", "assert True")]
    reports, requests = examine(cells, [RUN, RUN, {"value": 3}, {"value": 1}])
    assert [report["cell"] for report in reports[:-1]] == [0, 2, 3, 1]
    assert reports[3]["passed"]
    assert requests == [["run", "a"], ["run", "b"], ["get", "x"], ["get", "y"]]


def test_after_a_hidden_test_nothing_of_the_learners_is_shown(examine):
    cells = [("test", HIDDEN, 3), ("test", HIDDEN, 3), ("test", HIDDEN, 3)]
    (first, second, third, _), _ = examine(cells, [{"value": 77}, {"value": 3}, {"value": 1}, {"value": 77}])
    assert "77" in first["outputs"][0]["evalue"]
    assert second["passed"]
    (error,) = third["outputs"]
    assert re.search(r"failed in its line 2: expect\.equal\(answer\.x, 3\)\n.*Run it", error["evalue"])
    assert "77" not in str(third)


def test_the_imports_of_a_test_are_made_in_the_learners_process(examine):
    cells = [("test", "import re, os", None, ["import re, os"]), ("learner", "re")]
    _, requests = examine(cells, [{"value": None}, RUN])
    assert requests == [["import", ["import re, os"]], ["run", "re"]]


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
    assert [report["cell"] for report in reports[:-1]] == [0, 1]
    assert (reports[-1]["end"], reports[-1]["at"]) == (why, 2)
    assert len(requests) == 2


@pytest.mark.parametrize(("reply", "why", "asked"), [(None, "ended", 4), ({"passed": 1}, "tampered", 2)])
def test_forks_outlive_the_worker_unless_it_lied(examine, reply, why, asked):
    hidden = "from lessonlib.check import answer\n### BEGIN\nassert answer.x\n### END"
    cells = [("learner", "a"), ("test", hidden, 2), ("learner", "b")]
    reports, requests = examine(cells, [RUN, reply, {"value": None}, {"value": 1}])
    assert [request[0] for request in requests] == ["run", "run", "quieten", "get"][:asked]
    assert reports[-1]["end"] == why
    assert [report["cell"] for report in reports[:-1]] == [0, 1][: asked - 1]


def test_a_test_that_loses_its_fork_has_no_points_and_the_next_one_has(examine):
    hiding = "from lessonlib.check import answer\ntry:\n    answer.x\nexcept BaseException:\n    pass"
    (lost, passed, end), _ = examine([("test", hiding), ("test", "pass")], [None])
    assert (lost["passed"], passed["passed"]) == (False, True)
    assert lost["outputs"][0]["ename"] == "KernelDied"
    assert (end["end"], end["fallen"]) == ("", "in cell 1, its process ended when the test asked it")


def test_a_fork_that_lies_ends_the_examination(examine):
    asking = "from lessonlib.check import answer\nanswer.x"
    reports, _ = examine([("test", asking), ("test", "pass")], [{"passed": True}])
    assert [report.get("end") for report in reports] == ["tampered"]


def test_an_object_of_another_test_is_refused(examine):
    keeping = "from lessonlib.check import answer\nmodel = answer.model"
    reports, _ = examine([("test", keeping), ("test", "model.size")], [{"value": RemoteRef(1, "Model")}])
    assert "model.size cannot be checked: it belongs to another test" in reports[1]["outputs"][0]["evalue"]


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


@pytest.mark.parametrize(("busy_seconds", "end"), [(0.0, "late"), (60.0, "")])
def test_the_time_of_the_whole_notebook_but_not_that_of_others(examine, busy_seconds, end):
    cells = [("test", "import time\ntime.sleep(0.6)"), ("test", "pass")]
    reports, _ = examine(cells, [], submission_seconds=0.5, busy_seconds=busy_seconds)
    assert reports[-1]["end"] == end
    if end:
        assert (reports[-1]["at"], reports[-1]["reason"]) == (1, "the notebook took more than 0.5 s")
