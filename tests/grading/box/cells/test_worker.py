"""A real worker process: cells as in a notebook, and answers about them."""

from __future__ import annotations

import re
import socket
import subprocess
import sys

import numpy as np
import pytest

from lessonlib.check import CheckFailed, expect
from lessonlib.check.answer import Answer
from lessonlib.check.remote import Connection, ConnectionLost, Patience, Reason, RemoteSource
from lessonlib.grading.box.cells.outputs import OutputBudget, checked
from lessonlib.grading.box.clock import OwnTime

WORKER = """
import socket, sys
from lessonlib.grading.box.cells import worker
sys.exit(worker.main(socket.socket(fileno=int(sys.argv[1]))))
"""


class Work:
    """A worker with no box around it, in a folder of its own."""

    def __init__(self, folder):
        self.ours, theirs = socket.socketpair()
        with theirs:
            arguments = [sys.executable, "-P", "-c", WORKER, str(theirs.fileno())]
            self.process = subprocess.Popen(arguments, cwd=folder, pass_fds=[theirs.fileno()])
        self.patience = Patience(OwnTime(self.process.pid).lost)
        self.connection = Connection(self.ours, self.patience)
        self.answer = Answer(RemoteSource(self.connection, patience=self.patience))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.ours.close()
        self.process.wait(60)

    def run(self, source, seconds=30):
        """Outputs, and whether the cell was stopped."""
        _, outputs, stopped = self.connection.ask("run", source, seconds=seconds, read=lambda reply: reply)
        return checked(outputs, OutputBudget()), stopped

    def text(self, source):
        """What a cell prints."""
        return "".join(output.get("text", "") for output in self.run(source)[0])


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    with Work(tmp_path_factory.mktemp("work")) as work:
        yield work


@pytest.fixture
def answer(work):
    return Answer(RemoteSource(work.connection, seconds=30, patience=work.patience))


def kinds(outputs):
    return [output["output_type"] for output in outputs]


def test_streams_displays_and_results_in_order(work):
    outputs, stopped = work.run("print('a')\ndisplay('b')\nimport sys; print('c', file=sys.stderr)\n6 * 7")
    assert not stopped
    assert kinds(outputs) == ["stream", "display_data", "stream", "execute_result"]
    assert outputs[2]["name"] == "stderr"
    assert outputs[3]["data"]["text/plain"] == "42"


def test_history_and_results_are_those_of_a_notebook(work):
    work.run("5 * 5")
    assert work.text("print(_, In[-2], Out[len(In) - 2])") == "25 5 * 5 25\n"


