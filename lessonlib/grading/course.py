"""An nbgrader course directory, worked through nbgrader's own API: release, submit, autograde, feedback,
scores.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from lessonlib import LessonlibError
from lessonlib.build.files import write_atomic
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import dumps
from lessonlib.grading.states import Grade, State, failure_reason, read_state

CONFIG = "nbgrader_config.py"


class GradingError(LessonlibError):
    """The class cannot be graded."""


def make_course(checkout: Path, root: Path, lessons: Iterable[Lesson]) -> Course:
    """A course directory in the empty or new folder `root`, with the settings and these exercises of a
    checkout.
    """
    if root.exists() and any(root.iterdir()):
        raise GradingError(f"{root} is not empty, so no class is made there. Name a new folder.")
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(checkout / CONFIG, root / CONFIG)
    course = Course(root)
    for lesson in lessons:
        if not lesson.solution_notebook.exists():
            raise GradingError(f"{lesson.solution_notebook} is missing. Run `make course` first.")
        notebook = lesson.solution_notebook.read_text(encoding="utf-8")
        write_atomic(course.notebook("solutions", "", lesson.slug), notebook)
    return course


class Course:
    """The course in the folder `root`, which holds its nbgrader_config.py."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        config: Config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        self._nbgrader = NbGraderAPI(config=config)

    def notebook(self, step: str, student: str, exercise: str) -> Path:
        """Where nbgrader's `step` ("submitted", "autograded" ...) has a student's notebook."""
        return self.root / step / student / exercise / f"{exercise}.ipynb"

    def release(self, exercise: str) -> None:
        """Make the learner's version and enter the exercise in the gradebook. Raises GradingError."""
        result = self._nbgrader.generate_assignment(exercise)
        if not result["success"]:
            raise GradingError(f"nbgrader could not release {exercise}: {failure_reason(result)}")

    def submit(self, student: str, exercise: str, notebook: NotebookNode) -> None:
        """Hand a notebook in, as nbgrader's `collect` would leave it."""
        write_atomic(self.notebook("submitted", student, exercise), dumps(notebook))

    def grade(self, student: str, exercise: str) -> Grade:
        """Autograde one submission and write its feedback page. Whatever it holds, it ends in a state."""
        result = self._nbgrader.autograde(exercise, student)
        if result["success"]:
            state, reason = read_state(self.notebook("autograded", student, exercise))
            self._nbgrader.generate_feedback(exercise, student)
        else:
            state, reason = State.FAILED, failure_reason(result)
        page = self.notebook("feedback", student, exercise).with_suffix(".html")
        score, max_score = self.score(student, exercise)
        return Grade(student, exercise, state, reason, score, max_score, page if page.exists() else None)

    def score(self, student: str, exercise: str) -> tuple[float, float]:
        """Points and possible points of a submission, from the gradebook."""
        with self._nbgrader.gradebook as gradebook:
            try:
                submission = gradebook.find_submission(exercise, student)
                return float(submission.score), float(submission.max_score)
            except MissingEntry:
                return 0.0, float(gradebook.find_assignment(exercise).max_score)
