"""What a fresh fork has and has not of its zygote."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import TARGET

Run = Callable[..., Any]
DRAW = "import random, numpy, torch\nreturn random.random(), numpy.random.rand(), torch.rand(1).item()"


@pytest.fixture(scope="module")
def warm(zygote: Zygote) -> Iterator[Zygote]:
    """A zygote with torch and matplotlib; `zygote` is asked for, so that tests skip where there is no sandbox."""
    with Zygote(["torch", "matplotlib.pyplot", "torch.utils.data"]) as warm:
        yield warm


def test_nothing_is_left_of_the_command_line(zygote: Zygote, run: Run) -> None:
    assert len(run(zygote, "return sys.argv")[0]) == 1


def test_no_descriptor_is_left_open(zygote: Zygote, run: Run) -> None:
    with tempfile.TemporaryFile() as file:
        os.set_inheritable(file.fileno(), True)
        body = "links = [f'/proc/self/fd/{n}' for n in os.listdir('/proc/self/fd')]\n"
        body += "return [os.readlink(link) for link in links if os.path.lexists(link)]"
        *streams, last = run(zygote, body)[0]
    assert streams == ["/dev/null"] * 3
    assert last.startswith("socket:")  # the errand's


def test_streams_that_are_not_given_are_null(zygote: Zygote, run: Run) -> None:
    assert run(zygote, "return [os.readlink(f'/proc/self/fd/{n}') for n in range(3)]")[0] == ["/dev/null"] * 3


def test_streams_that_are_given_are_used(zygote: Zygote) -> None:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as given:
        os.pwrite(given.fileno(), b"[1,2]", 0)
        child = zygote.spawn("json.tool:main", boxed=Box(), stdin=given.fileno(), stdout=out.fileno())
        assert child.wait(60).exit_code == 0
        assert json.loads(os.pread(out.fileno(), 100, 0)) == [1, 2]


def test_generators_differ_from_child_to_child(warm: Zygote, run: Run) -> None:
    first, second = (run(warm, DRAW)[0] for _ in range(2))
    assert all(a != b for a, b in zip(first, second, strict=True))


def test_a_seed_makes_them_equal(warm: Zygote) -> None:
    drawn = [draw_with_seed(warm, seed) for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]


def draw_with_seed(zygote: Zygote, seed: int) -> str:
    ours, theirs = socket.socketpair()
    body = "\n".join(["def f():", *(f"    {line}" for line in DRAW.splitlines())])
    with ours, zygote.spawn(TARGET, [theirs], boxed=Box(), seed=seed):
        ours.sendall(json.dumps([body, "f", {}]).encode())
        ours.shutdown(socket.SHUT_WR)
        return ours.makefile().readline()


def test_torch_computes_with_several_threads_after_the_fork(warm: Zygote, run: Run) -> None:
    body = "import torch\ntorch.set_num_threads(2)\nx = torch.ones(600, 600)\nreturn (x @ x).mean().item()"
    assert run(warm, body)[0] == 600


def test_a_data_loader_works_with_processes(warm: Zygote, run: Run) -> None:
    body = (
        "import torch\nfrom torch.utils.data import DataLoader\n"
        "batches = DataLoader(torch.arange(8.0), batch_size=4, num_workers=2)\n"
        "return [batch.sum().item() for batch in batches]"
    )
    assert run(warm, body)[0] == [6, 22]


def test_too_large_a_tensor_is_an_error_that_can_be_survived(warm: Zygote, run: Run) -> None:
    body = "import torch\ntry:\n    torch.ones(1 << 30)\nexcept RuntimeError as error:\n    return str(error)"
    assert "can't allocate memory" in run(warm, body, memory_mb=512)[0]


def test_a_figure_can_be_saved(warm: Zygote, run: Run) -> None:
    body = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('a.png')\nreturn os.path.getsize('a.png')"
    assert run(warm, body)[0] > 1000
