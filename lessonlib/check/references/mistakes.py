"""Naming what a learner's training does instead of what it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lessonlib.check.failure import CheckFailed

Mistakes = Mapping[str, Mapping[str, Any]]
"""What a check says, and the settings with which a training makes this mistake."""


def name_mistake(mistakes: Mistakes, is_followed: Callable[..., bool], hint: str) -> None:
    """Raise CheckFailed with the first of the mistakes whose settings `is_followed(**settings)` finds in a training."""
    for message, settings in mistakes.items():
        if is_followed(**settings):
            raise CheckFailed(message, hint=hint)
