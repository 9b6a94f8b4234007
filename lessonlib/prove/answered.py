"""The solution notebook of an exercise, with other answers to some of its tasks."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from nbformat import NotebookNode

from lessonlib.build.derive import derive
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import cell_options


def solution_notebook(lesson: Lesson) -> NotebookNode:
    """The solution notebook as the sources say, hidden tests included."""
    return next(one.notebook for one in derive(lesson) if one.path == lesson.solution_notebook)


def answered(solution: NotebookNode, answers: Mapping[str, str], *, from_first: bool = False) -> NotebookNode:
    """A copy of `solution` with these answers, by task.

    from_first: without the tests above the first of them, which find what they find in the solution.
    """
    notebook = copy.deepcopy(solution)
    kept, other = [], False
    for cell in notebook.cells:
        options = cell_options(cell)
        if options.get("task") in answers:
            cell.source, other = answers[options["task"]], True
        if other or not from_first or "test" not in options:
            kept.append(cell)
    notebook.cells = kept
    return notebook
