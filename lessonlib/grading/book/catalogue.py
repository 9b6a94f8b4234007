"""What nbgrader's gradebook knows of an assignment, brought up to date with the release on disk.

nbgrader's own SaveCells refuses to add or remove cells once somebody handed in. Here the grades, comments and extra
credit of the cells that stay, or only get another name, stay with them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    SourceCell,
    SubmittedNotebook,
    TaskCell,
)

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.handed_in.reference import Release, trimmed


def differences(book: Gradebook, assignment: Assignment) -> tuple[str, ...]:
    """In what the gradebook's idea of an assignment differs, in sentences; nothing where it does not have it yet."""
    known = _notebooks(book, assignment.name)
    names = [release.name for release in assignment.releases]
    changes = [f"The notebook '{name}' is gone." for name in sorted(known.keys() - set(names))]
    changes += [f"The notebook '{name}' is new." for name in names if name not in known]
    for release in assignment.releases:
        if release.name in known:
            changes += _Update(known[release.name], release, assignment).changes()
    return tuple(changes) if known else ()


def bring_up_to_date(book: Gradebook, assignment: Assignment) -> None:
    """Make the gradebook know the notebooks of this assignment, and no others; call `save` afterwards."""
    known = _notebooks(book, assignment.name)
    if not known:
        book.update_or_create_assignment(assignment.name)
    for name in known.keys() - {release.name for release in assignment.releases}:
        book.remove_notebook(name, assignment.name)
    for release in assignment.releases:
        notebook = known.get(release.name) or _add_notebook(book, release)
        _Update(notebook, release, assignment).make(book)


def _notebooks(book: Gradebook, assignment: str) -> dict[str, Any]:
    try:
        return {notebook.name: notebook for notebook in book.find_assignment(assignment).notebooks}
    except MissingEntry:
        return {}


def _add_notebook(book: Gradebook, release: Release) -> Any:
    notebook = book.add_notebook(release.name, release.assignment)
    for submission in book.find_assignment(release.assignment).submissions:
        book.db.add(SubmittedNotebook(notebook=notebook, assignment=submission))
    book.db.flush()
    return notebook


