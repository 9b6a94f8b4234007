"""What lies in a student's folder, but not in that of the assignment: it is never taken, and never passed over."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from lessonlib.grading.handed_in.archive import packed_in
from lessonlib.grading.handed_in.candidates import notebooks_of
from lessonlib.grading.handed_in.contents import Malformed
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.tree import File, files_below
from lessonlib.grading.printable import printable


def misplaced(student_folder: Path, assignment: str, releases: Sequence[Release]) -> Malformed | None:
    """Why a student with nothing in the folder `assignment` is not missing; None when nothing was handed in."""
    if student_folder.is_symlink() or not student_folder.is_dir():
        return None
    found = _found(files_below(student_folder), releases)
    found = found or [
        name
        for name in sorted(os.listdir(student_folder))
        if name != assignment and _is_named_after(name, assignment)
    ]
    if not found:
        return None
    place, listed = student_folder.name, ", ".join(f"'{printable(name)}'" for name in found)
    return Malformed(
        f"in the folder of {printable(place)}, {listed} looks like {assignment}, and lies outside of '{assignment}/'",
        f"Put what counts into {printable(place)}/{assignment}/, then grade with --rerun-changed.",
    )


def attempts_beside(student_folder: Path, assignment: str, releases: Sequence[Release]) -> list[str]:
    """Notes on what lies beside the folder `assignment` under a name like it, such as "ex (1)", and holds answers."""
    if student_folder.is_symlink():
        return []
    try:
        names = [name for name in os.listdir(student_folder) if _is_named_after(name, assignment)]
    except OSError:
        return []
    if not names:
        return []
    files = [file for file in files_below(student_folder) if file.name.partition("/")[0] in names]
    return [
        f"'{printable(name)}' lies beside the folder '{assignment}' and was left. If it counts, put it there, alone."
        for name in _found(files, releases)
    ]


def _found(files: Sequence[File], releases: Sequence[Release]) -> list[str]:
    """The names of the notebooks of `releases` among `files`."""
    files = [file for file in files if not _is_at_home(file)]
    with ExitStack() as stack:
        return sorted({file.name for file in notebooks_of([*files, *packed_in(files, stack, [])], releases)})


def _is_at_home(file: File) -> bool:
    """Whether a notebook lies where that of another assignment belongs: in a folder of its name."""
    return file.depth == 1 and file.base == f"{file.parent}.ipynb"


def _is_named_after(name: str, assignment: str) -> bool:
    """Whether it is called like the assignment, with something behind, such as "ex.pdf" or "ex (1)"."""
    rest = name[len(assignment) :]
    return name.lower().startswith(assignment.lower()) and bool(rest) and not rest[0].isalnum()
