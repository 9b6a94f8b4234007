"""The learner's version of an exercise: made by nbgrader's generate_assignment, proven to leak nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions
from nbgrader.utils import is_solution
from traitlets.config import Config

from lessonlib.build.errors import LeakError, shown
from lessonlib.build.rules import stub_line
from lessonlib.build.source import Cell
from lessonlib.notebook.file import dumps, read_notebook
from lessonlib.notebook.regions import KINDS, MARKERS, find_regions
from lessonlib.notebook.stamp import stamped_again
from lessonlib.whole_file import write_text

_SHORT = 12  # a line of fewer characters, such as `return x`, says too little to give a solution away


class ClearNamedSolutions(ClearSolutions):
    """nbgrader's ClearSolutions with a stub of its own in each cell: it raises and names the task."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, object], cell_index: int
    ) -> tuple[NotebookNode, dict[str, object]]:
        if is_solution(cell):
            self.code_stub = {"python": stub_line(cell.metadata.nbgrader.grade_id)}
        processed: tuple[NotebookNode, dict[str, object]] = super().preprocess_cell(
            cell, resources, cell_index
        )
        return processed


def release_config() -> Config:
    """nbgrader's settings for generate_assignment: its own preprocessors, but ClearNamedSolutions."""
    steps = GenerateAssignment.preprocessors.default_args[0]
    named = [ClearNamedSolutions if step is ClearSolutions else step for step in steps]
    return Config({"GenerateAssignment": {"preprocessors": named}})


def make_release(source: NotebookNode, slug: str) -> NotebookNode:
    """The learner's version of an exercise's source version, by generate_assignment in a temporary course."""
    with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder:
        write_text(Path(folder, "source", slug, f"{slug}.ipynb"), dumps(source))
        config = release_config()
        config.CourseDirectory.root = folder
        config.GenerateAssignment.no_database = True  # making one takes two seconds
        config.SaveCells.enabled = False
        result = NbGraderAPI(config=config).generate_assignment(slug)
        if not result["success"]:
            raise RuntimeError(
                f"nbgrader could not release {slug}:\n{result.get('error')}\n{result.get('log')}"
            )
        return stamped_again(read_notebook(Path(folder, "release", slug, f"{slug}.ipynb")))


def check_no_leak(cells: Sequence[Cell], release: NotebookNode, path: Path) -> None:
    """Raise LeakError when `release` holds a marker or a telling line that `cells` hide."""
    secrets = _secrets(cells)
    for cell in release.cells:
        for marker in MARKERS:
            if marker in cell.source:
                raise LeakError(
                    f"{shown(path)}: the release still holds '{marker}'. Write it as `### {marker}`."
                )
        lines = {line.strip() for line in cell.source.split("\n")}
        for secret, owner in secrets.items():
            if secret in lines or (cell.cell_type == "markdown" and secret in cell.source):
                remedy = "Take it out of the text that learners see, or give it to them in a code cell."
                raise LeakError(
                    f"{shown(path)}: the release shows `{secret}`, a hidden line of {owner.name}. {remedy}"
                )


def _secrets(cells: Sequence[Cell]) -> dict[str, Cell]:
    """The telling lines of all regions with their cells, less those that visible code shows anyway."""
    regions = [(cell, find_regions(cell.source)) for cell in cells]
    given = {line.strip() for cell, found in regions if cell.kind == "code" for line in found.outside()}
    hidden = [(line.strip(), cell) for cell, found in regions for kind in KINDS for line in found.lines(kind)]
    return {line: cell for line, cell in hidden if _telling(line) and line not in given}


def _telling(line: str) -> bool:
    """Whether a line gives something away; comments, imports and the heads of blocks do not."""
    return len(line) >= _SHORT and not line.startswith(("#", "import ", "from ")) and not line.endswith(":")