def test_an_error_costs_its_cell(work):
    (output,), _ = work.run("survivor = 1\nsurvivor / 0")
    assert (output["ename"], output["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert "survivor / 0" in re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output["traceback"]))
    (output,), _ = work.run("def broken(:")
    assert output["ename"] == "SyntaxError"
    assert work.text("print(survivor)") == "1\n"


def test_a_figure_is_a_picture(work):
    outputs, _ = work.run("import matplotlib.pyplot as plt\nfigure = plt.plot([1, 2, 3])")
    assert "image/png" in outputs[-1]["data"]
    outputs, _ = work.run("%matplotlib inline\n_ = plt.hist([1, 2, 2])")
    assert "image/png" in outputs[-1]["data"]


def test_what_is_written_past_python_is_kept_in_its_cell(work):
    source = "import ctypes, os\nos.write(1, b'one\\n')\nctypes.CDLL(None).puts(b'two')\n!echo three"
    assert work.text(source) == "one\ntwo\nthree\n"
    assert work.text("print('four')") == "four\n"


def test_input_says_what_to_do(work):
    (output,), _ = work.run("name = input('name? ')")
    assert "Write the value in the cell instead" in output["evalue"]


def test_exit_ends_nothing(work):
    assert work.run("before = 1\nexit()")[0]
    assert work.run("import sys; sys.exit(3)")[0][0]["ename"] == "SystemExit"
    assert work.text("print(before)") == "1\n"


def test_await_and_magics(work):
    assert work.text("import asyncio\nawait asyncio.sleep(0)\n%time print('timed')").startswith("timed\n")


def test_endless_recursion_is_shown_at_once(work):
    (output,), stopped = work.run("def f(n):\n    return f(n + 1)\nf(0)", seconds=10)
    assert output["ename"] == "RecursionError"
    assert not stopped


def test_a_cell_that_takes_too_long_is_stopped(work):
    (*_, output), stopped = work.run("try:\n    while True: pass\nexcept Exception: pass", seconds=0.3)
    assert stopped
    assert (output["ename"], output["evalue"]) == (
        "CellTimeoutError",
        "it took more than 0.3 s and was stopped",
    )
    assert not work.run("pass", seconds=30)[1]


def test_answers(work, answer):
    work.run(
        "history = {'loss': [1.0, float('nan')], 3: (1, b'x')}\ndef double(x, times=2): return times * x"
    )
    assert answer.history["loss"][0] == 1.0
    assert np.isnan(answer.history["loss"][1])
    assert answer.history[3] == [1, b"x"]
    assert answer.double(np.arange(3)).tolist() == [0, 2, 4]
    assert answer.double("ab", times=3) == "ababab"


def test_objects_stay_and_can_be_sent_back(work, answer):
    work.run(
        "class Model:\n    def __init__(self, size): self.size = size\ndef size_of(model): return model.size"
    )
    model = answer.Model(4)
    assert model.size == 4
    assert answer.size_of(model) == 4
    assert repr(model) == "Model(4) (Model)"


def test_iterators_contexts_and_modules(work, answer):
    work.run(
        "import math\nfrom contextlib import contextmanager\ndef batches():\n    yield from [[1, 2], [3]]"
    )
    work.run("@contextmanager\ndef opened():\n    yield 5")
    assert list(answer.batches()) == [[1, 2], [3]]
    with answer.opened() as value:
        assert value == 5
    assert answer.math.sqrt(9) == 3


def test_tensors_arrive_as_tensors(work, answer):
    import torch

    work.run("import torch\ndef about(x): return [type(x).__name__, str(x.dtype), x.requires_grad, x * 2]")
    name, dtype, grad, doubled = answer.about(torch.ones(2, dtype=torch.bfloat16, requires_grad=True))
    assert (name, dtype, grad, doubled.tolist()) == ("Tensor", "torch.bfloat16", True, [2, 2])


def test_gradients_are_reached_by_their_path(work, answer):
    work.run(
        "import torch\nw = torch.ones(2, requires_grad=True)\n(w * torch.tensor([3.0, 4.0])).sum().backward()"
    )
    assert answer.at("w.grad").tolist() == [3, 4]


def test_errors_name_the_learners_line(work, answer):
    work.run("def loss(y):\n    return y['none']")
    with pytest.raises(
        CheckFailed, match=r"loss\(\{\}\): your code stopped.*\n.*KeyError: 'none'\n.*return y\['none'\]"
    ):
        answer.loss({})
    expect.raises(lambda: answer.loss({}), "LookupError", match="none")


def test_a_missing_name_points_to_its_task(work, answer):
    work.run("raise NotImplementedError(\"task 'train': write your answer here\")  # accuracy")
    with pytest.raises(CheckFailed, match=r"'accuracy' is not there yet\.\n.*the cell of task train"):
        _ = answer.accuracy


def test_files(work, answer):
    work.run("from pathlib import Path\nPath('runs').mkdir()\nPath('runs/a.bin').write_bytes(b'\\0\\1')")
    assert answer.files("runs/*") == ["runs/a.bin"]
    assert answer.file("runs/a.bin").read_bytes() == b"\0\1"
    with pytest.raises(CheckFailed, match="'runs/b' is not there yet"):
        answer.file("runs/b")


def test_a_value_and_a_file_that_are_sent(work, answer):
    work.run("def double(values):\n    values += values\ndef size(name):\n    return len(open(name).read())")
    kept = answer.send(np.array([1, 2]))
    answer.double(kept)
    assert kept.tolist() == [2, 4]

    def halve(values):
        return [value / 2 for value in values]

    assert answer.send(halve)(kept) == [1.0, 2.0]
    answer.send_file("given/data.csv", "1, 2")
    assert answer.size("given/data.csv") == 4


def test_what_it_prints_while_it_is_asked_belongs_to_no_cell(work, answer):
    work.run("import os\ndef loud(x):\n    print('argument', x)\n    os.write(1, b'native')\n    return x")
    assert answer.loud(1) == 1
    assert work.text("print('next')") == "next\n"


def test_a_question_that_takes_too_long(work, answer):
    work.run("def endless():\n    while True: pass\nfine = 1")
    with pytest.raises(CheckFailed, match="it took more than"):
        Answer(RemoteSource(work.connection, seconds=0.3)).endless()
    assert answer.fine == 1


def test_keyboard_interrupt_of_its_own_is_an_error_like_others(work, answer):
    work.run("def stop():\n    raise KeyboardInterrupt")
    with pytest.raises(CheckFailed, match="KeyboardInterrupt"):
        answer.stop()


def test_too_large_a_value_is_refused_and_the_next_is_not(work, answer):
    work.run("large = [0] * 10**6\ndeep = []\nfor _ in range(100): deep = [deep]\nsmall = 1")
    for name in ("large", "deep"):
        with pytest.raises(CheckFailed, match="cannot be checked"):
            answer.at(name)
    assert answer.small == 1


def test_a_forked_child_answers_nothing(work, answer):
    work.run("import os\nchild = os.fork()\nif child == 0:\n    print('the child goes on')")
    assert answer.child > 0
    assert work.text("_ = os.waitpid(child, 0)\nprint('one of them')") == "one of them\n"


def test_streams_that_are_closed(work):
    work.run("import sys\nfor stream in (sys.__stdout__, sys.__stderr__, sys.stdout): stream.close()")
    assert work.text("print('still here')") == "still here\n"


def test_cells_of_other_languages(work):
    assert work.text("%%bash\necho from bash") == "from bash\n"
    assert work.text("%%writefile note.txt\nhello").startswith("Writing note.txt")
    assert work.text("%cat note.txt") == "hello\n"


def test_the_end_of_the_process_is_noticed(tmp_path):
    with Work(tmp_path) as work, pytest.raises(ConnectionLost) as lost:
        work.run("import os; os._exit(3)")
    assert lost.value.reason is Reason.ENDED
    assert work.process.returncode == 3
