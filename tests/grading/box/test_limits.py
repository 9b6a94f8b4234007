"""What a box may use: each limit, by going over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process import handle
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import RemoteCall

SMALL = Box(memory_mb=64, cpu_seconds=1, processes=16, open_files=64, file_mb=8, disk_mb=32, disk_files=200)
BOMB = """
import os, time
def explode():
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.1)
"""
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def watched(zygote: Zygote) -> Iterator[Zygote]:
    """A zygote that adds up memory from outside, as where there are no control groups."""
    with Zygote([], use_cgroup=False) as watched:
        yield watched


@pytest.fixture
def either(request: pytest.FixtureRequest) -> Zygote:
    zygote: Zygote = request.getfixturevalue(request.param)
    return zygote


@pytest.mark.parametrize("either", ["zygote", "watched"], indirect=True)
@pytest.mark.parametrize("how", ["heap", "shared", "memfd", "children"])
def test_memory_of_all_kinds_is_limited(either: Zygote, attack: Run, how: str) -> None:
    result, _ = attack(either, SMALL, "fill_memory", how=how, megabytes=200, seconds=10)
    assert not result


@pytest.mark.parametrize("either", ["zygote", "watched"], indirect=True)
def test_the_ending_says_that_memory_ran_out(either: Zygote, attack: Run) -> None:
    result, ending = attack(either, SMALL, "fill_memory", how="shared", megabytes=1000, seconds=10)
    assert result is None
    assert ending.out_of_memory
    assert ending.signal == 9
    assert not attack(either, SMALL, "open_files", most=64)[1].out_of_memory  # the next one in its group


@pytest.mark.parametrize("either", ["zygote", "watched"], indirect=True)
def test_memory_within_the_limit_is_given(either: Zygote, run: Run) -> None:
    assert run(either, "return len(bytearray(40 << 20))", memory_mb=64)[0] == 40 << 20


CHURN = """
import mmap, os, signal, time
def churn(rounds, megabytes):
    kept = mmap.mmap(-1, megabytes << 20)
    for _ in range(megabytes):
        kept.write(b"x" * (1 << 20))
    for _ in range(rounds):
        born = []
        for _ in range(30):
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
            born.append(pid)
        for pid in born:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    return len(kept) >> 20
"""


@pytest.fixture(scope="module")
def large(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """A zygote that adds up memory, and shares 300 MB with its children."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "large_module.py").write_text("memory = bytearray(b'x' * (300 << 20))")
    environment = {**handle._environment(), "PYTHONPATH": str(folder)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handle, "_environment", lambda: environment)
        with Zygote(["large_module"], use_cgroup=False) as large:
            yield large


def test_memory_that_is_shared_with_processes_that_end_is_not_counted_twice(large: Zygote) -> None:
    result, ending = RemoteCall(large, Box(memory_mb=64), CHURN, "churn", rounds=5, megabytes=20).finish()
    assert (result, ending.out_of_memory) == (20, False)


def test_processes_that_come_and_go_do_not_hide_memory(large: Zygote) -> None:
    result, ending = RemoteCall(
        large, Box(memory_mb=64), CHURN, "churn", rounds=10_000, megabytes=200
    ).finish()
    assert (result, ending.out_of_memory) == (None, True)


def test_memory_of_no_process_is_refused_where_it_would_not_be_counted(watched: Zygote, run: Run) -> None:
    body = "return os.memfd_create('a')"
    assert "not permitted" in run(watched, body)[0]["error"]


def test_too_much_memory_in_one_process_is_an_error_that_can_be_survived(zygote: Zygote, run: Run) -> None:
    body = "try:\n    bytearray(100 << 20)\nexcept MemoryError:\n    return 'survived'"
    assert run(zygote, body, memory_mb=64)[0] == "survived"


def test_the_number_of_processes_is_limited(zygote: Zygote, attack: Run) -> None:
    assert attack(zygote, SMALL, "fork_bomb", most=16)[0] == ""


def test_boxes_are_counted_apart(zygote: Zygote, run: Run) -> None:
    many = "return [os.fork() or (time.sleep(0.5), os._exit(0)) for _ in range(10)] and 10"
    assert [run(zygote, many, processes=12)[0] for _ in range(2)] == [10, 10]


def test_threads_count_as_processes(zygote: Zygote, run: Run) -> None:
    body = "from threading import Thread\nfor _ in '0' * 20:\n Thread(target=time.sleep, args=[9], daemon=True).start()"
    assert "can't start new thread" in run(zygote, body, processes=16)[0]["error"]


@pytest.mark.parametrize("either", ["zygote", "watched"], indirect=True)
def test_a_hundred_threads_and_forty_processes_are_legal(either: Zygote, run: Run) -> None:
    body = (
        "from threading import Barrier, Thread\nmeet = Barrier(101)\n"
        "threads = [Thread(target=meet.wait) for _ in range(100)]\n"
        "for thread in threads:\n    thread.start()\n"
        "meet.wait()\nfor thread in threads:\n    thread.join()\n"
        "children = [os.fork() or (time.sleep(1), os._exit(0)) for _ in range(40)]\n"
        "return len(threads), len([os.waitpid(child, 0) for child in children])"
    )
    assert run(either, body)[0] == [100, 40]


@pytest.mark.parametrize("either", ["zygote", "watched"], indirect=True)
def test_a_fork_bomb_is_stopped_at_the_usual_limit(either: Zygote, attack: Run, run: Run) -> None:
    assert attack(either, Box(), "fork_bomb", most=Box().processes)[0] == ""
    bomb = RemoteCall(either, Box(), BOMB, "explode")
    assert run(either, "return 'a neighbour'")[0] == "a neighbour"
    assert bomb.finish(1)[0] is None
    assert bomb.all_gone


def test_the_number_of_open_files_is_limited(zygote: Zygote, attack: Run) -> None:
    assert attack(zygote, SMALL, "open_files", most=64)[0] == ""


@pytest.mark.parametrize(("name", "most"), [("fill_disk", 32), ("large_file", 8), ("many_files", 200)])
def test_the_disk_is_limited(zygote: Zygote, attack: Run, name: str, most: int) -> None:
    argument = {"fill_disk": "most_mb", "large_file": "most_mb", "many_files": "most"}[name]
    assert attack(zygote, SMALL, name, **{argument: most})[0] == ""


def test_an_endless_loop_ends(zygote: Zygote, attack: Run) -> None:
    result, ending = attack(zygote, SMALL, "use_cpu", most_seconds=1)
    assert result is None
    assert ending.signal == 9
    assert 0.7 < ending.cpu_seconds < 1.5


def test_limits_cannot_be_raised(zygote: Zygote, run: Run) -> None:
    body = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))"
    assert "not allowed to raise" in run(zygote, body)[0]["error"]


def test_no_core_file_is_written(zygote: Zygote, run: Run) -> None:
    _, ending = run(zygote, "import ctypes\nctypes.string_at(0)")
    assert ending.signal == 11
