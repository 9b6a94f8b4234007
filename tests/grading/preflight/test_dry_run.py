"""Running a learner's notebook as the grader does, in its sandbox and in a kernel."""

from __future__ import annotations

import pytest

from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.preflight import dry_run as module
from lessonlib.grading.preflight.dry_run import DryRun, dry_run
from lessonlib.grading.preflight.form import check_form

pytestmark = pytest.mark.slow


def test_a_right_notebook_runs_with_what_lies_beside_it(run, save):
    folder = save().parent
    (folder / "types.py").write_text("hidden_layers = 7")
    (folder / "helper.py").write_text("hidden_layers = 1")
    (folder / "data").mkdir()
    (folder / "data" / "x.txt").write_text("x")
    found, failed, ran = run(layers="from helper import hidden_layers\nopen('data/x.txt').read()")
    assert (found, failed, ran.stopped) == ([], [], "")


def test_a_notebook_that_ends_its_process(run):
    found, failed, ran = run(layers="import os\nos._exit(1)")
    assert ran.stopped
    assert failed == ["layers_least"]
    assert len(found) <= 1


def test_where_the_sandbox_is_missing_a_kernel_runs_it(save, lesson, right, monkeypatch):
    def none(self):
        raise BoxError("no sandbox here")

    monkeypatch.setattr(Zygote, "__enter__", none)
    accepted = check_form(save(**right), lesson.release_notebook).accepted
    monkeypatch.setattr(module, "in_kernel", lambda notebook, *rest: DryRun(notebook, ""))
    assert dry_run(accepted).unboxed == "no sandbox here"
