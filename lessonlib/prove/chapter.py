"""Proving chapters: they run from top to bottom with their proof cells, and with every answer to their practice cells.

Before a practice cell run its wrong answers and its solution. They and the proof cells are asides (`aside.py`): the
chapter's own cells see what they see in *Run All*, and give what they give there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from rich.text import Text

from lessonlib.build.chapter import chapter_cells
from lessonlib.build.hints import read_hints
from lessonlib.build.lesson import Chapter, Lesson
from lessonlib.build.notebook import make_notebook
from lessonlib.build.packing import HIDDEN, PACKED_CALL
from lessonlib.build.practice import Practice, practices
from lessonlib.build.settings import read_settings
from lessonlib.build.source import Cell, read_cells
from lessonlib.check.practice import learners_cell
from lessonlib.notebook.execution import cell_error, run_notebooks

_FIRST = """\
from lessonlib.prove.aside import Asides as _Asides

_asides, _messages = _Asides(globals()), []"""
_WRONG = """\
assert check.last.verdict == "wrong", f"a wrong answer is {{check.last.verdict}}"
assert {message!r} in check.last.message, check.last.message
_messages.append(check.last.message)"""
_REACHED = (
    "assert any({0!r} in message for message in _messages), 'no wrong answer reaches the hint for ' + {0!r}"
)
_UNANSWERED = 'assert check.last.verdict == "unanswered", check.last'
_RIGHT = 'assert check.last.verdict == "right", check.last'


@dataclass(frozen=True)
class ChapterProof:
    """How a chapter ran: its seconds, and the errors of its cells, each with the cell's first line."""

    chapter: Chapter
    seconds: float
    errors: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.errors


def prove_chapters(lesson: Lesson) -> list[ChapterProof]:
    """Run all chapters of a lesson. Raises SourceError when one breaks the lesson format."""
    runs = run_notebooks([proof_notebook(lesson, chapter) for chapter in lesson.chapters])
    return [
        ChapterProof(chapter, run.seconds, (*_errors(run.notebook), *filter(None, [run.stopped])))
        for chapter, run in zip(lesson.chapters, runs, strict=True)
    ]


def report(proof: ChapterProof) -> Text:
    """A line for the chapter, and one for each error in it."""
    verdict = "holds" if proof.holds else "does not hold"
    lines = [f"{proof.chapter.slug} {verdict} ({proof.seconds:.0f} s)", *proof.errors]
    return Text("\n  ".join(lines), style="green" if proof.holds else "red")


def proof_notebook(lesson: Lesson, chapter: Chapter) -> NotebookNode:
    """The notebook that proves `chapter`. Raises SourceError when it breaks the lesson format."""
    cells = read_cells(chapter.source)
    complete = lesson.slug not in read_settings(lesson.root).drafts
    visible, _ = chapter_cells(chapter, cells, lesson.root, complete=complete)
    packed = [cell for cell in visible if PACKED_CALL in cell.source]
    proving = [_aside(_FIRST), *packed, *_proving(cells, chapter.source)]
    notebook = make_notebook(proving, chapter.slug, chapter.source.name)
    for cell, node in zip(proving, notebook.cells, strict=True):
        node.metadata["lessonlib"] = {"aside": cell.role == "proof"}
    return notebook


def chapters_own(proof: NotebookNode) -> list[NotebookNode]:
    """The code cells of a proof notebook that are those of the chapter's notebook, in its order."""
    return [
        cell for cell in proof.cells if cell.cell_type == "code" and not cell.metadata["lessonlib"]["aside"]
    ]


def _aside(source: str) -> Cell:
    return Cell("code", source, {"proof": True})


def _proving(cells: Sequence[Cell], path: Path) -> Iterator[Cell]:
    """The cells of a chapter, each practice cell after all answers to it, and the proofs in their places."""
    answers = {practice.name: practice for practice in practices(cells)}
    for cell in cells:
        if cell.role == "try":
            yield from _set_aside(_answers(answers[cell.owner], path), sharing=False)
            yield Cell("code", learners_cell(cell.owner, answers[cell.owner].stub.source))
            yield _aside(_UNANSWERED)
        elif cell.role == "proof":
            yield from _set_aside([cell.source], sharing=True)
        elif cell.role not in HIDDEN:
            yield cell


def _set_aside(sources: Iterable[str], *, sharing: bool) -> Iterator[Cell]:
    """Cells that leave no trace. Proofs share names among them; a learner's answer sees none of these."""
    yield from map(_aside, [f"_asides.begin(sharing={sharing})", *sources, "_asides.end()"])


def _answers(practice: Practice, path: Path) -> Iterator[str]:
    """Wrong answers and the solution, each before what must be true of it."""
    name = practice.name
    hints, _ = read_hints(practice.cells("hints", "markdown")[0], path, fewest=1)
    yield "_messages.clear()"
    for wrong in practice.cells("wrong"):
        yield learners_cell(name, wrong.source)
        yield _WRONG.format(message=wrong.options["message"])
    for fragment, _ in hints.when:
        yield _REACHED.format(fragment)
    yield learners_cell(name, practice.solution().code)
    yield _RIGHT


def _errors(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "code" and (error := cell_error(cell)):
            yield f"{cell.source.strip().partition(chr(10))[0]}: {error}"
