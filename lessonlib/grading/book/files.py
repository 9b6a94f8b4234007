"""Where the files of a submission stay: in submitted/, and nowhere that a browser shows."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors.base import NbGraderPreprocessor

from lessonlib.grading.handed_in.timestamp import OF_NBGRADER


class OnlyNotebooks(NbGraderPreprocessor):  # type: ignore[misc]
    """The last step of autograding: of a submission's folder, autograded/ keeps the notebooks.

    The formgrader serves that folder in Jupyter's origin, where a web page from a submission could do whatever the
    grader can. Files that the instructor gives with the assignment stay.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        converter, about = (
            self.parent.parent,
            resources["nbgrader"],
        )  # nbgrader's Autograde, above its exporter
        if about["notebook"] == Path(converter.notebooks[-1]).stem:  # those before still need the files
            course = converter.coursedir
            owner = (about["student"], about["assignment"])
            submitted = Path(course.format_path(course.submitted_directory, *owner))
            graded = Path(course.format_path(course.autograded_directory, *owner))
            given = Path(course.format_path(course.source_directory, ".", about["assignment"]))
            remove_copies(submitted, graded, keep=given)
        return nb, resources


def remove_copies(source: Path, folder: Path, keep: Path | None = None) -> None:
    """Remove from `folder` the files that nbgrader has copied there from `source`, but its own two, notebooks, and what
    is in the folder `keep`, too.
    """
    for path in source.rglob("*"):
        relative = path.relative_to(source)
        notebook = path.suffix == ".ipynb" and not path.name.startswith(".")
        kept = str(relative) in OF_NBGRADER or notebook or (keep and (keep / relative).is_file())
        if not kept and not path.is_dir():
            (folder / relative).unlink(missing_ok=True)
            for parent in list(relative.parents)[:-1]:
                with suppress(OSError):  # it holds others
                    (folder / parent).rmdir()
