"""Every case of cases/running gets exactly its points and its state, and learns nothing."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.running.apart import run_apart
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.warm_process import PRELOADED
from lessonlib.notebook.metadata import is_test

_spec = importlib.util.spec_from_file_location("adversarial_suite", Path(__file__).with_name("suite.py"))
suite = sys.modules["adversarial_suite"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(suite)

CASES = {case.name: case for case in suite.read_cases("running")}


LIMITS = Limits(cell_seconds=60, submission_seconds=120, memory_mb=1024)


def limits(case):
    return replace(LIMITS, **case.limits)


@pytest.fixture
def grade(warm, tmp_path):
    """Runs a case: its points and what came of it."""

    def run(case):
        notebook = case.submission()
        case.write_files(tmp_path)
        executed = run_apart(notebook, tmp_path, limits(case), warm)
        names = {cell.metadata.nbgrader.grade_id for cell in graded(notebook)}
        assert executed.earned.keys() == names
        for cell in graded(executed.notebook):
            failed = any(output.output_type == "error" for output in cell.outputs)
            assert failed == (executed.earned[cell.metadata.nbgrader.grade_id] == 0)
            assert {output.output_type for output in cell.outputs} <= {"stream", "error"}
            assert all(output.get("name", "stdout") == "stdout" for output in cell.outputs)
        return sum(executed.earned.values()), executed

    return run


def graded(notebook):
    return [cell for cell in notebook.cells if is_test(cell)]


LONG = {  # these end at a limit of time, or use much before they end
    "added_cells", "blocked_in_c", "deadlock", "deep_values", "descriptor_bomb", "disk_fill", "endless_answer",
    "fork_bomb", "huge_file", "looks_in_memory", "looks_on_disk", "output_flood", "silence", "slow_but_legal",
    "swallows_interrupts", "swapping_thread",
}  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[pytest.mark.nightly] if name in LONG else []) for name, case in CASES.items()],
    ids=lambda case: case.name,
)
def test_a_case_gets_what_is_fair(case, grade):
    points, executed = grade(case)
    learner = [cell for cell in executed.notebook.cells if cell.cell_type == "code" and not is_test(cell)]
    shown = json.dumps([cell.outputs for cell in learner])
    assert points == case.points, executed.notebook
    assert (executed.state or "graded") in case.states, executed.reason
    assert suite.SECRET not in shown
    assert "LEAK" not in shown
    assert not re.search(r"\b30\b", executed.reason.replace(f"{limits(case).cell_seconds:g} s", ""))
    visible = [cell for cell in graded(executed.notebook) if "HIDDEN" not in cell.source]
    assert "LEAK" not in json.dumps([cell.outputs for cell in visible])


@pytest.mark.nightly
@pytest.mark.parametrize("use_cgroup", [True, False])
@pytest.mark.parametrize("name", ["fork_bomb", "memory_of_many"])
def test_a_cell_that_takes_all_memory_costs_no_earlier_test(name, use_cgroup, tmp_path):
    """Hidden tests of earlier tasks come after it: what they ask is not to end with it."""
    case = CASES[name]
    with Zygote(PRELOADED, use_cgroup=use_cgroup) as zygote:
        executed = run_apart(case.submission(), tmp_path, replace(limits(case), memory_mb=200), zygote)
    assert sum(executed.earned.values()) == case.points, executed.notebook
    assert executed.state in case.states, executed.reason  # on a busy machine its time may end first


def test_nothing_is_carried_from_one_submission_to_the_next(grade):
    for _ in range(2):
        points, executed = grade(CASES["leaves_marks"])
        assert points == 10
        assert "nothing []" in json.dumps(executed.notebook)


def test_no_process_is_left(grade):
    points, _ = grade(CASES["detached"])
    assert points == 10
    deadline = time.monotonic() + 600
    while any(b"98765.4321" in line for line in command_lines()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


BUSY = """
import os
for _ in range(40):
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
"""
COMPUTES = """
import time
end = time.process_time() + 1.5
while time.process_time() < end:
    pass
"""


@pytest.mark.slow
@pytest.mark.nightly
def test_a_neighbour_that_is_busy_costs_nobody_points(warm, tmp_path):
    """The limit of a cell would not do, were the time counted that the neighbour's processes take."""
    busy, honest = suite.reference(), suite.reference()
    busy.cells.append(new_code_cell(f"{BUSY}\nimport time\ntime.sleep(20)"))
    honest.cells.insert(-1, new_code_cell(COMPUTES))
    notebooks = [(busy, replace(LIMITS, cell_seconds=30)), (honest, replace(LIMITS, cell_seconds=4))]

    def run(job):
        folder = tmp_path / str(job[1].cell_seconds)
        folder.mkdir()
        return run_apart(job[0], folder, job[1], warm)

    with ThreadPoolExecutor(2) as pool:
        _, executed = pool.map(run, notebooks)
    assert executed.state == "", executed.reason
    assert sum(executed.earned.values()) == 10


def command_lines():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            yield path.read_bytes()
