"""Which exercise a learner's notebook is compared with."""

from __future__ import annotations

from pathlib import Path

from nbformat.v4 import new_notebook

from lessonlib import LessonlibError
from lessonlib.build.errors import BuildError
from lessonlib.build.lesson import Lesson, find_root
from lessonlib.build.release import make_release
from lessonlib.grading.handed_in.belonging import origin
from lessonlib.grading.handed_in.contents import Contents
from lessonlib.grading.handed_in.reference import Release
from lessonlib.notebook.cell import new_cell
from lessonlib.notebook.file import read_notebook


def given(path: Path) -> Release:
    """The exercise that `path` holds, a notebook or a folder with one. Raises LessonlibError when it cannot be read."""
    if path.is_dir():
        path = _notebook_in(path)
    try:
        return Release.of(read_notebook(path), path.stem, path.stem)
    except (OSError, ValueError) as error:
        raise LessonlibError(f"{path} cannot be used as the released exercise: {error}") from None


def _notebook_in(folder: Path) -> Path:
    names = sorted(path.name for path in folder.glob("*.ipynb"))
    if len(names) == 1:
        return folder / names[0]
    held = f"holds {len(names)} notebooks ({', '.join(names)})" if names else "holds no notebook"
    example = folder / (names or ["NAME.ipynb"])[0]
    raise LessonlibError(f"{folder} {held}, and one is the released exercise. Name it: --release {example}")


def found(place: Path, names: list[str]) -> Release | None:
    """The first of the exercises `names` in the checkout around the folder `place`; None when there is none."""
    try:
        root = find_root(place.resolve())
    except BuildError:
        return None
    for slug in names:
        solution = Lesson(root, slug).solution_notebook
        if slug and solution.is_file():
            return Release.of(make_release(read_notebook(solution), slug), slug, slug)
    return None


def names_in(contents: Contents) -> list[str]:
    """The exercise that a notebook says it is."""
    kind, lesson = origin(contents)
    return [lesson] if kind == "exercise" else []


def of_itself(contents: Contents, name: str) -> Release:
    """A notebook as its own exercise: its tests are those that it holds, and nothing can be compared."""
    cells = []
    for cell in contents.cells:
        node = new_cell(cell.cell_type, cell.source)
        if cell.metadata:
            node.metadata["nbgrader"] = {"grade_id": "", **cell.metadata}
        cells.append(node)
    kernel = contents.metadata.get("kernelspec")
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel} if isinstance(kernel, dict) else {})
    return Release.of(notebook, name, name)
