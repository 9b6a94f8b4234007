"""Releases: what nbgrader makes of an assignment's source, and whether it is what learners got."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from nbgrader.preprocessors.base import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, find_all_files, is_solution
from traitlets.utils.importstring import import_item

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.folders import CourseFolders
from lessonlib.grading.book.handed_out import HandedOutReleases
from lessonlib.grading.book.source_fault import source_fault
from lessonlib.grading.box.limits import MB, Box
from lessonlib.grading.course import Course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.given import given_by, names_bound
from lessonlib.grading.handed_in.given_files import GivenFiles
from lessonlib.grading.handed_in.reference import Release, ReleaseCell, trimmed
from lessonlib.grading.printable import printable
from lessonlib.grading.running.apart import Conditions
from lessonlib.notebook.file import read_notebook
from lessonlib.notebook.metadata import grade_id, nbgrader_metadata
from lessonlib.notebook.regions import visible_source


def read_assignment(course: Course, book: Gradebook, name: str) -> Assignment:
    """The assignment as it is on disk: made of its source; without a source, the release with what the gradebook has
    of its tests. Raises GradingError when there is neither, or nbgrader can make nothing of them.
    """
    memory = HandedOutReleases(course.private, name)
    before = _in_the_gradebook(book, name)
    for notebook, release in before.items():
        memory.remember(notebook, release.handed_out)
    sources = _notebooks(course.folder("source", "", name))
    if sources:
        made = {path.stem: _made(course, name, path) for path in sources}
    elif before:
        made = {notebook: _remembered(course, name, release) for notebook, release in before.items()}
    else:
        raise _unknown(course, book, name)
    releases = []
    for notebook, (full, given) in made.items():
        release = Release.of(full, name, notebook, given)
        memory.remember(notebook, release.handed_out)
        releases.append(Release.of(full, name, notebook, given, memory.of(notebook)[1:]))
    solutions = source_notebooks(course, name)
    conditions = {one.name: _conditions(one, solutions.get(one.name)) for one in releases}
    return Assignment(name, tuple(releases), given_files(course, name), conditions=conditions)


def source_notebooks(course: Course, assignment: str) -> dict[str, bytes]:
    """The solutions, by the notebook's name; empty where they are not on disk."""
    return _contents(course, "source", assignment)


def released_notebooks(course: Course, assignment: str) -> dict[str, bytes]:
    """What learners got, by the notebook's name; empty where it is not on disk."""
    return _contents(course, "release", assignment)


def _contents(course: Course, step: str, assignment: str) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in _notebooks(course.folder(step, "", assignment))}


def _conditions(release: Release, solution: bytes | None) -> Conditions:
    """What the tests of a release need: its imports, helpers and constants, and which names are the learner's."""
    given = [cell.visible for cell in release.cells if cell.cell_type == "code" and not cell.is_answer]
    cells = nbformat.reads(solution.decode(), as_version=4).cells if solution else []
    answers = {
        grade_id(cell): cell.source for cell in cells if cell.cell_type == "code" and is_solution(cell)
    }
    binds = {name: names_bound(source) for name, source in answers.items()}
    return Conditions(given=given_by(given, answers.values()), binds=binds, seed=0)


def check_release(course: Course, assignment: Assignment) -> None:
    """Raise GradingError when learners got something else than what grades them: the release on disk is not what the
    source gives.
    """
    source, folder = (course.folder(step, "", assignment.name) for step in ("source", "release"))
    if not _notebooks(source) or not _notebooks(folder):
        return
    found = []
    for made in assignment.releases:
        path = folder / f"{made.name}.ipynb"
        try:
            released = Release.of(read_notebook(path), assignment.name, made.name)
        except FileNotFoundError:
            found.append(f"{path.name} is missing")
        except (OSError, ValueError) as error:
            found.append(f"{path.name} cannot be read: {error}")
        else:
            found += [f"{path.name}: {line}" for line in _differences(made, released)]
    ours, theirs = (_files(course.directory, one) for one in (source, folder))
    found += [f"the file {name} differs" for name in ours if theirs.get(name, ours[name]) != ours[name]]
    if found:
        raise _contradiction(course, assignment.name, found)


