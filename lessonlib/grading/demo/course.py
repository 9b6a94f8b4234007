"""A course directory made from a checkout of this course."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from lessonlib.build.lesson import Lesson
from lessonlib.grading.course import CONFIG, Course
from lessonlib.grading.errors import GradingError
from lessonlib.whole_file import write_text


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
            raise GradingError(f"{lesson.solution_notebook} is missing. Run `lessonlib build` first.")
        notebook = lesson.solution_notebook.read_text(encoding="utf-8")
        write_text(course.notebook("solutions", "", lesson.slug), notebook)
    return course
