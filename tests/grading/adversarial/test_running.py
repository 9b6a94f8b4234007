"""Every case of cases/running gets exactly its points and its state, and learns nothing."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lessonlib.grading.box.client import Zygote
from lessonlib.grading.running.apart import WARM, is_test, run_apart
from lessonlib.grading.running.limits import Limits

_spec = importlib.util.spec_from_file_location("adversarial_suite", Path(__file__).with_name("suite.py"))
suite = sys.modules["adversarial_suite"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(suite)

CASES = {case.name: case for case in suite.read_cases("running")}


LIMITS = Limits(cell_seconds=60, submission_seconds=120, memory_mb=1024)


@pytest.fixture(scope="module")
def zygote():
    with Zygote(WARM) as zygote:
        yield zygote


@pytest.fixture
def grade(zygote, tmp_path):
    """Runs a case: its points and what came of it."""

    def run(case):
        notebook = case.submission()
        case.write_files(tmp_path)
        executed = run_apart(notebook, tmp_path, replace(LIMITS, **case.limits), zygote)
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


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_a_case_gets_what_is_fair(case, grade):
    points, executed = grade(case)
    learner = [cell for cell in executed.notebook.cells if cell.cell_type == "code" and not is_test(cell)]
    shown = json.dumps([cell.outputs for cell in learner])
    assert points == case.points, executed.notebook
    assert (executed.state or "graded") in case.states, executed.reason
    assert suite.SECRET not in shown
    assert "LEAK" not in shown


def test_nothing_is_carried_from_one_submission_to_the_next(grade):
    for _ in range(2):
        points, executed = grade(CASES["leaves_marks"])
        assert points == 10
        assert "nothing []" in json.dumps(executed.notebook)


def test_no_process_is_left(grade):
    points, _ = grade(CASES["detached"])
    assert points == 10
    deadline = time.monotonic() + 10
    while any(b"98765.4321" in line for line in command_lines()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def command_lines():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            yield path.read_bytes()
