"""What lessons/topics.toml says about the whole course, beside the topics of each lesson."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from lessonlib.build.errors import BuildError, shown


@dataclass(frozen=True)
class Settings:
    """`release_solutions`: whether released exercises bring their explained solutions along.

    `to_convert` names the lessons that are still in the form of the first edition: of them the build asks neither
    practice and references in the chapter, nor explained solutions in the exercise.
    """

    release_solutions: bool = True
    to_convert: Collection[str] = ()


def read_settings(root: Path) -> Settings:
    """The settings of the course in `root`. Raises BuildError where the file is not TOML, or has other types."""
    path = root / "lessons" / "topics.toml"
    if not path.exists():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{shown(path)} is not TOML: {error}.") from error
    release, convert = table.get("release_solutions", True), table.get("to_convert", [])
    if not isinstance(release, bool):
        raise BuildError(f"{shown(path)}: release_solutions is {release!r}. Write true or false.")
    if not isinstance(convert, list) or not all(isinstance(slug, str) for slug in convert):
        raise BuildError(
            f'{shown(path)}: to_convert is {convert!r}. Write a list such as ["08_logistic_regression"].'
        )
    return Settings(release, frozenset(convert))
