"""What a grading run has done so far, on disk at once: after a crash at any moment, nothing is done twice."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessonlib.grading.course import Course
from lessonlib.grading.outcome import Outcome
from lessonlib.whole_file import write_whole

VERSION = 2


@dataclass(frozen=True)
class Entry:
    """What is recorded of one student. `key`: what was graded, that is submission, release and limits; `release`: with
    which release. `outcome` is without the notebooks' texts. `entered`: what was said of it when it was entered in the
    gradebook, None while it is not; `problem`: why it could not be.
    """

    student: str
    key: str
    release: str
    run: str
    outcome: Outcome
    entered: Mapping[str, Any] | None = None
    problem: str = ""


@dataclass(frozen=True)
class RunNote:
    """What holds for all of a run: which tests count for nothing or for everybody, what the report says first, and the
    seed of the tests' random inputs.
    """

    skipped: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    seed: int = field(default_factory=lambda: secrets.randbits(32))
    run: str = field(default_factory=lambda: secrets.token_hex(8))


class Journal:
    """The outcomes of one assignment in `folder`: one file a student, complete or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        plain = _json(_read(folder / "run.json"))
        lists = {name: tuple(plain.get(name, ())) for name in ("skipped", "dropped", "remarks")}
        self.note = RunNote(**lists, seed=plain.get("seed", 0), run=plain.get("run", ""))

    def begin(self, note: RunNote) -> None:
        """Start a run, or go on with the one of this note. The entries of other runs stay until they are replaced."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if note.run != self.note.run:
            for mark in self._folder.glob("*.started"):
                mark.unlink()
        self.note = note
        self._write(self._folder / "run.json", vars(note))

    def start(self, student: str, key: str) -> None:
        """Say that a submission begins to run: its mark stays if this process dies."""
        mark = {"key": key, "times": self.deaths(student, key) + 1}
        self._write(self._file(student, ".started"), mark)

    def stop(self, student: str) -> None:
        """Say that a submission does not run any more, without an outcome."""
        self._file(student, ".started").unlink(missing_ok=True)

    def has_mark(self, student: str) -> bool:
        """Whether the process died that ran a submission of this student in this run."""
        return self._file(student, ".started").exists()

    def deaths(self, student: str, key: str) -> int:
        """How often in this run the process that ran this submission died before it said how it ended."""
        mark = _json(_read(self._file(student, ".started")))
        return int(mark["times"]) if mark.get("key") == key else 0

    def record(self, outcome: Outcome, key: str, release: str) -> None:
        """Store an outcome. It is on disk when this returns."""
        self._file(outcome.student, ".entered").unlink(missing_ok=True)
        head = {"version": VERSION, "run": self.note.run, "key": key, "release": release}
        lines = [json.dumps(head), outcome.summary.dumps(), outcome.dumps()]
        write_whole(self._file(outcome.student), "\n".join(lines).encode())
        self.stop(outcome.student)

    def enter(self, student: str, note: Mapping[str, Any]) -> None:
        """Say that the gradebook has the recorded outcome."""
        self._write(self._file(student, ".entered"), note)

    def fail(self, student: str, problem: str) -> None:
        """Say why the gradebook could not take the recorded outcome."""
        self._write(self._file(student, ".entered"), {"problem": problem})

    def entry(self, student: str) -> Entry | None:
        """What is recorded of a student."""
        return self._entry(self._file(student))

    def entries(self) -> dict[str, Entry]:
        """What is recorded, by student."""
        found = filter(None, map(self._entry, self._files()))
        return {entry.student: entry for entry in found}

    def outcome(self, student: str) -> Outcome:
        """The recorded outcome, with the notebooks' texts. Raises OSError when nothing is recorded."""
        return Outcome.loads(self._file(student).read_bytes().split(b"\n", 2)[2])

    def _entry(self, path: Path) -> Entry | None:
        try:
            with path.open("rb") as file:
                head, summary = _json(file.readline()), file.readline()
            if head.get("version") != VERSION:
                return None
            outcome = Outcome.loads(summary)
        except (OSError, ValueError, KeyError, TypeError):  # not there, or damaged
            return None
        entered = _json(_read(path.with_suffix(".entered")))
        problem = entered.pop("problem", "")
        return Entry(
            outcome.student, head["key"], head["release"], head["run"], outcome, entered or None, problem
        )

    def _files(self) -> Iterator[Path]:
        return (path for path in sorted(self._folder.glob("*.json")) if path.name != "run.json")

    def _file(self, student: str, suffix: str = ".json") -> Path:
        # A student's name may be longer than a file's may be, or start with a dot.
        return self._folder / f"{hashlib.sha256(student.encode()).hexdigest()[:32]}{suffix}"

    def _write(self, path: Path, content: Mapping[str, Any]) -> None:
        write_whole(path, json.dumps(content).encode())


def journal_of(course: Course, assignment: str) -> Journal:
    return Journal(course.private / "journal" / assignment)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _json(text: bytes) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
