"""What a grading run has done so far, on disk at once: after a crash at any moment, nothing is done twice."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERSION = 1


class Journal:
    """The results of one assignment in `folder`: one file a student, complete or not there.

    An entry belongs to the run that made it. `key` says what was graded (submission, release, limits): an
    entry with another key is out of date.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run = self._read(folder / "run.json").get("run", "")

    def begin(self) -> None:
        """Start a new run; the entries of older runs stay until they are replaced."""
        self._run = secrets.token_hex(8)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write(self._folder / "run.json", {"run": self._run})

    def record(self, student: str, key: str, result: dict[str, Any]) -> None:
        """Store what came of a student's submission. It is on disk when this returns."""
        self._written(student).unlink(missing_ok=True)
        entry = {"version": VERSION, "run": self._run, "student": student, "key": key, "result": result}
        self._write(self._entry(student), entry)

    def result(self, student: str, key: str, *, this_run: bool = True) -> dict[str, Any] | None:
        """What was recorded under `key`, in this run or in any."""
        entry = self._read(self._entry(student))
        fits = entry.get("version") == VERSION and entry.get("student") == student and entry.get("key") == key
        if not fits or (this_run and entry.get("run") != self._run):
            return None
        result: dict[str, Any] = entry["result"]
        return result

    def latest(self, student: str) -> dict[str, Any]:
        """What was recorded last. Raises KeyError when nothing was."""
        result: dict[str, Any] = self._read(self._entry(student))["result"]
        return result

    def mark_written(self, student: str, note: dict[str, Any]) -> None:
        """Say that the gradebook has the recorded result; `note` is kept for `written`."""
        self._write(self._written(student), note)

    def written(self, student: str) -> dict[str, Any] | None:
        """The note of a result that the gradebook has; None when it still has to be written."""
        return self._read(self._written(student)) or None

    def students(self) -> Iterator[str]:
        """Who has an entry."""
        for path in sorted(self._folder.glob("*.json")):
            if "student" in (entry := self._read(path)):
                yield entry["student"]

    def _entry(self, student: str) -> Path:
        # A student's name may be longer than a file's may be, or start with a dot.
        return self._folder / f"{hashlib.sha256(student.encode()).hexdigest()[:32]}.json"

    def _written(self, student: str) -> Path:
        return self._entry(student).with_suffix(".written")

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            read = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        with temporary.open("wb") as file:
            file.write(json.dumps(content).encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
