"""The map of the course: the lessons, where they are, and how much of them is done."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from nbformat import NotebookNode

from lessonlib import LessonlibError
from lessonlib.build.contents import Entry, contents_file, read_contents
from lessonlib.notebook.cell import ran_well
from lessonlib.notebook.file import read_notebook
from lessonlib.notebook.metadata import is_test, points_of
from lessonlib.start.page import Page
from lessonlib.work.exercise import Exercise
from lessonlib.work.progress import CHANGED, HANDED_IN, READY, progress
from lessonlib.work.start import start

_COLUMNS = ("", "lesson", "about", "chapter", "exercise")
_TIME = re.compile(r"\*\*Time\*\*: (?:about )?(\d+(?: to \d+)?) minutes")


def course_map(folder: Path | None = None) -> Page:
    """The lessons with links to their notebooks, the minutes that each notebook says it takes, and how much of it is
    done, as it was last saved. Lessons that are not in this copy are on the map, too.

    A chapter is done when each of its code cells has run without an error; an exercise shows the points of the tests
    that ran without an error, and whether it is ready or handed in. Hidden tests are not counted. The links to
    exercises lead to the learner's own copies in `work`, which are made where there are none.

    folder: the course's folder; by default the nearest one, from the working folder upwards, that holds `course`.
    """
    root = folder or _find_course()
    if root is None:
        return _no_map("No notebooks were found near this one. Open it in the folder of the course.")
    try:
        lessons = read_contents(root)
    except (OSError, ValueError) as error:
        file = contents_file(root).relative_to(root).as_posix()
        return _no_map(
            f"The list of lessons, `{file}`, cannot be read ({error}). `git checkout {file}` brings it back, and "
            "`lessonlib build` makes it anew."
        )
    chapters = [_chapters(lesson, root) for lesson in lessons]
    rows = [
        (
            str(lesson.number),
            _text(lesson.title),
            _text(lesson.about),
            ", ".join(parts),
            _exercise(lesson, root),
        )
        for lesson, parts in zip(lessons, chapters, strict=True)
    ]
    done = sum(bool(parts) and all(part.endswith("done") for part in parts) for parts in chapters)
    summary = f"**{done} of {len(lessons)} lessons read.** Save your notebooks, then run this cell again."
    return Page(summary, _COLUMNS, rows)


def _no_map(why: str) -> Page:
    return Page(f"**There is no map here.** {why}", (), ())


def _text(text: str) -> str:
    """A text as a cell of a table has it."""
    return text.replace("|", "\\|")


def _find_course() -> Path | None:
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if any(folder.glob("course/*.ipynb"))), None)


def _chapters(lesson: Entry, root: Path) -> list[str]:
    """What the map says about the chapters of a lesson: one, or parts such as 3a and 3b."""
    number, title = lesson.slug.split("_", 1)
    parts = sorted((root / "course").glob(f"{number}[a-z]_{title}.ipynb"))
    if not parts:
        return list(
            filter(None, [_place(root / "course" / f"{lesson.slug}.ipynb", "chapter", _chapter_done)])
        )
    return [_place(part, f"chapter {part.stem.split('_')[0].lstrip('0')}", _chapter_done) for part in parts]


def _exercise(lesson: Entry, root: Path) -> str:
    """What the map says about the exercise of a lesson: a link to the learner's own copy, made if there is none."""
    exercise = Exercise(root, lesson.slug)
    if not exercise.release.exists():
        return ""
    with suppress(LessonlibError):  # a folder that is not the learner's: the link leads to the release
        start(exercise)
    text = _place(exercise.notebook if exercise.is_started else exercise.release, "exercise", _exercise_done)
    found = progress(exercise)
    news = [f"**{found.state}**"] if found.state in (READY, HANDED_IN, CHANGED) else []
    if found.is_old:
        news.append(f"new release: `lessonlib update {lesson.number}`")
    return ", ".join([text, *news])


def _place(notebook: Path, name: str, done: Callable[[list[NotebookNode]], str]) -> str:
    """A link to the notebook, from the working folder, its minutes, and how much of it is done; empty if there is no
    notebook.
    """
    if not notebook.exists():
        return ""
    link = f"[{name}]({Path(os.path.relpath(notebook)).as_posix()})"
    try:
        cells = read_notebook(notebook).cells
        state = done([cell for cell in cells if cell.cell_type == "code"])
        return " ".join(filter(None, (link, _minutes(cells), state)))
    except (OSError, ValueError):
        return f"{link} (cannot be read)"


def _minutes(cells: Sequence[NotebookNode]) -> str:
    """The time that the opening of a notebook states."""
    stated = _TIME.search(cells[0].source) if cells else None
    return f"({stated[1]} min)" if stated else ""


def _chapter_done(cells: list[NotebookNode]) -> str:
    ran = sum(map(ran_well, cells))
    if ran == len(cells):
        return "done"
    return f"{ran} of {len(cells)} cells" if ran else ""


def _exercise_done(cells: list[NotebookNode]) -> str:
    tests = [cell for cell in cells if is_test(cell)]
    total = sum(points_of(cell) for cell in tests)
    points = sum(points_of(cell) for cell in tests if ran_well(cell))
    begun = any(cell.execution_count for cell in cells)
    return f"{points:g} of {total:g} points" if begun else ""
