"""What test cells ask for, and what they get."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch

from lessonlib.build.rules import stub_line
from lessonlib.check.answer import Handle
from lessonlib.check.failure import CheckFailed, LearnerError


def test_names_come_as_plain_data(work):
    answer = work("xs = (1, 2)\nhistory = {'loss': [0.5, 0.25]}\nname = 'moons'")
    assert answer.xs == [1, 2]
    assert answer.history["loss"] == [0.5, 0.25]
    assert answer.name == "moons"


def test_calls_and_their_arguments(work):
    answer = work("def power(base, exponent=2):\n    return base ** exponent")
    assert answer.power(3) == 9
    assert answer.power(2, exponent=5) == 32


def test_tensors_arrive_as_tensors_and_come_back_as_arrays(work):
    answer = work("import torch\ndef double(x):\n    assert type(x) is torch.Tensor\n    return 2 * x")
    doubled = answer.double(torch.tensor([[1.0, 2.0]]))
    assert type(doubled) is np.ndarray
    np.testing.assert_array_equal(doubled, [[2.0, 4.0]])


def test_a_module_is_a_handle_to_call_and_walk(work):
    answer = work(
        "import torch\nfrom torch import nn\ntorch.manual_seed(1)\n"
        "model = nn.Sequential(nn.Linear(2, 3), nn.Tanh())"
    )
    assert isinstance(answer.model, Handle)
    assert len(answer.model) == 2
    assert answer.model[0].out_features == 3
    shapes = [parameter.shape for parameter in answer.model.parameters()]
    assert shapes == [(3, 2), (3,)]
    x = torch.ones(4, 2)
    weight, bias = list(answer.model.parameters())
    np.testing.assert_allclose(answer.model(x), np.tanh(x.numpy() @ weight.T + bias), rtol=1e-6)


def test_a_gradient_is_reached_by_its_path(work):
    answer = work("import torch\nw = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()")
    np.testing.assert_array_equal(answer.at("w.grad"), [2.0, 2.0])


@pytest.mark.parametrize("made", ["thing", "[1.0, thing]", "{'a': [thing]}"])
def test_an_object_is_no_array_of_its_elements(work, made):
    answer = work(
        "class Endless:\n    def __len__(self): return 2\n    def __getitem__(self, key): return self\n"
        f"    def __iter__(self): return iter([self, self])\nthing = Endless()\nmade = {made}"
    )
    found = answer.made["a"] if isinstance(answer.made, dict) else answer.made
    with pytest.raises(CheckFailed, match=r"is not made of numbers\.\n  got: +a Endless"):
        np.array(found, dtype=float)


def test_handles_go_back_as_arguments_and_as_keys(work):
    answer = work(
        "class Node: pass\n"
        "a, b = Node(), Node()\n"
        "def run(fetch, feed):\n    return feed[fetch]\n"
        "def both():\n    return a, 7, {'node': b}"
    )
    assert answer.run(answer.a, {answer.a: 1.5, answer.b: 2.5}) == 1.5
    node, seven, more = answer.both()
    assert seven == 7
    assert answer.run(more["node"], {node: 1, more["node"]: 2}) == 2


def test_a_handle_is_a_context_manager(work):
    answer = work(
        "events = []\n"
        "class Session:\n"
        "    def __enter__(self):\n        events.append('open')\n        return self\n"
        "    def __exit__(self, *error):\n        events.append('closed')\n"
        "    def run(self, x):\n        return x + 1"
    )
    with answer.Session() as session:
        assert session.run(1) == 2
    assert answer.events == ["open", "closed"]


def test_arguments_are_copies(work):
    answer = work("def clobber(x):\n    x[0] = 99\n    return 0")
    array, tensor = np.zeros(2), torch.zeros(2)
    answer.clobber(array)
    answer.clobber(tensor)
    assert array[0] == tensor[0] == 0


def test_what_cannot_be_sent_is_the_authors_error(work):
    answer = work("def identity(x):\n    return x")
    with pytest.raises(TypeError, match="cannot send a function"):
        answer.identity(lambda: 1)


def test_a_missing_name_names_the_task_that_makes_it(work):
    answer = work(
        f"# Make w1 and b1.\n{stub_line('weights')}", stub_line("names"), f"if 1:\n    {stub_line('f')}"
    )
    with pytest.raises(
        CheckFailed, match=r"(?s)'w1' is not there yet.*Finish and run the cell of task weights "
    ):
        _ = answer.w1
    with pytest.raises(
        CheckFailed, match=r"(?s)'other' is not there yet.*cells of the tasks weights, names "
    ):
        _ = answer.other


def test_a_missing_name_without_a_trace_of_its_task(work):
    with pytest.raises(CheckFailed, match=r"(?s)'w1' is not there yet.*Run the task's cell that makes it"):
        _ = work("x = 1").w1


def test_an_unfinished_task_says_so(work):
    answer = work(f"def xor(a, b):\n    {stub_line('xor_by_hand')}")
    with pytest.raises(LearnerError, match=r"(?s)xor\(0, 1\): this task is not done yet.*task 'xor_by_hand'"):
        answer.xor(0, 1)


def test_an_error_in_the_learners_code_shows_type_message_and_line(work):
    answer = work("def helper(x):\n    return x['loss']\ndef report(x):\n    return helper(x)")
    with pytest.raises(LearnerError) as caught:
        answer.report({"cost": 1})
    message = str(caught.value)
    assert "report({'cost': 1}): your code stopped with an error" in message
    assert "KeyError: 'loss'" in message
    assert "at:       return x['loss']" in message
    assert "run the cell again" in message


@pytest.mark.parametrize("error", ["SystemExit(0)", "GeneratorExit()", "BaseException('x')"])
def test_leaving_the_program_is_an_error_like_others(work, error):
    answer = work(f"def f():\n    raise {error}")
    with pytest.raises(LearnerError, match=error.partition("(")[0]):
        answer.f()


def test_a_missing_attribute_is_told(work):
    answer = work("class Model: pass\nmodel = Model()")
    with pytest.raises(
        LearnerError, match=r"(?s)model\.layers.*AttributeError: 'Model' object has no attribute"
    ):
        _ = answer.model.layers


def test_probing_names_reach_nothing(work):
    answer = work("class Evil:\n    def __array__(self, *a, **k):\n        raise SystemExit\nevil = Evil()")
    with pytest.raises(AttributeError):
        _ = answer.evil._repr_html_
    with pytest.raises(AttributeError):
        _ = answer._ipython_display_
    assert repr(answer.evil) == "evil (Evil)"


def test_values_too_large_or_endless_are_refused(work):
    answer = work(
        "import itertools, numpy\n"
        "loop = []\nloop.append(loop)\n"
        "wide = numpy.broadcast_to(numpy.float64(0), (10**6, 10**6))\n"
        "long = [0] * 1_000_000\n"
        "forever = itertools.count()"
    )
    with pytest.raises(CheckFailed, match="loop cannot be checked: it is nested too deeply"):
        _ = answer.loop
    with pytest.raises(CheckFailed, match="wide cannot be checked: it is too large"):
        _ = answer.wide
    with pytest.raises(CheckFailed, match="long cannot be checked: it holds too many"):
        _ = answer.long
    with pytest.raises(CheckFailed, match="forever does not end"):
        list(answer.forever)


def test_files_come_as_private_copies(work, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("checkpoints").mkdir()
    Path("checkpoints/m.ckpt-7.safetensors").write_bytes(b"weights")
    Path("checkpoints/checkpoint").write_bytes(b"state")
    answer = work("")
    assert answer.files("checkpoints/*") == ["checkpoints/checkpoint", "checkpoints/m.ckpt-7.safetensors"]
    model, state = (answer.file(name) for name in reversed(answer.files("checkpoints/*")))
    assert model.read_bytes() == b"weights"
    assert state.parent == model.parent != Path("checkpoints").resolve()
    model.write_bytes(b"changed")
    assert Path("checkpoints/m.ckpt-7.safetensors").read_bytes() == b"weights"


def test_copies_that_a_killed_kernel_left_are_cleared_after_a_day(work, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / "lessonlib-answer-old", tmp_path / "lessonlib-answer-new"
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (0, 0))
    monkeypatch.chdir(tmp_path)
    Path("made").write_text("x")
    copy = work("").file("made")
    assert (old.exists(), new.exists(), copy.read_text()) == (False, True, "x")


def test_what_is_not_a_plain_file_is_refused(work, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("secret").write_text("x")
    Path("link").symlink_to("secret")
    os.mkfifo("pipe")
    answer = work("")
    with pytest.raises(CheckFailed, match=r"(?s)'absent' is not there yet.*Run the task's cell"):
        answer.file("absent")
    for name in ("link", "pipe", ".", "../secret", "", "a\0b", None):
        with pytest.raises(CheckFailed, match="cannot be checked"):
            answer.file(name)


def test_what_is_sent_is_the_same_object_each_time(work):
    answer = work(
        "import torch\ndef brighten(image):\n    image += 1\n    return image + 1\nsame = lambda a, b: a is b"
    )
    image = torch.tensor([1, 2])
    kept = answer.send(image)
    assert answer.brighten(kept).tolist() == [3, 4]
    assert kept.tolist() == [2, 3]
    assert image.tolist() == [1, 2]
    assert answer.same(kept, kept)
    assert answer.send([kept, 5])[1] == 5
    assert repr(kept) == "[1, 2] (Tensor)"


def test_a_function_that_is_sent_runs_there_with_names_of_its_own(work):
    answer = work("secret = 3\ndef twice(f):\n    return [f(2), f(3)]")

    def cube(factor):
        calls = []

        def function(x):
            calls.append(x)
            return factor * x**3

        function.calls = calls
        return function

    def looks_around():
        return secret  # noqa: F821

    function = answer.send(cube)(10)
    assert answer.twice(function) == [80, 270]
    assert function.calls == [2, 3]
    with pytest.raises(LearnerError, match="NameError"):
        answer.send(looks_around)()


def test_a_file_that_is_sent(work, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    answer = work(
        "from pathlib import Path\ndef read(name):\n    return Path(name).read_text(encoding='utf-8')"
    )
    answer.send_file("runs/new/data.csv", "1, 2\n한글\n")
    assert answer.read("runs/new/data.csv") == "1, 2\n한글\n"
    answer.send_file("runs/new/data.csv", b"3")
    assert answer.file("runs/new/data.csv").read_bytes() == b"3"


def test_a_file_that_cannot_be_sent_is_told(work, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    answer = work("x = 1")
    answer.send_file("runs", "a file where a folder is due")
    with pytest.raises(CheckFailed, match=r"file 'runs/data\.csv' cannot be checked: "):
        answer.send_file("runs/data.csv", "x")
    with pytest.raises(CheckFailed, match="not a file name"):
        answer.send_file("../data.csv", "x")
