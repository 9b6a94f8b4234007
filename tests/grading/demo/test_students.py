"""The five students' submissions, made from a lesson."""

from __future__ import annotations

import nbformat
import pytest

from lessonlib.grading.demo.students import STUDENTS, submission

STUB = "raise NotImplementedError"


@pytest.fixture
def tasks(lesson):
    """The task cells' sources of each student's submission."""

    def of(notebook):
        named = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in notebook.cells}
        return {task: named[task] for task in ("xor", "layers")}

    return {student.name: of(submission(student, lesson)) for student in STUDENTS}


def test_answers_of_each_student(tasks):
    assert tasks["perfect"]["xor"].endswith('"""\n    return int(a != b)')
    assert tasks["perfect"]["layers"] == "hidden_layers = 1"
    assert tasks["half_right"]["xor"] == tasks["perfect"]["xor"]
    assert STUB in tasks["half_right"]["layers"]
    assert "a or b" in tasks["wrong"]["xor"]
    assert tasks["wrong"]["layers"] == "hidden_layers = 0"
    assert all(STUB in source for source in tasks["empty"].values())
    assert tasks["crashing"]["xor"] == f"import os\n\nos._exit(1)\n{tasks['perfect']['xor']}"


def test_tests_come_from_the_release(lesson):
    release = nbformat.read(lesson.release_notebook, as_version=4)
    for student in STUDENTS:
        for ours, theirs in zip(submission(student, lesson).cells, release.cells, strict=True):
            assert ours.metadata == theirs.metadata
            if not theirs.metadata.get("nbgrader", {}).get("solution"):
                assert ours.source == theirs.source
