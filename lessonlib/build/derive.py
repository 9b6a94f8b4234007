"""Building lessons: their notebooks are derived in memory, checked, and only then written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from nbformat import NotebookNode

from lessonlib.build.adopt import adopted_text, written
from lessonlib.build.chapter import chapter_cells
from lessonlib.build.contents import contents_file, contents_of, contents_text
from lessonlib.build.errors import (
    AdoptError,
    BuildError,
    EditedError,
    edited_notebook,
    edited_release,
    foreign_notebook,
    shown,
)
from lessonlib.build.lesson import Lesson, find_lessons
from lessonlib.build.notebook import make_notebook
from lessonlib.build.packing import with_help
from lessonlib.build.release import check_no_leak, make_release
from lessonlib.build.rules import check_exercise
from lessonlib.build.settings import read_settings
from lessonlib.build.source import Cell, parse_cells
from lessonlib.notebook.file import dumps, read_notebook
from lessonlib.notebook.stamp import content_hash, stored_hash
from lessonlib.whole_file import write_text


@dataclass(frozen=True)
class Derived:
    """A notebook as its source says it should be; `adoptable` when edits of it can go back there.

    `values` were filled into its text in place of their names.
    """

    path: Path
    source: Path
    notebook: NotebookNode
    adoptable: bool
    values: Mapping[str, str] = field(default_factory=dict)

    def is_edited(self) -> bool:
        """Whether the notebook on disk holds an edit that writing this one would lose."""
        if not self.path.exists():
            return False
        existing = _read(self.path)
        return content_hash(existing) not in (stored_hash(existing), content_hash(self.notebook))


def build(root: Path, names: Sequence[str] = (), *, adopt: bool = False) -> list[Path]:
    """Build the named lessons, or all, and the table of contents; return the files that changed, with `adopt` sources,
    too.

    Each lesson is built whole or not at all. Raises BuildError with the problems of all lessons, after
    building those that have none.
    """
    changed: list[Path] = []
    errors: list[str] = []
    for lesson in find_lessons(root, names):
        try:
            changed += build_lesson(lesson, adopt=adopt)
        except BuildError as error:
            errors.append(str(error))
    if not names:
        changed += _remove_stale(root)
    try:
        if write_text(contents_file(root), contents_text(contents_of(root))):
            changed.append(contents_file(root))
    except BuildError as error:
        errors.append(str(error))
    if errors:
        raise BuildError("\n".join(dict.fromkeys(errors)))
    return changed


def build_lesson(lesson: Lesson, *, adopt: bool = False) -> list[Path]:
    """Build one lesson; with `adopt`, first write the edits made in its notebooks back into its sources."""
    derived = derive(lesson)
    edited = [one for one in derived if one.is_edited()]
    refused = [one for one in edited if not (adopt and one.adoptable)]
    if refused:
        raise EditedError("\n".join(_refusal(one, lesson) for one in refused))
    adopted = {one.source: _adopted(one) for one in edited}
    if adopted:
        derived = derive(lesson, adopted)
        _check_adopted(derived, edited)
    for source, text in adopted.items():
        write_text(source, text)
    return [*adopted, *(one.path for one in derived if write_text(one.path, dumps(one.notebook)))]


def derive(lesson: Lesson, texts: Mapping[Path, str] = MappingProxyType({})) -> list[Derived]:
    """All notebooks of a lesson, made from its sources and checked; nothing is written.

    `texts` holds what is to be taken for the text of a source instead of its file.
    """

    def cells_of(source: Path) -> list[Cell]:
        return parse_cells(texts.get(source) or source.read_text(encoding="utf-8"), source)

    settings = read_settings(lesson.root)
    complete = lesson.slug not in settings.drafts
    derived = []
    for chapter in lesson.chapters:
        path = chapter.source
        cells, values = chapter_cells(chapter, cells_of(path), lesson.root, complete=complete)
        notebook = make_notebook(cells, chapter.slug, f"lessons/{lesson.slug}/{path.name}")
        derived.append(Derived(chapter.notebook, path, notebook, adoptable=True, values=values))
    if lesson.exercise.exists():
        cells = cells_of(lesson.exercise)
        check_exercise(cells, lesson.exercise, complete=complete, points=settings.points)
        visible = with_help(cells, lesson.exercise, solutions=settings.release_solutions)
        solution = make_notebook(visible, lesson.slug, f"lessons/{lesson.slug}/exercise.py")
        derived.append(Derived(lesson.solution_notebook, lesson.exercise, solution, adoptable=True))
        release = make_release(solution, lesson.slug)
        check_no_leak(cells, release, lesson.exercise)
        derived.append(Derived(lesson.release_notebook, lesson.exercise, release, adoptable=False))
    if not derived:
        raise BuildError(
            f"{shown(lesson.directory)} is empty: write chapter.py or exercise.py in it, or delete it."
        )
    return derived


def _refusal(one: Derived, lesson: Lesson) -> str:
    if one.adoptable:
        return edited_notebook(one.path, one.source, lesson.slug)
    return edited_release(one.path, one.source)


def _adopted(one: Derived) -> str:
    """The source's text with the edits of the notebook on disk."""
    text = one.source.read_text(encoding="utf-8")
    return adopted_text(text, one.source, one.notebook, _read(one.path), one.path, one.values)


def _check_adopted(derived: Sequence[Derived], edited: Sequence[Derived]) -> None:
    """Raise AdoptError unless the sources, as adopted, make the edited notebooks."""
    made = {one.path: content_hash(written(one.notebook, one.values)) for one in derived}
    for one in edited:
        if made[one.path] != content_hash(written(_read(one.path), one.values)):
            raise AdoptError(
                f"{shown(one.path)} holds text that a percent source reads in another way (a line starting with "
                f"`# %%`?). Make the edit in {shown(one.source)} instead."
            )


def _remove_stale(root: Path) -> list[Path]:
    """Delete derived notebooks whose lesson is gone; edited ones, and those of others, stay."""
    lessons = find_lessons(root)
    kept = {path for one in lessons for path in (one.solution_notebook, one.release_notebook)}
    kept |= {chapter.notebook for one in lessons for chapter in one.chapters}
    removed = []
    for path in _derived_places(root):
        if path not in kept and _is_ours_unedited(path):
            path.unlink()
            removed.append(path)
            if path.parent.name == path.stem and not any(path.parent.iterdir()):
                path.parent.rmdir()
    return removed


def _derived_places(root: Path) -> Iterable[Path]:
    for pattern in ("course/*.ipynb", "solutions/*/*.ipynb", "exercises/*/*.ipynb"):
        yield from sorted(root.glob(pattern))


def _is_ours_unedited(path: Path) -> bool:
    try:
        notebook = read_notebook(path)
    except ValueError:
        return False
    return stored_hash(notebook) == content_hash(notebook)


def _read(path: Path) -> NotebookNode:
    try:
        notebook = read_notebook(path)
    except ValueError as error:
        raise EditedError(foreign_notebook(path, str(error))) from error
    if stored_hash(notebook) is None:
        raise EditedError(foreign_notebook(path, "it carries no mark of a build"))
    return notebook
