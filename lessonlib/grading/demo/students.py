"""Submissions to an exercise as five kinds of students hand them in, made from its notebooks and attempts."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from lessonlib.build.attempts import read_attempts
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import cell_options
from lessonlib.build.source import read_cells
from lessonlib.grading.report.row import Row
from lessonlib.grading.states import State
from lessonlib.notebook.file import read_notebook
from lessonlib.notebook.regions import without_markers

_CRASH = "import os\n\nos._exit(1)\n"


@dataclass(frozen=True)
class Student:
    """`answers` gives a lesson's task cells as this student writes them; `fair` tells a grade that fits
    them.
    """

    name: str
    answers: Callable[[Lesson], Mapping[str, str]]
    fair: Callable[[Row], bool]
    state: State = State.GRADED


def submission(student: Student, lesson: Lesson) -> NotebookNode:
    """The released notebook with the student's answers in its task cells."""
    notebook = copy.deepcopy(read_notebook(lesson.release_notebook))
    answers = student.answers(lesson)
    for task, cell in _tasks(notebook):
        cell.source = answers.get(task, cell.source)
    return notebook


def _all(lesson: Lesson) -> dict[str, str]:
    return {
        task: without_markers(cell.source) for task, cell in _tasks(read_notebook(lesson.solution_notebook))
    }


def _first_half(lesson: Lesson) -> dict[str, str]:
    answers = list(_all(lesson).items())
    return dict(answers[: (len(answers) + 1) // 2])


def _mistaken(lesson: Lesson) -> dict[str, str]:
    """A typical mistake in every task for which the lesson has one, the solution in the others."""
    mistakes: dict[str, str] = {}
    for attempt in read_attempts(lesson.attempts, read_cells(lesson.exercise)):
        if attempt.caught_by and not mistakes.keys() & attempt.answers.keys():
            mistakes |= attempt.answers
    return _all(lesson) | mistakes


def _none(lesson: Lesson) -> dict[str, str]:
    return {}


def _crashing(lesson: Lesson) -> dict[str, str]:
    answers = _all(lesson)
    first = next(iter(answers))
    return answers | {first: _CRASH + answers[first]}


STUDENTS = (
    Student("perfect", _all, lambda grade: grade.score == grade.max_score > 0),
    Student("half_right", _first_half, lambda grade: 0 < grade.score < grade.max_score),
    Student("wrong", _mistaken, lambda grade: grade.score < grade.max_score),
    Student("empty", _none, lambda grade: grade.score == 0),
    Student("crashing", _crashing, lambda grade: grade.score == 0, State.CRASHED),
)


def _tasks(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for cell in notebook.cells:
        if task := cell_options(cell).get("task"):
            yield task, cell
