"""How Moodle and Canvas name the files of a class in the archive that an instructor downloads.

Each layout is a collector plugin of nbgrader, so `nbgrader zip_collect --collector=...MoodleLayout` reads these names,
too, and `c.MoodleLayout.named_regexp` in nbgrader_config.py adapts one to a system that names them otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Unicode

from lessonlib.grading.handed_in.tree import File

_FOLDERS = r"(?:.*/)?"  # of an archive that was unpacked and packed again
_MOODLE = (
    _FOLDERS + r"(?P<full_name>[^/]+?)_(?P<student_id>\d+)_assignsubmission_"
    r"(?:(?P<typed>onlinetext)|file)(?:_?/|_)(?P<file_id>.+)"
)
_CANVAS = (
    _FOLDERS + r"(?P<full_name>[^/_]+)(?P<late>_LATE)?_(?P<student_id>\d+)_"
    r"(?:(?P<upload>\d+)_(?P<file_id>[^/]+)|(?P<typed>text|link|media)\.html?)"
)


@dataclass(frozen=True)
class Sender:
    """Who handed in, as the system says: a name as it writes names in files, and a number."""

    name: str
    number: str


@dataclass(frozen=True)
class Sent:
    """One file of the archive. `name`: as the student named it, perhaps in a folder. `upload`: the system's number of
    the file, 0 where it has none; `late`: whether its name says so; `typed`: text of a form instead of a file.
    """

    sender: Sender
    file: File
    name: str
    upload: int = 0
    late: bool = False
    typed: bool = False


class _Layout(FileNameCollectorPlugin):  # type: ignore[misc]
    """Takes files of all kinds, for a helper or an archive is a part of a submission, too."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The parts of a file's name; None where it has another form."""
        found = re.fullmatch(self.named_regexp, submitted_file, re.DOTALL)
        return found.groupdict(default="") if found else None


class MoodleLayout(_Layout):
    """`Ada Lovelace_1234567_assignsubmission_file_/ex.ipynb`, and the same with the folder's slash missing."""

    named_regexp = Unicode(_MOODLE).tag(config=True)


class CanvasLayout(_Layout):
    """`lovelaceada_LATE_12345_678910_ex-1.ipynb`."""

    named_regexp = Unicode(_CANVAS).tag(config=True)


LAYOUTS = {"moodle": MoodleLayout, "canvas": CanvasLayout}


def sort_out(files: Iterable[File], layout: _Layout) -> tuple[dict[Sender, list[Sent]], list[File]]:
    """What each sender handed in, and the files whose names say nothing of a sender."""
    senders: dict[Sender, list[Sent]] = {}
    strange: list[File] = []
    for file in files:
        parts = layout.collect(file.name)
        if parts is None:
            strange.append(file)
            continue
        sender = Sender(parts["full_name"].strip(), parts["student_id"])
        name = parts["file_id"] or file.base
        typed, late = bool(parts.get("typed")), bool(parts.get("late"))
        sent = Sent(sender, file, name, int(parts.get("upload") or 0), late, typed)
        senders.setdefault(sender, []).append(sent)
    return senders, strange


def attempts(sent: Iterable[Sent], expected: Iterable[str]) -> tuple[dict[str, Sent], list[Sent]]:
    """The latest file under each name, and the earlier ones.

    Canvas writes "ex-1.ipynb" for the second "ex.ipynb" of a student: the number is taken away where the name is one of
    `expected` without it, or another file of the student has that name.
    """
    sent = list(sent)
    known = {*expected, *(one.name for one in sent)}
    latest: dict[str, Sent] = {}
    earlier: list[Sent] = []
    for one in sorted(sent, key=lambda one: (one.upload, _attempt(one.name, known)[1])):
        name, _ = _attempt(one.name, known)
        if name in latest:
            earlier.append(latest[name])
        latest[name] = one
    return latest, earlier


def _attempt(name: str, known: Collection[str]) -> tuple[str, int]:
    """The name without the number that Canvas put into it, and the number."""
    found = re.fullmatch(r"(.+)-(\d{1,3})(\.\w+)", name)
    return (found[1] + found[3], int(found[2])) if found and found[1] + found[3] in known else (name, 0)
