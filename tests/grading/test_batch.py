"""A class with every kind of submission, graded two at a time for real; each test looks at one of them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from lessonlib.build.lesson import Lesson
from lessonlib.grading.batch import LOG, grade_all
from lessonlib.grading.course import make_course
from lessonlib.grading.states import State

pytestmark = pytest.mark.slow

XOR = "def xor(a, b):\n    return int(a != b)"
LAYERS = "hidden_layers = 1"


@pytest.fixture(scope="module")
def course(checkout, tmp_path_factory):
    made = make_course(checkout, tmp_path_factory.mktemp("class"), [Lesson(checkout, "01_xor")])
    with (made.root / "nbgrader_config.py").open("a") as config:
        config.write("c.Execute.timeout = 10\n")
    made.release("01_xor")
    return made


@pytest.fixture(scope="module")
def grades(course):
    """The grades of all submissions below, by student."""
    release = course.notebook("exercises", "", "01_xor")
    submissions = {
        "right": _answered(release, xor=XOR, layers=LAYERS),
        "untouched": _answered(release),
        "dies_late": _answered(release, xor=XOR, layers=f"import os\nos._exit(1)\n{LAYERS}"),
        "hangs": _answered(release, xor=XOR, layers=f"import time\ntime.sleep(60)\n{LAYERS}"),
        "kills_the_grader": _answered(release, xor=f"import os\nos.kill(os.getppid(), 9)\n{XOR}"),
        "writes_markers": _answered(release, xor=f"### BEGIN HIDDEN TESTS\n{XOR}", layers=LAYERS),
        "writes_a_script": _answered(release, xor=f"{XOR}\nprint('<script>alert(1)</script>')"),
        "leaves_files": _answered(
            release, xor=f"import tempfile\nprint(tempfile.mkdtemp('', 'left-'))\n{XOR}"
        ),
        "returns_none": _answered(release, xor="def xor(a, b):\n    return None if a == b else 1"),
        "tags_cells_away": _tagged(_answered(release)),
        "drops_a_test": _without(_answered(release, xor=XOR, layers="hidden_layers = 0"), "layers_least"),
    }
    for student, notebook in submissions.items():
        course.submit(student, "01_xor", notebook)
    course.notebook("submitted", "not_a_notebook", "01_xor").parent.mkdir(parents=True)
    course.notebook("submitted", "not_a_notebook", "01_xor").write_text("this is no notebook")
    pairs = [(student, "01_xor") for student in [*submissions, "not_a_notebook", "missing"]]
    return {grade.student: grade for grade in grade_all(course.root, pairs, jobs=2)}


def _answered(release, **sources):
    notebook = nbformat.read(release, as_version=4)
    for cell in notebook.cells:
        cell.source = sources.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return notebook


def _tagged(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
    return notebook


def _without(notebook, grade_id):
    notebook.cells = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != grade_id
    ]
    return notebook


@pytest.mark.parametrize(
    ("student", "score", "state"),
    [
        ("right", 10, State.GRADED),
        ("untouched", 0, State.GRADED),
        ("dies_late", 6, State.CRASHED),
        ("hangs", 6, State.TIMEOUT),
        ("kills_the_grader", 0, State.FAILED),
        ("writes_markers", 10, State.GRADED),
        ("writes_a_script", 6, State.GRADED),
        ("leaves_files", 6, State.GRADED),
        ("returns_none", 0, State.GRADED),
        ("tags_cells_away", 0, State.GRADED),
        ("drops_a_test", 6, State.GRADED),
        ("not_a_notebook", 0, State.FAILED),
        ("missing", 0, State.FAILED),
    ],
)
def test_score_and_state(grades, student, score, state):
    grade = grades[student]
    assert (grade.score, grade.max_score, grade.state) == (score, 10, state)
    assert (grade.reason == "") is (state is State.GRADED)
    assert (grade.feedback is None) is (state is State.FAILED)


def test_a_crash_tells_where(grades):
    assert grades["dies_late"].reason == "the kernel died while this cell ran"
    page = grades["dies_late"].feedback.read_text()
    assert "KernelDied: this cell did not run: the kernel had died at cell layers" in page


def test_a_killed_grader_and_a_broken_file_say_so(grades):
    assert grades["kills_the_grader"].reason == "the process that graded it was killed"
    assert "does not appear to be JSON" in grades["not_a_notebook"].reason


def test_feedback_shows_the_message_and_not_the_hidden_test(grades):
    page = grades["returns_none"].feedback.read_text()
    assert "xor(0, 0) is not right." in page
    assert "secret_operand" not in page
    assert "HIDDEN TESTS" not in page
    # the hidden test itself stops: None / 4
    assert "TypeError: unsupported operand" in page


def test_feedback_runs_no_script(grades):
    assert "<script>alert" not in grades["writes_a_script"].feedback.read_text()


def test_temporary_files_of_a_submission_are_gone(course, grades):
    notebook = nbformat.read(course.notebook("autograded", "leaves_files", "01_xor"), as_version=4)
    [made] = [
        output.text.strip()
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text" in output
    ]
    assert Path(made).name.startswith("left-")
    assert not Path(made).exists()


def test_what_kernels_print_is_in_the_log(course, grades):
    assert (course.root / LOG).exists()
