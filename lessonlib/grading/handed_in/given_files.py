"""The assignment's own files: data, helper modules, pictures, as the instructor released them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lessonlib.grading.printable import printable


@dataclass(frozen=True)
class GivenFiles:
    """Contents by path. `learners` lie beside each submission, `tests` can be read by the tests alone.

    `editable`: paths of which a student's own copy is used where there is one (nbgrader's setting
    Autograde.exclude_overwriting).
    """

    learners: Mapping[str, bytes] = field(default_factory=dict)
    tests: Mapping[str, bytes] = field(default_factory=dict)
    editable: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """In bytes, of the larger of the two."""
        return max(sum(map(len, files.values())) for files in (self.learners, self.tests))

    def key(self) -> str:
        """A digest of all files; it changes when one of them does."""
        total = hashlib.sha256(repr(sorted(self.editable)).encode())
        for files in (self.learners, self.tests):
            for name, content in sorted(files.items()):
                total.update(f"{len(name)} {name} {len(content)} ".encode() + content)
        return total.hexdigest()

    def beside(self, files: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """What lies beside a notebook with which a student handed in `files`, and notes on what was not taken."""
        own = {name for name in files if name in self.editable}
        given = {name: content for name, content in self.learners.items() if name not in own}
        in_the_way = {name for name in files if name not in given and _in_the_way(name, given)}
        changed = sorted(name for name in files if name in given and files[name] != given[name])
        notes = tuple(
            f"'{printable(name)}' was not as the exercise gave it; the exercise's own was used."
            for name in [*changed, *sorted(in_the_way)]
        )
        return {name: data for name, data in files.items() if name not in in_the_way} | given, notes


def _in_the_way(name: str, given: Mapping[str, bytes]) -> bool:
    """Whether a file has the name of a folder that is given, or lies in a folder with the name of a given file."""
    parents = {str(parent) for path in given for parent in PurePosixPath(path).parents}
    return name in parents or any(str(parent) in given for parent in PurePosixPath(name).parents)


def unpack(files: Mapping[str, bytes], folder: Path) -> None:
    """Write `files` into `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
