"""Where the files of a submission stay: in submitted/, and nowhere that a browser shows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

KEPT = "timestamp.txt"  # by it nbgrader knows what is late, and what is up to date


def remove_copies(source: Path, folder: Path, keep: Path | None = None) -> None:
    """Remove from `folder` the files that nbgrader has copied there from `source`, but its timestamp and what is in
    `keep`, too. Notebooks are not copied.
    """
    for path in source.rglob("*"):
        relative = path.relative_to(source)
        kept = str(relative) == KEPT or path.suffix == ".ipynb" or (keep and (keep / relative).is_file())
        if not kept and not path.is_dir():
            (folder / relative).unlink(missing_ok=True)
            for parent in list(relative.parents)[:-1]:
                with suppress(OSError):  # it holds others
                    (folder / parent).rmdir()


def only_notebooks(config: Config) -> Callable[..., None]:
    """nbgrader's hook after it autograded: in autograded/ stay the notebooks, and the files that the instructor gives.

    The formgrader serves that folder in Jupyter's origin: a web page beside a submission could do there whatever the
    grader can. What was handed in stays in submitted/.
    """

    def remove(assignment: str, student: str, notebooks: Sequence[str]) -> None:
        course = CourseDirectory(config=config, root=os.getcwd())  # nbgrader works in the course's folder
        form = course.format_path(
            course.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True
        )
        for folder in {Path(notebook).parent for notebook in notebooks}:
            if found := re.fullmatch(form, str(folder)):
                given = course.format_path(course.source_directory, ".", found["assignment"])
                graded = course.format_path(
                    course.autograded_directory, found["student"], found["assignment"]
                )
                remove_copies(folder, Path(graded), keep=Path(given))

    return remove
