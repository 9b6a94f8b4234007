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
    kept, end = [], 0
    for cell in notebook.cells:
        options = cell_options(cell)
        cell.source = answers.get(options.get("task", ""), cell.source)
        if tests is None or options.get("test", "") in {"", *tests}:
            kept.append(cell)
            end = len(kept) if "test" in options or tests is None else end
    notebook.cells = kept[:end]
    return notebook
