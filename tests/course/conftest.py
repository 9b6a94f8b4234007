"""The course of this checkout, lesson by lesson."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lessonlib.build.lesson import Chapter, Lesson, find_lessons

ROOT = Path(__file__).parents[2]
# Of each kind one is done always: a chapter that trains on the engine and in PyTorch, and a short exercise.
SMOKE = {"lesson": "08_logistic_regression", "taught": "08b_logistic_regression", "graded": "01_tensors"}


class Taught(NamedTuple):
    """A chapter and its lesson."""

    lesson: Lesson
    chapter: Chapter

    @property
    def slug(self) -> str:
        return self.chapter.slug


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`lesson` runs over all lessons, `taught` over all chapters, `graded` over the lessons with an exercise."""
    lessons = find_lessons(ROOT)
    chosen = {
        "lesson": lessons,
        "taught": [Taught(lesson, chapter) for lesson in lessons for chapter in lesson.chapters],
        "graded": [lesson for lesson in lessons if lesson.exercise.exists()],
    }
    for name, values in chosen.items():
        if name in metafunc.fixturenames:
            slow = metafunc.definition.get_closest_marker("slow")
            params = [
                pytest.param(value, id=value.slug, marks=_marks(value.slug == SMOKE[name], slow))
                for value in values
            ]
            metafunc.parametrize(name, params)


def _marks(always: bool, slow: pytest.Mark | None) -> list[pytest.MarkDecorator]:
    """What is slow is done for one lesson; for the others it is thorough, or as `slow(others=...)` says."""
    if always:
        return [pytest.mark.smoke]
    return [getattr(pytest.mark, slow.kwargs.get("others", "thorough"))] if slow else []


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Any]]]:
    """The module's `run(value)` for each lesson or chapter to be tested, by slug: two at a time, ahead of the tests."""
    chosen = [
        value
        for item in request.session.items
        if item.module is request.module and "runs" in item.fixturenames
        for value in item.callspec.params.values()
    ]
    with ThreadPoolExecutor(2) as pool:
        yield {value.slug: pool.submit(request.module.run, value) for value in chosen}
        pool.shutdown(cancel_futures=True)
