"""Rows of a class in which everything happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lessonlib.grading.report.row import Row
from lessonlib.grading.states import State

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def possible() -> dict[str, float]:
    return {"a": 4.0, "b": 6.0}


@pytest.fixture
def row() -> Callable[..., Row]:
    """row("ada", 10, points={"a": 4.0}): a row of the exercise 01_xor, worth 10 points."""

    def row(
        student: str, raw: float = 0.0, state: State = State.GRADED, reason: str = "", **rest: Any
    ) -> Row:
        return Row(student, "01_xor", state, reason, raw=raw, max_score=10.0, **rest)

    return row


@pytest.fixture
def rows(row: Callable[..., Row]) -> list[Row]:
    evil = {"points": {"a": 4.0, "b": 0.0}, "by_hand": 4.0, "notes": ("The test 'x' was missing.", EVIL)}
    crashed = {"points": {"a": 0.0, "b": 0.0}, "sandboxed": False}
    return [
        row("ada", 10, points={"a": 4.0, "b": 6.0}, answers="same"),
        row("bob", 10, points={"a": 4.0, "b": 6.0}, answers="same", penalty=2.5),
        row("=cmd|' /C calc'!A0", 4, **evil),
        row(EVIL, 0, State.CRASHED, f"In cell 3, {EVIL}\x1b[31m.", **crashed),
        row("김", 0, State.MISSING),
    ]
