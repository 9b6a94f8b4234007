"""Libraries that a process may not be forked with, and what is done then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from lessonlib.grading.box.doctor.examination import probe
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process import client, handle
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.running.warm_process import PRELOADED

LIBRARIES = {
    "starts_a_thread": "import threading, time\nthreading.Thread(target=time.sleep, args=[60], daemon=True).start()",
    # as filelock 4.3.0 does while it changes a lock
    "refuses": "import sys\nsys.addaudithook(lambda event, given: event == 'os.fork' and 1 / 0)",
    # as each lock does that is taken before a fork, and given back in the parent only
    "holds_a_lock": "import os, tempfile\nlock = tempfile._once_lock\n"
    "os.register_at_fork(before=lock.acquire, after_in_parent=lock.release)",
    "holds_the_lock_of_a_log": "import logging, os, threading\n"
    "class Handler(logging.StreamHandler):\n"
    "    def createLock(self):\n        self.lock = threading.Lock()\n"
    "handler = Handler()\nlogging.getLogger().addHandler(handler)\n"
    "os.register_at_fork(before=handler.acquire, after_in_parent=handler.release)",
    "breaks_numbers": "import os, random\ndef broken(): raise OSError('no entropy')\n"
    "os.register_at_fork(after_in_child=lambda: setattr(random, 'random', broken))",
    "computes": "import torch\ntorch.set_num_threads(2)\ntorch.ones(600, 600) @ torch.ones(600, 600)",
}
REASONS = {
    "starts_a_thread": r"it has 2 threads \(.*\) once its modules are imported",
    "refuses": "ZeroDivisionError: ",
    "holds_a_lock": "did not come to its end in 3 s, as where a lock is held",
    "holds_the_lock_of_a_log": "did not come to its end in 3 s, as where a lock is held",
    "breaks_numbers": "a fork of it does not work: OSError: no entropy",
    "computes": r"it has \d+ threads",
}


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Zygote]]:
    """start("refuses"): a zygote with this library."""
    environment = {**handle._environment(), "PYTHONPATH": str(tmp_path)}
    monkeypatch.setattr(handle, "_environment", lambda: environment)
    monkeypatch.setattr(client, "_TRIAL_SECONDS", 3)
    with ExitStack() as stack:

        def start(library: str, **options: Any) -> Zygote:
            (tmp_path / f"{library}.py").write_text(LIBRARIES[library])
            return stack.enter_context(Zygote([library], **options))

        yield start


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("library", "sandbox"), [*((library, True) for library in LIBRARIES), ("refuses", False)]
)
def test_where_forks_do_not_work_each_child_imports_by_itself(
    zygote: Zygote, start: Callable[..., Zygote], run: Callable[..., Any], library: str, sandbox: bool
) -> None:
    cold = start(library, sandbox=sandbox)
    body = f"return {library!r} in sys.modules"
    assert [run(cold, body)[0] for _ in range(2)] == [True, True]
    assert re.search(REASONS[library], cold.cold)
    assert cold.cold.startswith("The processes of each submission import all libraries by themselves, ")


def test_a_cold_start_keeps_all_promises(zygote: Zygote, start: Callable[..., Zygote]) -> None:
    cold = start("starts_a_thread")
    probe(cold)
    assert cold.cold


@pytest.mark.nightly
@pytest.mark.parametrize("use_cgroup", [True, False])
def test_what_a_cold_child_imports_is_not_counted(
    zygote: Zygote, start: Callable[..., Zygote], run: Callable[..., Any], use_cgroup: bool
) -> None:
    cold = start("computes", use_cgroup=use_cgroup)
    body = "import torch\nreturn len(bytearray(40 << 20))"
    assert run(cold, body, memory_mb=64)[0] == 40 << 20
    survived = "try:\n    bytearray(100 << 20)\nexcept MemoryError:\n    return 'survived'"
    assert run(cold, survived, memory_mb=64)[0] == "survived"


def test_a_module_that_no_child_can_import_is_named(
    zygote: Zygote, start: Callable[..., Zygote], run: Callable[..., Any], tmp_path: Path
) -> None:
    cold = start("refuses")
    assert run(cold, "return 1")[0] == 1
    (tmp_path / "refuses.py").write_text("import no_such_module")
    with pytest.raises(
        BoxError, match=r"'refuses' in Zygote\(modules=...\) cannot be imported: .*no_such_module"
    ):
        cold.spawn("time:time", boxed=Box())


@pytest.mark.smoke
@pytest.mark.nightly
def test_the_warm_process_of_graders_is_warm_and_holds_what_the_docs_say(
    zygote: Zygote, run: Callable[..., Any]
) -> None:
    with Zygote(PRELOADED) as warm:
        held = run(
            warm, "from lessonlib.grading.box.cells.preload import MODULES\nreturn [*MODULES, *sys.modules]"
        )[0]
        assert warm.cold == ""
    text = (Path(__file__).parents[4] / "docs" / "grading.md").read_text("utf-8")
    listed = re.search(r"has imported ((?:`[\w.]+`[, and\n]*)+)", text)
    assert listed
    modules = re.findall(r"`([\w.]+)`", listed[1])
    assert modules == held[: len(modules)]
    assert set(modules) <= set(held[len(modules) :])
