"""Handing in: an archive of the notebook and the files beside it, and nbgrader's exchange where there is one."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lessonlib import LessonlibError
from lessonlib.grading.handed_in.tree import files_below
from lessonlib.notebook.stamp import content_hash
from lessonlib.whole_file import write_text, write_whole
from lessonlib.work.backup import moment
from lessonlib.work.exercise import Exercise, read
from lessonlib.work.place import cannot_write, free_name

_MOST_BYTES = 50_000_000  # a file beside the notebook; grading takes no larger one


@dataclass(frozen=True)
class HandedIn:
    """`archive`: the file to hand in. `exchange`: what nbgrader said, "" where no exchange is configured. `left`: the
    files beside the notebook that are not in the archive, and why.
    """

    archive: Path
    exchange: str = ""
    left: tuple[str, ...] = ()


def submit(exercise: Exercise, now: datetime | None = None) -> HandedIn:
    """Pack what is to be handed in, and hand it to nbgrader's exchange where this machine has one.

    Raises LessonlibError when the exercise was not begun, its notebook cannot be read, the archive cannot be written,
    or the exchange refuses it.
    """
    exercise.expect_started()
    notebook = read(exercise.notebook)
    time = now or datetime.now().astimezone()
    archive = free_name(exercise.packed, f"{exercise.slug}_{moment(time)}.zip")
    record = {"time": time.isoformat(), "content": content_hash(notebook), "archive": archive.name}
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        packed, left = _packed(exercise)
        write_whole(archive, packed)
        answer = _to_exchange(exercise) if has_exchange() else ""
        write_text(exercise.record, json.dumps(record, indent=1) + "\n")
    except OSError as error:
        place = Path(os.fsdecode(error.filename2 or error.filename or archive))
        raise cannot_write(exercise.record if place == exercise.record else archive, error) from None
    return HandedIn(archive, answer, left)


def has_exchange() -> bool:
    """Whether nbgrader on this machine knows a course, and its exchange, which needs Unix, is there."""
    if sys.platform == "win32":
        return False
    from nbgrader.apps import NbGrader

    app = NbGrader(log_level="ERROR")  # a learner needs no configuration, and no warning that there is none
    app.load_config_file()
    root = app.config.Exchange.get("root", "/usr/local/share/nbgrader/exchange")
    return bool(app.config.CourseDirectory.get("course_id")) and Path(str(root)).is_dir()


def _packed(exercise: Exercise) -> tuple[bytes, tuple[str, ...]]:
    """The folder as an archive: the notebook, and the files beside it; and what is not in it."""
    packed, left = io.BytesIO(), []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(exercise.notebook, exercise.notebook.name)
        for file in files_below(exercise.notebook.parent):
            path = file.path
            if path is None or path == exercise.notebook:
                continue
            if reason := _why_left(path):
                left.append(f"{file.name} {reason}")
            else:
                archive.write(path, file.name)
    return packed.getvalue(), tuple(left)


def _why_left(path: Path) -> str:
    """Why a file is not packed; "" where it is."""
    if path.is_symlink():
        return "is a link to another file"
    if not path.is_file():
        return "is no ordinary file"
    return "is larger than 50 MB" if path.stat().st_size > _MOST_BYTES else ""


def _to_exchange(exercise: Exercise) -> str:
    """`nbgrader submit`, as nbgrader has it: it names the place where the copy went."""
    command = [sys.executable, "-m", "nbgrader", "submit", exercise.slug]
    done = subprocess.run(
        command, cwd=exercise.notebook.parent.parent, capture_output=True, text=True, encoding="utf-8", check=False
    )  # fmt: skip
    said = (done.stderr or done.stdout).strip()
    if done.returncode:
        last = said.splitlines()[-1] if said else f"status {done.returncode}"
        raise LessonlibError(
            f"nbgrader's exchange did not take {exercise.slug}: {last}\n"
            "  Remedy: tell your instructor; the archive in work/handed_in/ can be handed in another way."
        )
    return said
