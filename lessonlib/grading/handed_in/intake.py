"""What a student handed in, read from a folder that may hold anything: links, pipes, giants, strange names."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from lessonlib.grading.handed_in.archive import packed_in
from lessonlib.grading.handed_in.beside import files_beside
from lessonlib.grading.handed_in.candidates import choose
from lessonlib.grading.handed_in.contents import Malformed
from lessonlib.grading.handed_in.file_patterns import FilePatterns, file_patterns
from lessonlib.grading.handed_in.given_files import unpack
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.timestamp import OF_NBGRADER, TIMESTAMP, read_timestamp
from lessonlib.grading.handed_in.tree import CHECKPOINTS, File, file_at, files_below, normal
from lessonlib.grading.printable import printable

_AGAIN = "Collect the submission again, as a folder."


@dataclass(frozen=True)
class Submission:
    """The files of one student's submission.

    `notebooks`: the bytes of each notebook of the assignment, or why there are none. `files`: what else was
    handed in, by its path beside the notebook. `notes`: what was taken, what was left, and why.
    """

    student: str
    notebooks: dict[str, bytes | Malformed] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A digest of all that was handed in."""
        total = hashlib.sha256()
        for kind in (self.notebooks, self.files):
            for name, content in sorted(kind.items()):
                data = content if isinstance(content, bytes) else str(content).encode(errors="replace")
                total.update(f"{len(name)} {name} {len(data)} ".encode() + data)
        total.update("\n".join(self.notes).encode(errors="replace"))
        return total.hexdigest()

    @property
    def at_hand(self) -> dict[str, bytes]:
        """All that lies beside a notebook while it runs: the files, and the notebooks under their right names."""
        notebooks = {
            f"{name}.ipynb": data for name, data in self.notebooks.items() if isinstance(data, bytes)
        }
        return self.files | notebooks

    def unpack(self, folder: Path) -> None:
        """Write what was handed in into `folder`."""
        unpack(self.at_hand, folder)


def read_submission(folder: Path, student: str, releases: Sequence[Release]) -> Submission:
    """Find and read the notebooks of `releases`, and what lies beside them. Nothing is followed, opened or waited
    for that is not an ordinary file; of zip archives the names are read, and what is needed.
    """
    if reason := _unreadable(folder):
        return Submission(student, {release.name: reason for release in releases})
    patterns = file_patterns(releases)
    expected = _file_names(releases)
    files = files_below(folder, lambda name: name in expected or patterns.is_asked(name), patterns.is_made)
    known = {file.name for file in files}
    for name in expected:
        if name not in known and os.path.lexists(folder / name):  # a folder: reading it says so
            files.insert(0, file_at(folder / name, name))
    unopened = []
    if (folder / CHECKPOINTS).is_dir():
        unopened.append(f"'{CHECKPOINTS}', in which JupyterLab keeps earlier states")
    return _submission(files, student, releases, patterns, unopened)


def read_archive(path: Path, student: str, releases: Sequence[Release]) -> Submission:
    """As `read_submission`, of a zip archive that was handed in alone."""
    return _submission([file_at(path, path.name)], student, releases, file_patterns(releases), [])


def _submission(
    files: list[File],
    student: str,
    releases: Sequence[Release],
    patterns: FilePatterns,
    unopened: list[str],
) -> Submission:
    with ExitStack() as stack:
        files += packed_in(files, stack, unopened)
        choice = choose(files, releases, unopened)
        notes = list(choice.notes)
        rest = _without_own_times([file for file in files if file not in choice.taken.values()], notes)
        place = min((file.parent for file in choice.taken.values()), key=len, default="")
        beside = files_beside(rest, place, patterns, _file_names(releases), notes)
    _check_time(beside, notes)
    return Submission(student, dict(choice.contents), beside, tuple(notes))


def _file_names(releases: Sequence[Release]) -> list[str]:
    return [f"{normal(release.name)}.ipynb" for release in releases]


def _unreadable(folder: Path) -> Malformed | None:
    """Why a student's folder is not looked into; None for a real one."""
    try:
        if not all(stat.S_ISDIR(os.lstat(place).st_mode) for place in (folder.parent, folder)):
            return Malformed("its folder is a link to another place", _AGAIN)
        os.scandir(folder).close()
    except OSError as error:
        return Malformed(f"its folder cannot be read: {error.strerror}", _AGAIN)
    return None


def _without_own_times(files: Sequence[File], notes: list[str]) -> list[File]:
    """Without what only the course may say of a submission: it lies in the outermost folder, where a student who hands
    in an archive or a folder can put nothing.
    """
    own = [file for file in files if file.base in OF_NBGRADER and file.depth > 0]
    notes += [
        f"'{printable(file.name)}' was left: when a submission was handed in is not said within it."
        for file in own
    ]
    return [file for file in files if file not in own]


def _check_time(files: dict[str, bytes], notes: list[str]) -> None:
    """Leave out a time of submission that is none: nbgrader would stop at it. Note what is not certain in one."""
    if TIMESTAMP not in files:
        return
    try:
        note = read_timestamp(files[TIMESTAMP]).note
    except UnicodeDecodeError:
        note = _left_out(files, "it is no text")
    except ValueError as error:
        note = _left_out(files, str(error))
    notes += [note] if note else []


def _left_out(files: dict[str, bytes], reason: str) -> str:
    del files[TIMESTAMP]
    return f"'{TIMESTAMP}' was left out, so nothing is late: {reason}. A time is written 2026-01-31 23:59:00 UTC."
