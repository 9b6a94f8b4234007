"""A class with every kind of submission, graded for real in one run; each test looks at one of them."""

from __future__ import annotations

import copy
import io
import re

import nbformat
import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from lessonlib.build.lesson import Lesson
from lessonlib.grading.book.writer import LOG
from lessonlib.grading.command import executor, report_class
from lessonlib.grading.demo.course import make_course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.grade import Options, grade_class
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.states import State

pytestmark = pytest.mark.slow

XOR = "def xor(a, b):\n    return int(a != b)"
LAYERS = "hidden_layers = 1"
NOT_ENTERED = ("missing", "other_exercise", "empty_folder", "in_another_folder", "a\nb", "*")
LIMITS = Limits(cell_seconds=6, submission_seconds=60, memory_mb=300)


@pytest.fixture(scope="module")
def course(checkout, tmp_path_factory):
    made = make_course(checkout, tmp_path_factory.mktemp("class"), [Lesson(checkout, "01_xor")])
    made.release("01_xor")
    return made


@pytest.fixture(scope="module")
def grades(course, execute):
    """The grades of all submissions below, by student."""
    release = course.notebook("release", "", "01_xor")
    right = {"xor": XOR, "layers": LAYERS}
    submissions = {
        "right": _answered(release, **right),
        "untouched": _answered(release),
        "dies_late": _answered(release, xor=XOR, layers=f"import os\nos._exit(1)\n{LAYERS}"),
        "hangs": _answered(release, xor=XOR, layers=f"import time\ntime.sleep(60)\n{LAYERS}"),
        "kills_its_parent": _answered(
            release, xor=f"import os\nos.kill(os.getppid(), 9)\n{XOR}", layers=LAYERS
        ),
        "writes_markers": _answered(release, xor=f"### BEGIN HIDDEN TESTS\n{XOR}", layers=LAYERS),
        "writes_a_script": _answered(release, xor=f"{XOR}\nprint('<script>alert(1)</script>')"),
        "returns_none": _answered(release, xor="def xor(a, b):\n    return None if a == b else 1"),
        "tags_cells_away": _tagged(_answered(release)),
        "drops_a_test": _without(_answered(release, xor=XOR, layers="hidden_layers = 0"), "layers_least"),
        "copies_an_answer": _copied(_answered(release, **right), "xor"),
        "김철수 {1} 'x'": _answered(release, **right),
        "*": _answered(release, **right),
        "-rf": _answered(release, **right),
    }
    for student, notebook in submissions.items():
        course.submit(student, "01_xor", notebook)
    _file(course, "not_a_notebook").write_text("this is no notebook")
    _file(course, "a\nb").write_text("")
    _file(course, "renamed").with_name("my work.ipynb").write_text(
        nbformat.writes(_answered(release, **right))
    )
    _file(course, "empty_folder")
    elsewhere = course.root / "submitted" / "in_another_folder" / "01_xor (1)"
    elsewhere.mkdir(parents=True)
    nbformat.write(_answered(release, **right), elsewhere / "01_xor.ipynb")
    with Gradebook(course.db_url) as book:
        book.add_student("missing")
    (course.root / "submitted" / "other_exercise" / "02_other").mkdir(parents=True)
    (course.root / "submitted" / "notes.txt").touch()
    graded = grade_class(course, "01_xor", execute, Options(limits=LIMITS))
    assert graded.rows == graded.everybody
    return {row.student: row for row in graded.rows}


def _file(course, student):
    path = course.notebook("submitted", student, "01_xor")
    path.parent.mkdir(parents=True)
    return path


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


def _copied(notebook, grade_id):
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
    notebook.cells.append(copy.deepcopy(cell))
    notebook.cells[-1].id = "a-copy"
    return notebook


@pytest.mark.parametrize(
    ("student", "score", "state"),
    [
        ("right", 10, State.GRADED),
        ("untouched", 0, State.GRADED),
        ("dies_late", 6, State.CRASHED),
        ("hangs", 6, State.TIMEOUT),
        ("writes_markers", 10, State.GRADED),
        ("writes_a_script", 6, State.GRADED),
        ("returns_none", 0, State.GRADED),
        ("tags_cells_away", 0, State.GRADED),
        ("drops_a_test", 6, State.REPAIRED),
        ("copies_an_answer", 10, State.REPAIRED),
        ("renamed", 10, State.REPAIRED),
        ("김철수 {1} 'x'", 10, State.GRADED),
        ("-rf", 10, State.GRADED),
        ("not_a_notebook", 0, State.MALFORMED),
        ("empty_folder", 0, State.MISSING),
        ("in_another_folder", 0, State.MALFORMED),
        ("a\nb", 0, State.MALFORMED),
        ("*", 0, State.MALFORMED),
        ("missing", 0, State.MISSING),
        ("other_exercise", 0, State.MISSING),
    ],
)
def test_score_and_state(course, grades, student, score, state):
    grade = grades[student]
    assert (grade.score, grade.max_score, grade.state) == (score, 10, state), grade
    assert sum(grade.points.values()) == score
    if state.needs_attention:
        assert grade.reason.endswith(".")
        assert grade.next_step.endswith(".")
    if student not in NOT_ENTERED:
        assert grade.feedback == course.notebook("feedback", student, "01_xor").with_suffix(".html")
        assert grade.feedback.exists()


def test_killing_ones_parent_harms_nobody_else(grades):
    assert grades["kills_its_parent"].state in (State.GRADED, State.CRASHED)


def test_reasons_tell_where(grades):
    assert "'layers'" in grades["dies_late"].reason
    assert "'layers'" in grades["hangs"].reason
    assert "not JSON" in grades["not_a_notebook"].reason
    assert "'01_xor (1)/01_xor.ipynb' looks like 01_xor" in grades["in_another_folder"].reason
    assert "line break" in grades["a\nb"].reason
    assert "stand for other names" in grades["*"].reason


