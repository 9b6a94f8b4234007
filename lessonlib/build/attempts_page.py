"""docs/attempts.md: which wrong answer is caught where, as the attempts declare it.

`python -m lessonlib.build.attempts_page > docs/attempts.md`
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lessonlib import LessonlibError
from lessonlib.build.attempts import Attempt, read_attempts
from lessonlib.build.lesson import Lesson, find_lessons, find_root
from lessonlib.build.source import Cell, read_cells

_START = """\
# Attempts

Wrong answers that learners really give, other right ones, and what the tests of each exercise make of them. `lessonlib
prove` runs them all, hidden tests included, and fails when one earns other points than it declares, is caught by other
tests, or reads another message. So this table says what is so. It is made from `lessons/*/attempts/`:

```
python -m lessonlib.build.attempts_page > docs/attempts.md
```

Beside these, it runs attempts that are made by machine and must earn nothing in any exercise: constant answers (each
function gives None, a number, its first argument, zeros, an error of every kind, ...) and objects that lie (all names
of the tasks are bound to an object, a number, a text, a list, a dictionary, an array, a tensor or a network that says
yes to whatever it is asked).
"""


def page(lessons: Iterable[Lesson]) -> str:
    """The page for those of `lessons` that have an exercise. Raises SourceError when an attempt has a wrong form."""
    sections = [_START]
    for lesson in lessons:
        if lesson.exercise.exists():
            cells = read_cells(lesson.exercise)
            sections.append("\n".join(_section(lesson, cells, read_attempts(lesson.attempts, cells))))
    return "\n".join(sections)


def _section(lesson: Lesson, cells: Sequence[Cell], attempts: Sequence[Attempt]) -> Iterator[str]:
    points = {cell.options["test"]: cell.options["points"] for cell in cells if cell.role == "test"}
    total = sum(points.values())
    yield f"## {lesson.slug}\n"
    yield "| attempt | what it does | points | caught by | its message |"
    yield "| --- | --- | --- | --- | --- |"
    for attempt in attempts:
        caught = ", ".join(f"`{test}`" for test in attempt.caught_by)
        earned = total - sum(points[test] for test in attempt.caught_by)
        message = _cell(f"`{attempt.message}`") if attempt.message else ""
        about = _cell(attempt.about)
        yield f"| `{attempt.name}` | {about} | {earned:g} of {total:g} | {caught} | {message} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    try:
        print(page(find_lessons(find_root(Path.cwd()))), end="")
    except LessonlibError as error:
        sys.exit(str(error))