def given_files(course: Course, assignment: str) -> GivenFiles:
    """What lies beside the notebooks. Raises GradingError when it does not fit in a box.

    Learners had what is in the source and in the release; what is in the source alone is for tests. A file that is
    only in the release was not released: a notebook that ran there left it.
    """
    source, release = (
        _files(course.directory, course.folder(step, "", assignment)) for step in ("source", "release")
    )
    if not _notebooks(course.folder("source", "", assignment)):
        learners = tests = release
    elif not _notebooks(course.folder("release", "", assignment)):
        learners = tests = source
    else:
        learners, tests = {name: data for name, data in source.items() if name in release}, source
    editable = course.config.Autograde.get("exclude_overwriting", {}).get(assignment, [])
    files = GivenFiles(learners, tests, frozenset(editable))
    if files.size > Box.disk_mb * MB:
        raise GradingError(
            f"The files of {printable(assignment)} take {files.size / MB:,.0f} MB, and a submission's folder may take "
            f"{Box.disk_mb} MB. Keep large data in a data set's folder, or give a part of it."
        )
    return files


def _notebooks(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.ipynb") if path.is_file() and path.name[0] != ".")


def _files(directory: CourseFolders, folder: Path) -> dict[str, bytes]:
    """What nbgrader copies along with the notebooks of a folder."""
    found = find_all_files(str(folder), [*directory.ignore, "*.ipynb"])
    return {Path(path).relative_to(folder).as_posix(): Path(path).read_bytes() for path in sorted(found)}


class _KeepCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands where SaveCells stands: the notebook has its hidden tests here, and no solutions any more."""

    notebook: NotebookNode

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        self.notebook = copy.deepcopy(nb)
        return nb, resources


def _made(course: Course, assignment: str, source: Path) -> tuple[NotebookNode, NotebookNode]:
    """The release of a source, with and without hidden tests, by the steps that nbgrader_config.py names."""
    directory = CourseFolders(config=course.config, assignment_id=assignment, student_id=".")
    converter = GenerateAssignment(coursedir=directory, config=course.config)
    exporter = converter.exporter = NotebookExporter(parent=converter, config=converter.config)
    keep = _KeepCells(parent=exporter)
    steps = [import_item(step) if isinstance(step, str) else step for step in converter.preprocessors]
    for step in steps:
        exporter.register_preprocessor(keep if step is SaveCells else step)
    if SaveCells not in steps:
        raise GradingError(
            "c.GenerateAssignment.preprocessors lacks SaveCells; nothing can be graded without it."
        )
    resources = {
        "unique_key": source.stem,
        "nbgrader": {
            "student": ".", "assignment": assignment, "notebook": source.stem, "db_url": course.db_url
        },
    }  # fmt: skip
    try:
        text, _ = exporter.from_filename(str(source), resources=resources)
    except Exception as error:  # nbgrader's steps raise whatever they like
        raise GradingError(
            f"nbgrader cannot make the release of {source}: {type(error).__name__}: "
            f"{printable(str(error).rstrip('.'))}. "
            f"{source_fault(source) or 'Correct the notebook, then grade again.'}"
        ) from error
    return keep.notebook, nbformat.reads(text, as_version=4)


def _differences(made: Release, released: Release) -> Iterator[str]:
    """In what the release on disk differs from the one that the source gives, as far as it is graded."""
    there = {cell.grade_id: cell for cell in released.graded}
    for cell in made.graded:
        other = there.pop(cell.grade_id, None)
        if other is None:
            yield f"'{cell.grade_id}' is missing"
        elif (cell.cell_type, cell.is_answer, cell.is_test) != (
            other.cell_type,
            other.is_answer,
            other.is_test,
        ):
            yield f"'{cell.grade_id}' is another kind of cell"
        elif cell.points != other.points:
            yield f"'{cell.grade_id}' is worth {other.points:g} points, not {cell.points:g}"
        elif cell.is_locked and trimmed(cell.visible) != trimmed(other.visible):
            yield f"'{cell.grade_id}' has another text"
    yield from (f"'{grade_id}' is not in the source" for grade_id in there)


def _contradiction(course: Course, assignment: str, found: list[str]) -> GradingError:
    source, release = course.directory.source_directory, course.directory.release_directory
    lines = "\n".join(f"  {printable(line)}" for line in found[:20])
    return GradingError(
        f"{release}/{assignment} is not the release that {source}/{assignment} gives, so learners may have got "
        f"something else than what would grade them. In {release}/:\n{lines}\n"
        f"Make it again: nbgrader generate_assignment {assignment} (for this course's own lessons: lessonlib build). "
        "Who has the earlier release is recognised."
    )


def _unknown(course: Course, book: Gradebook, assignment: str) -> GradingError:
    known = ", ".join(sorted(one.name for one in book.assignments)) or "none"
    return GradingError(
        f"There is no '{printable(assignment)}' in the gradebook or in {course.directory.source_directory}/. "
        f"The gradebook has: {printable(known)}."
    )


def _in_the_gradebook(book: Gradebook, assignment: str) -> dict[str, Release]:
    """The notebooks that the gradebook knows, with the graded cells alone, in any order."""
    try:
        notebooks = book.find_assignment(assignment).notebooks
    except MissingEntry:
        return {}
    return {
        notebook.name: Release(
            assignment,
            notebook.name,
            tuple(_graded_cells(notebook)),
            json.loads(notebook.kernelspec) if notebook.kernelspec else {},
        )
        for notebook in notebooks
    }


def _graded_cells(notebook: Any) -> Iterator[ReleaseCell]:
    graded, answers, tasks = (
        {cell.name: cell for cell in cells}
        for cells in (notebook.grade_cells, notebook.solution_cells, notebook.task_cells)
    )
    for cell in notebook.source_cells:
        metadata = {
            "grade_id": cell.name,
            "checksum": cell.checksum,
            "cell_type": cell.cell_type,
            "locked": cell.locked,
            "grade": cell.name in graded,
            "solution": cell.name in answers,
            "task": cell.name in tasks,
        }
        if worth := graded.get(cell.name) or tasks.get(cell.name):
            metadata["points"] = worth.max_score
        source = cell.source or ""
        visible = source if cell.name in answers else visible_source(source)
        yield ReleaseCell("", cell.cell_type, source, visible, metadata)


def _remembered(course: Course, assignment: str, known: Release) -> tuple[NotebookNode, NotebookNode]:
    """Without a source: the release on disk, with the hidden tests that the gradebook has."""
    path = course.folder("release", "", assignment) / f"{known.name}.ipynb"
    try:
        given = read_notebook(path)
    except (OSError, ValueError) as error:
        raise GradingError(
            f"{path.name} is neither in {course.directory.source_directory}/{assignment}/ nor, as a notebook, in "
            f"{course.directory.release_directory}/{assignment}/. Put the source there."
        ) from error
    full = copy.deepcopy(given)
    cells = {cell.grade_id: cell for cell in known.cells}
    for cell in full.cells:
        found = cells.get(grade_id(cell))
        if found is None or found.source == found.visible:
            continue
        if trimmed(found.visible) != trimmed(cell.source):
            raise GradingError(
                f"The test '{found.grade_id}' in {path} is another one than in the gradebook, which alone has its "
                f"hidden part. Put the source of {assignment} into {course.directory.source_directory}/."
            )
        cell.source = found.source
        nbgrader_metadata(cell)["checksum"] = compute_checksum(cell)
    return full, given
