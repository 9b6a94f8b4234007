"""The course of this checkout, lesson by lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessonlib.build.lesson import find_lessons

ROOT = Path(__file__).parents[2]


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
            metafunc.parametrize(name, values, ids=lambda lesson: lesson.slug)
