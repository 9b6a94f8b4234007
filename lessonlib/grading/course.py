"""An nbgrader course directory: its settings, who is in it, what was released and what was handed in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from lessonlib.grading.book.folders import CourseFolders
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.intake import Submission, read_submission
from lessonlib.grading.handed_in.misplaced import attempts_beside
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.tree import holds_anything
from lessonlib.grading.printable import LONG, printable
from lessonlib.notebook.file import dumps
from lessonlib.whole_file import write_text

CONFIG = "nbgrader_config.py"
_LONGEST = 128  # characters of a student's id in nbgrader's tables


class Course:
    """The course in the folder `root`, which holds its nbgrader_config.py.

    `db_url` takes the place of the gradebook that is named there; `config` is what nbgrader read already.
    """

    def __init__(self, root: Path, db_url: str | None = None, config: Config | None = None) -> None:
        self.root = root.resolve()
        self.config = _read_config(self.root) if config is None else config
        self.config.CourseDirectory.root = str(self.root)
        if db_url:
            self.config.CourseDirectory.db_url = db_url
        self.directory = CourseFolders(config=self.config)

    @property
    def private(self) -> Path:
        """Where grading keeps what it needs to know: outcomes, histories, proofs."""
        return self.root / ".lessonlib"

    @property
    def db_url(self) -> str:
        return str(self.directory.db_url)

    @property
    def course_id(self) -> str:
        return str(self.directory.course_id)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """A student's folder in nbgrader's `step` ("submitted", "autograded" ...)."""
        name = getattr(self.directory, f"{step}_directory", step)
        return Path(os.path.normpath(self.directory.format_path(name, student or ".", assignment)))

    def notebook(self, step: str, student: str, exercise: str) -> Path:
        """Where nbgrader's `step` has a student's notebook."""
        return self.folder(step, student, exercise) / f"{exercise}.ipynb"

    def release(self, exercise: str) -> None:
        """Make the learner's version and enter the exercise in the gradebook. Raises GradingError."""
        result = NbGraderAPI(config=self.config).generate_assignment(exercise)
        if not result["success"]:
            reason = printable(str(result.get("log", "")).strip().rpartition("\n")[2], LONG)
            raise GradingError(f"nbgrader could not release {exercise}: {reason}")

    def submit(self, student: str, exercise: str, notebook: NotebookNode) -> None:
        """Hand a notebook in, as nbgrader's `collect` would leave it."""
        write_text(self.notebook("submitted", student, exercise), dumps(notebook))

    def submitted(self, assignment: str) -> list[str]:
        """Who has a folder of this assignment with anything in it, in the order of names."""
        before, after = self._around_the_student(assignment)
        return [name for name in self._folders(before) if holds_anything(Path(f"{before}{name}{after}"))]

    def handed_in(self, student: str) -> Path | None:
        """The folder with all that a student handed in; None where the course's folders lie in another order."""
        before, after = self._around_the_student("x")
        is_folder = after == f"{os.sep}x" and student not in (os.curdir, os.pardir) and os.sep not in student
        return Path(f"{before}{student}") if is_folder else None

    def submission(self, student: str, assignment: str, releases: Sequence[Release]) -> Submission:
        """What a student handed in, with notes on other attempts that lie beside it."""
        submission = read_submission(self.folder("submitted", student, assignment), student, releases)
        around = self.handed_in(student)
        beside = attempts_beside(around, assignment, releases) if around else []
        return replace(submission, notes=(*submission.notes, *beside))

    def students(self, book: Gradebook) -> list[str]:
        """Who is in the gradebook, or has a folder of any assignment."""
        before, _ = self._around_the_student("x")
        return sorted({student.id for student in book.students}.union(self._folders(before)))

    def _around_the_student(self, assignment: str) -> tuple[str, str]:
        """What stands before and behind a student's name in the path of a submission."""
        step, mark = self.directory.submitted_directory, "\0"
        before, _, behind = self.directory.format_path(step, mark, assignment).partition(mark)
        return before, behind

    def _folders(self, parent: str) -> list[str]:
        """The folders in one, in the order of names; a link is one as well, and is refused later."""
        try:
            with os.scandir(parent) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir() and entry.name[0] != ".")
        except FileNotFoundError:
            return []


def _read_config(root: Path) -> Config:
    if not (root / CONFIG).is_file():
        raise no_course(root)
    try:
        config: Config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except Exception as error:  # it is a program
        raise GradingError(
            f"{root / CONFIG} cannot be used: {type(error).__name__}: {error}. If it is a copy from an earlier "
            "lessonlib, take a new copy from its checkout and make your changes in that."
        ) from error
    return config


def no_course(folder: Path) -> GradingError:
    return GradingError(f"There is no {CONFIG} in {folder}. Run this in the folder of an nbgrader course.")


def unusable(student: str) -> str:
    """Why a folder's name cannot be a student's id; empty when it can."""
    if printable(student, len(student) + 1) != student:
        return "its name has characters that cannot be seen, such as a line break"
    if any(mark in student for mark in "*?["):
        return "its name has one of the characters * ? [, which stand for other names in nbgrader"
    if student.startswith(".") or "/" in student:
        return "its name starts with a dot or has a slash, so no folder of a student can be called so"
    if len(student) > _LONGEST:
        return f"its name has {len(student)} characters; {_LONGEST} is the most that the gradebook takes"
    return ""
