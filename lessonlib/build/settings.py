"""What lessons/topics.toml says about the whole course, beside the topics of each lesson."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessonlib.build.errors import BuildError, shown
from lessonlib.build.lesson import SLUG

SETTINGS = Path("lessons", "topics.toml")
POINTS = 10.0  # of an exercise, unless the course says something else


@dataclass(frozen=True)
class Settings:
    """`release_solutions`: whether released exercises bring their explained solutions along.

    `drafts` names the lessons that are being written: of them the build asks neither practice and references in the
    chapter, nor explained solutions in the exercise.

    `points`: what the tests of each exercise sum to; None where they may sum to anything.

    `about`: the subject of each lesson that has a section there, in a few words; "" where none is given.
    """

    release_solutions: bool = True
    drafts: Collection[str] = ()
    points: float | None = POINTS
    about: Mapping[str, str] = field(default_factory=dict)


def read_settings(root: Path) -> Settings:
    """The settings of the course in `root`. Raises BuildError where the file is not TOML, or has other types."""
    path = root / SETTINGS
    if not path.exists():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{shown(path)} is not TOML: {error}.") from error
    release, drafts = table.get("release_solutions", True), table.get("drafts", [])
    if not isinstance(release, bool):
        raise BuildError(f"{shown(path)}: release_solutions is {release!r}. Write true or false.")
    if not isinstance(drafts, list) or not all(isinstance(slug, str) for slug in drafts):
        raise BuildError(
            f'{shown(path)}: drafts is {drafts!r}. Write a list such as ["08_logistic_regression"].'
        )
    return Settings(release, frozenset(drafts), _points(path, table), _about(path, table))


def _points(path: Path, table: Mapping[str, Any]) -> float | None:
    points = table.get("points", POINTS)
    if points == "any":
        return None
    if isinstance(points, bool) or not isinstance(points, int | float) or not points > 0:
        raise BuildError(f'{shown(path)}: points is {points!r}. Write a positive number, or "any".')
    return float(points)


def _about(path: Path, table: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for slug, section in table.items():
        if isinstance(section, dict):
            if not SLUG.fullmatch(slug):
                raise BuildError(
                    f"{shown(path)}: [{slug}] is no lesson's name. Write one such as [08_logistic_regression]."
                )
            found[slug] = section.get("about", "")
            if not isinstance(found[slug], str):
                raise BuildError(f"{shown(path)}: about of [{slug}] is {found[slug]!r}. Write a text.")
    return found
