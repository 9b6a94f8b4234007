"""The solution notebook of an exercise, with other answers to some of its tasks."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping

from nbformat import NotebookNode

from lessonlib.build.derive import derive
from lessonlib.build.lesson import Lesson
from lessonlib.build.notebook import cell_options


def solution_notebook(lesson: Lesson) -> NotebookNode:
    """The solution notebook as the sources say, hidden tests included."""
    return next(one.notebook for one in derive(lesson) if one.path == lesson.solution_notebook)


def answered(
    solution: NotebookNode, answers: Mapping[str, str], tests: Collection[str] | None = None
) -> NotebookNode:
    """A copy of `solution` with these answers, by task; when `tests` are given, with no others, and up to the last."""
    notebook = copy.deepcopy(solution)
    for cell in notebook.cells:
        cell.source = answers.get(cell_options(cell).get("task", ""), cell.source)
    if tests is not None:
        kept = [cell for cell in notebook.cells if cell_options(cell).get("test", "") in {"", *tests}]
        while kept and "test" not in cell_options(kept[-1]):
            kept.pop()
        notebook.cells = kept
    return notebook
