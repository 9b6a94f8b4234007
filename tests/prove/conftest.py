"""The small lesson of tests/build, and the ways to run its attempts."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from lessonlib.prove.runner import fastest_runner

_SPEC = importlib.util.spec_from_file_location(
    "small_lesson", Path(__file__).parents[1] / "build" / "conftest.py"
)
_SMALL = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_SMALL)
lesson, second = _SMALL.lesson, _SMALL.second


@pytest.fixture(scope="session")
def run():
    with fastest_runner() as runner:
        yield runner
