"""One exercise as a learner has it: the release, the copy that is worked on, and what is kept of both.

exercises/05_checkpoints/05_checkpoints.ipynb       the release, which nobody changes
work/05_checkpoints/05_checkpoints.ipynb            the learner's copy
work/.lessonlib/05_checkpoints.ipynb                the release that the copy was made from
work/.lessonlib/05_checkpoints.json                 what was handed in last
work/backups/05_checkpoints/2026-11-29_0915.ipynb   the copy before it was put back or brought up to date
work/handed_in/05_checkpoints_2026-11-29_0930.zip   what to hand in
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from lessonlib import LessonlibError
from lessonlib.notebook.file import read_notebook


@dataclass(frozen=True)
class Exercise:
    """The exercise `slug`, such as "05_checkpoints", of the course in `root`."""

    root: Path
    slug: str

    @property
    def release(self) -> Path:
        return self.root / "exercises" / self.slug / f"{self.slug}.ipynb"

    @property
    def notebook(self) -> Path:
        """The learner's copy; not there before `start`."""
        return self.root / "work" / self.slug / f"{self.slug}.ipynb"

    @property
    def base(self) -> Path:
        return self.root / "work" / ".lessonlib" / f"{self.slug}.ipynb"

    @property
    def record(self) -> Path:
        return self.base.with_suffix(".json")

    @property
    def backups(self) -> Path:
        return self.root / "work" / "backups" / self.slug

    @property
    def packed(self) -> Path:
        """The folder of the archives to hand in."""
        return self.root / "work" / "handed_in"

    @property
    def is_started(self) -> bool:
        return self.notebook.is_file()

    def shown(self, path: Path) -> str:
        """A path as it is told: from the course's folder."""
        return path.relative_to(self.root).as_posix()

    def expect_started(self) -> None:
        """Raises LessonlibError when there is no copy yet."""
        if not self.is_started:
            number = self.slug[:2].lstrip("0")
            raise LessonlibError(
                f"You have not begun {self.slug}: there is no {self.shown(self.notebook)}.\n"
                f"  Remedy: lessonlib start {number}"
            )


def find_course(start: Path) -> Path:
    """The nearest folder at or above `start` that holds released exercises."""
    for folder in (start, *start.parents):
        if any((folder / "exercises").glob("*/*.ipynb")):
            return folder
    raise LessonlibError(
        f"There are no exercises in {start} or above it.\n"
        "  Remedy: run this in the folder of the course, which holds exercises/."
    )


def find_exercises(root: Path, names: Sequence[str] = ()) -> list[Exercise]:
    """The exercises named by number or slug ("5", "05_checkpoints"), or all of them, in order.

    Raises LessonlibError for a name that is none.
    """
    everything = list(_exercises(root))
    if not names:
        return everything
    chosen = {_choose(everything, name).slug for name in names}
    return [exercise for exercise in everything if exercise.slug in chosen]


def read(path: Path) -> NotebookNode:
    """A notebook of the learner's. Raises LessonlibError, with what to do, when it cannot be read."""
    return _read(
        path, "put back a copy from work/backups/, or begin again: `lessonlib reset` keeps this file."
    )


def read_release(exercise: Exercise) -> NotebookNode:
    """The exercise as it was released. Raises LessonlibError, with what to do, when it cannot be read."""
    return _read(
        exercise.release,
        "get the course once more, for example with `git checkout exercises`, where a merge left marks in it.",
    )


def _read(path: Path, remedy: str) -> NotebookNode:
    try:
        return read_notebook(path)
    except OSError as error:
        raise LessonlibError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise LessonlibError(
            f"{path} cannot be read: {error}. It is left as it is.\n  Remedy: {remedy}"
        ) from None


def _exercises(root: Path) -> Iterator[Exercise]:
    for folder in sorted((root / "exercises").iterdir()):
        if (folder / f"{folder.name}.ipynb").is_file():
            yield Exercise(root, folder.name)


def _choose(exercises: Sequence[Exercise], name: str) -> Exercise:
    wanted = Path(name.rstrip("/")).name.removesuffix(".ipynb")
    for exercise in exercises:
        number = exercise.slug.split("_")[0]
        if wanted == exercise.slug or (wanted.isdigit() and number.isdigit() and int(wanted) == int(number)):
            return exercise
    known = ", ".join(exercise.slug for exercise in exercises) or "none"
    raise LessonlibError(f"There is no exercise '{name}'. The exercises are: {known}.")
