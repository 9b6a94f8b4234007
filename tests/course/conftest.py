"""The course of this checkout, lesson by lesson."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from lessonlib.build.lesson import Lesson, find_lessons

ROOT = Path(__file__).parents[2]
SMOKE = "08_logistic_regression"  # its chapter trains on the engine and in PyTorch


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`lesson` runs over all lessons, `taught` over those with a chapter, `graded` over those with an exercise."""
    lessons = find_lessons(ROOT)
    chosen = {
        "lesson": lessons,
        "taught": [lesson for lesson in lessons if lesson.chapter.exists()],
        "graded": [lesson for lesson in lessons if lesson.exercise.exists()],
    }
    for name, values in chosen.items():
        if name in metafunc.fixturenames:
            params = [pytest.param(lesson, id=lesson.slug, marks=_marks(lesson)) for lesson in values]
            metafunc.parametrize(name, params)


def _marks(lesson: Lesson) -> list[pytest.MarkDecorator]:
    return [pytest.mark.smoke] if lesson.slug == SMOKE else []


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Any]]]:
    """The module's `run(lesson)` for each lesson that is to be tested, by slug: two at a time, ahead of the tests."""
    chosen = [
        lesson
        for item in request.session.items
        if item.module is request.module and "runs" in item.fixturenames
        for lesson in item.callspec.params.values()
    ]
    with ThreadPoolExecutor(2) as pool:
        yield {lesson.slug: pool.submit(request.module.run, lesson) for lesson in chosen}
        pool.shutdown(cancel_futures=True)
