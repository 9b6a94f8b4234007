"""What names students or holds their grades: readable by its owner alone, or by the course's group where nbgrader
shares a course among graders (CourseDirectory.groupshared).
"""

from __future__ import annotations

import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from sqlalchemy.engine import make_url

from lessonlib.grading.course import CONFIG, Course
from lessonlib.whole_file import write_text

REPORTS = "reports"
_FILES = ("grading.log", ".nbgrader.log", "grades.csv")


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, in a folder that its owner alone can enter."""
    make_folder(path.parent)
    write_text(path, text)
    path.chmod(0o600)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, none of which others can enter."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def make_private(course: Course) -> None:
    """Make the folders that grading fills, and the gradebook's file, so that others cannot read them. Files within a
    folder are as safe as it.
    """
    for folder in _written(course):
        make_folder(folder)
    database = _database(course)
    if database is not None and database.parent.is_dir():
        database.touch(mode=0o600)
    for path in [*_written(course), *_loose(course)]:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _others(course):
            with suppress(PermissionError):  # another grader's: the doctor names it
                path.chmod(mode & ~_others(course))


def exposed(course: Course) -> Iterator[tuple[Path, str]]:
    """What others can read, or git would take along, and why."""
    for path in _private(course):
        if stat.S_IMODE(path.stat().st_mode) & _others(course):
            yield path, f"others can read it: chmod {'o' if _is_shared(course) else 'go'}-rwx"
    for path in _not_ignored(course):
        yield path, "git does not ignore it: add it to .gitignore"


def examine_course(root: Path, console: Console) -> int:
    """Print what is not private of the course in `root`, if there is one; the exit status: 1 when something is not."""
    if not (root / CONFIG).is_file():
        return 0
    course = Course(root)
    found = list(exposed(course))
    if not found:
        console.print(f"Private in {course.root}: all that names students or holds grades.", soft_wrap=True)
    for path, why in found:
        console.print(f"[bold red]Not private:[/] {escape(str(path))}: {escape(why)}", soft_wrap=True)
    return int(bool(found))


def _private(course: Course) -> Iterator[Path]:
    """All that names students or holds grades, and is there."""
    collected = (course.root / course.directory.submitted_directory, course.root / "downloaded")
    places = [*collected, *_written(course), *_loose(course)]
    yield from (place for place in dict.fromkeys(places) if place.exists())


def _written(course: Course) -> list[Path]:
    """The folders that grading fills."""
    steps = (course.directory.autograded_directory, course.directory.feedback_directory)
    return [*(course.root / step for step in steps), course.root / REPORTS, course.private]


def _loose(course: Course) -> list[Path]:
    """Files outside of these folders: logs, nbgrader's table, the gradebook and copies of it."""
    files = [course.root / name for name in _FILES]
    if (database := _database(course)) is not None:
        files += [database, *database.parent.glob(f"{database.name}?*")]
    return [file for file in files if file.is_file()]


def _database(course: Course) -> Path | None:
    """The gradebook's file; None where it is on a server."""
    url = make_url(course.db_url)
    is_file = url.get_backend_name() == "sqlite" and url.database
    return course.root / str(url.database) if is_file else None


def _is_shared(course: Course) -> bool:
    return bool(course.directory.groupshared)


def _others(course: Course) -> int:
    return stat.S_IRWXO if _is_shared(course) else stat.S_IRWXO | stat.S_IRWXG


def _not_ignored(course: Course) -> Iterator[Path]:
    """What of it git would commit; nothing where the course is in no repository."""
    git = shutil.which("git")
    paths = [path for path in _private(course) if path.is_relative_to(course.root)]
    if git is None or not paths:
        return
    inside = subprocess.run(
        [git, "-C", course.root, "rev-parse", "--is-inside-work-tree"], capture_output=True
    )
    if inside.returncode != 0:
        return
    for path in paths:
        ignored = subprocess.run([git, "-C", course.root, "check-ignore", "-q", path], capture_output=True)
        if ignored.returncode == 1:
            yield path