def test_feedback_tells_how_it_was_graded(grades):
    assert "How this was graded: malformed" in grades["not_a_notebook"].feedback.read_text()
    page = grades["drops_a_test"].feedback.read_text()
    assert "How this was graded: repaired" in page
    assert "was missing; it was put back" in page
    assert "How this was graded" not in grades["right"].feedback.read_text()


def test_feedback_shows_the_message_and_not_the_hidden_test(course, grades):
    page = grades["returns_none"].feedback.read_text()
    assert "xor(0, 0) is not right." in page
    assert "A hidden check failed." in page
    assert "a quarter of xor" not in page
    assert "unsupported operand" not in page
    for grade in grades.values():
        if grade.feedback:
            assert "secret_operand" not in grade.feedback.read_text()
            assert "HIDDEN TESTS" not in grade.feedback.read_text() or grade.student == "writes_markers"


def test_feedback_runs_no_script(grades):
    assert "<script>alert" not in grades["writes_a_script"].feedback.read_text()


def test_everybody_has_a_row_and_nobody_else(grades):
    assert "notes.txt" not in grades
    assert len(grades) == 21


def test_the_gradebook_and_the_folders_are_nbgraders(course, grades):
    with Gradebook(course.db_url) as book:
        scores = {one.student.id: one.score for one in book.assignment_submissions("01_xor")}
    assert scores == {student: grade.score for student, grade in grades.items() if student not in NOT_ENTERED}
    notebook = nbformat.read(course.notebook("autograded", "right", "01_xor"), as_version=4)
    assert any("secret_operand" in cell.source for cell in notebook.cells)
    assert (course.root / LOG).exists()
    assert not (course.root / ".lessonlib" / "staged").exists()


def test_grading_again_needs_a_yes_for_scores_that_change(course, execute, grades):
    release = course.notebook("release", "", "01_xor")
    path = course.notebook("submitted", "untouched", "01_xor")
    before = path.read_text()
    course.submit("untouched", "01_xor", _answered(release, xor=XOR))
    seen = []

    def again(answer, **options):
        chosen = Options(students=["untouched", "right"], limits=LIMITS, **options)
        graded = grade_class(
            course, "01_xor", execute, chosen, confirm=lambda changes: seen.append(changes) or answer
        )
        return {row.student: row for row in graded.rows}

    held = again(False)
    assert [(change.student, change.before, change.after) for change in seen.pop()] == [("untouched", 0, 6)]
    assert (held["untouched"].score, held["untouched"].held_back) == (0, True)
    assert "change from 0 to 6" in held["untouched"].reason
    assert (held["right"].score, held["right"].held_back) == (10, False)

    entered = again(True, resume=True)
    assert (entered["untouched"].score, entered["untouched"].held_back) == (6, False)
    path.write_text(before)
    assert again(True, rerun_changed=True)["untouched"].score == 0


def test_rerun_changed_runs_nobody_who_did_not_change(course, execute, grades):
    ran = []

    def counting(submissions, *arguments, **options):
        for submission, outcome in execute(submissions, *arguments, **options):
            ran.append(submission.student)
            yield submission, outcome

    counting.at_a_time, counting.remarks = 2, ()
    options = Options(students=["right", "hangs"], rerun_changed=True, limits=LIMITS)
    graded = grade_class(course, "01_xor", counting, options)
    assert ran == []
    assert [(row.student, row.score) for row in graded.rows] == [("hangs", 6), ("right", 10)]


def test_a_resubmission_without_tests_does_not_keep_the_old_grade(course, execute, grades):
    release = course.notebook("release", "", "01_xor")
    course.submit("writes_markers", "01_xor", _without(_answered(release), "xor_truth"))
    options = Options(students=["writes_markers"], limits=LIMITS)
    graded = grade_class(course, "01_xor", execute, options, confirm=lambda changes: True)
    assert [row.score for row in graded.rows] == [0]


def test_a_grade_by_hand_stays(course, execute, grades):
    with Gradebook(course.db_url) as book:
        grade = book.find_grade("layers_least", "01_xor", "01_xor", "writes_a_script")
        grade.manual_score = 3
        book.db.commit()
    options = Options(students=["writes_a_script"], limits=LIMITS)
    [row] = grade_class(course, "01_xor", execute, options).rows
    assert (row.score, row.by_hand, row.held_back) == (9, 3, False)


def test_nobody_of_that_name(course, execute):
    with pytest.raises(
        GradingError, match=r"Nobody of this name handed in 01_xor or is in the gradebook: nobody"
    ):
        grade_class(course, "01_xor", execute, Options(students=["nobody"]))


def test_no_such_assignment(course, execute):
    with pytest.raises(GradingError, match=r"There is no '99_no'.*The gradebook has: 01_xor"):
        grade_class(course, "99_no", execute, Options())


@pytest.mark.nightly
def test_without_a_sandbox_every_row_says_so(course, grades):
    limits = Limits(cell_seconds=60, sandbox=False)
    with executor(sandbox=False, jobs=1) as execute:
        graded = grade_class(course, "01_xor", execute, Options(students=["right"], limits=limits))
    assert [(row.score, row.sandboxed) for row in graded.rows] == [(10, False)]
    text = io.StringIO()
    report_class(Console(file=text, width=200), course, graded)
    page = (course.root / "reports" / "01_xor" / "report.html").read_text()
    assert "Graded without a sandbox." in page
    assert "graded (no sandbox)" in page
    assert re.search(
        r"^right,graded,10.*,NO\s*$", (course.root / "reports/01_xor/grades.csv").read_text(), re.MULTILINE
    )