class _Update:
    """One notebook: for each table of the gradebook, the rows that it has and those that it shall have."""

    def __init__(self, notebook: Any, release: Release, assignment: Assignment) -> None:
        self._notebook, self._release = notebook, release
        self._rows = {
            GradeCell: _by_name(notebook.grade_cells),
            SolutionCell: _by_name(notebook.solution_cells),
            TaskCell: _by_name(notebook.task_cells),
            SourceCell: _by_name(notebook.source_cells),
        }
        self._wanted = _wanted(release, assignment)
        self._renamed = self._renames()
        for table, rows in self._rows.items():
            self._rows[table] = {self._renamed.get(name, name): row for name, row in rows.items()}

    def changes(self) -> Iterator[str]:
        """What changes, in sentences."""
        name = self._release.question
        there, wanted = self._rows[SourceCell], self._wanted[SourceCell]
        yield from (f"'{name(old)}' is called '{name(new)}' now." for old, new in self._renamed.items())
        yield from (f"'{name(one)}' is new." for one in wanted if one not in there)
        yield from (f"'{name(one)}' is gone." for one in there if one not in wanted)
        for one in wanted:
            if (
                one in there
                and one not in self._renamed.values()
                and wanted[one]["source"] != there[one].source
            ):
                yield f"'{name(one)}' has another text."
        for table in (GradeCell, TaskCell):
            for one, row in self._rows[table].items():
                points = self._wanted[table].get(one, {}).get("max_score", row.max_score)
                if points != row.max_score:
                    yield f"'{name(one)}' is worth {points:g} points, not {row.max_score:g}."

    def make(self, book: Gradebook) -> None:
        """Change the gradebook's rows."""
        self._notebook.kernelspec = json.dumps(dict(self._release.kernelspec))
        for table, wanted in self._wanted.items():
            for name, columns in wanted.items():
                if name in self._rows[table]:
                    _set(self._rows[table][name], {"name": name, **columns})
                else:
                    self._add(book, table, name, columns)
        for table, rows in self._rows.items():
            for name, row in rows.items():
                if name not in self._wanted[table]:
                    _remove(book, table, row)
        book.db.flush()

    def _add(self, book: Gradebook, table: Any, name: str, columns: Mapping[str, Any]) -> None:
        """Add a cell. Each submission gets a grade and a comment for it; those of a cell of this name that was of
        another kind stay.
        """
        cell = table(name=name, notebook=self._notebook, **columns)
        book.db.add(cell)
        book.db.flush()
        for kind, tables in _HANGS_ON.items():
            if table not in tables:
                continue
            other = next(one for one in tables if one is not table)
            if name in self._rows[other] and name not in self._wanted[other]:
                before = self._rows[other][name].id
                book.db.query(kind).filter(kind.cell_id == before).update({"cell_id": cell.id})
            else:
                book.db.add_all(
                    kind(cell_id=cell.id, notebook=submitted) for submitted in self._notebook.submissions
                )

    def _renames(self) -> dict[str, str]:
        """Old and new name of each cell that has the same kind and text as before, as far as only one has."""
        there, wanted = self._rows[SourceCell], self._wanted[SourceCell]
        gone, come = [one for one in there if one not in wanted], [one for one in wanted if one not in there]
        pairs = [(old, new) for old in gone for new in come if self._is_the_same(old, new)]
        counts = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)
        return {old: new for old, new in pairs if counts[0][old] == counts[1][new] == 1}

    def _is_the_same(self, old: str, new: str) -> bool:
        """Whether a cell that there is and one that shall be differ in their names alone; a stub may tell the name."""
        before, after = self._rows[SourceCell][old], self._wanted[SourceCell][new]
        kinds = [old in self._rows[table] for table in self._rows] == [
            new in self._wanted[table] for table in self._rows
        ]
        either = f"(?:{re.escape(old)}|{re.escape(new)})"
        pattern = either.join(map(re.escape, trimmed(before.source or "").split(old)))
        return (
            kinds
            and before.cell_type == after["cell_type"]
            and re.fullmatch(pattern, trimmed(after["source"])) is not None
        )


_HANGS_ON: dict[Any, tuple[Any, Any]] = {Grade: (GradeCell, TaskCell), Comment: (SolutionCell, TaskCell)}


def _by_name(cells: Iterable[Any]) -> dict[str, Any]:
    return {cell.name: cell for cell in cells}


def _wanted(release: Release, assignment: Assignment) -> dict[Any, dict[str, dict[str, Any]]]:
    """The columns of each cell in the tables where it belongs, as nbgrader's SaveCells would fill them."""
    possible = assignment.possible
    wanted: dict[Any, dict[str, dict[str, Any]]] = {
        GradeCell: {},
        SolutionCell: {},
        TaskCell: {},
        SourceCell: {},
    }
    for cell in release.graded:
        worth = {"max_score": possible.get(release.question(cell.grade_id), 0.0), "cell_type": cell.cell_type}
        for mark, table, columns in (
            ("grade", GradeCell, worth),
            ("solution", SolutionCell, {}),
            ("task", TaskCell, worth),
        ):
            if cell.metadata.get(mark):
                wanted[table][cell.grade_id] = columns
        wanted[SourceCell][cell.grade_id] = {
            "cell_type": cell.cell_type,
            "locked": not cell.is_answer and bool(cell.metadata.get("grade") or cell.metadata.get("locked")),
            "source": cell.source,
            "checksum": cell.metadata.get("checksum"),
        }
    return wanted


def _set(row: Any, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _remove(book: Gradebook, table: Any, cell: Any) -> None:
    """Take a cell out, with the grades and comments that hang on it."""
    for kind, tables in _HANGS_ON.items():
        if table in tables:
            book.db.query(kind).filter(kind.cell_id == cell.id).delete()
    book.db.delete(cell)
