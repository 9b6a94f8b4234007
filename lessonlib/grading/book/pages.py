"""Feedback pages: what a learner reads of a graded notebook, written by nbgrader's GenerateFeedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from lessonlib.grading.book.files import remove_copies
from lessonlib.grading.book.renderer import NotRendered, Sheet, shared_renderer
from lessonlib.grading.box.cells.bundle import PICTURES, execution_count, rebuilt
from lessonlib.grading.errors import GradingError
from lessonlib.grading.web_page import environment
from lessonlib.notebook.metadata import grade_id, nbgrader_metadata

_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
# Of the types of a display the first that is there is shown, rendered as the second says.
_RENDERED = {
    "text/html": "html",
    "text/markdown": "markdown",
    "image/svg+xml": "svg",
    "text/latex": "latex",
    **dict.fromkeys(sorted(PICTURES), "picture"),
    "text/plain": "terminal",
}
_ALT = "A picture that the code above shows."


class FeedbackExporter(Exporter):
    """A graded notebook as a page that shows texts, tables, formulas and pictures, and runs and loads nothing.

    It takes the place of nbconvert's HTMLExporter and of nbgrader's template, which write parts of a submission as they
    are, load scripts from the network, and copy every file of a submission beside the page.
    """

    file_extension = ".html"
    output_mimetype = "text/html"

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self._template = environment().get_template("grading:feedback.html")

    def from_filename(  # type: ignore[override]  # as nbconvert's own exporters, which give text
        self, filename: str, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """As Exporter.from_filename; of the submission's files, which nbgrader has just copied, none stays."""
        about = (resources or {}).get("nbgrader", {})
        if self.parent is not None and about:
            folder = self.parent._format_dest(about["assignment"], about["student"])
            remove_copies(Path(filename).parent, Path(folder))
        return super().from_filename(filename, resources=resources, **more)  # type: ignore[return-value]

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        notebook, resources = super().from_notebook_node(nb, resources=resources, **more)
        about = resources["nbgrader"]
        sheet = Sheet(shared_renderer())
        cells = [_shown(cell, number, sheet) for number, cell in enumerate(notebook.cells, start=1)]
        page = self._template.render(
            notebook=about["notebook"],
            score=about["score"],
            max_score=about["max_score"],
            late_penalty=about["late_penalty"],
            cells=cells,
            graded=[cell for cell in cells if cell.grading],
            receipt=self._receipt(notebook, about),
            colours=_COLOURS,
        )
        return page, resources

    def _receipt(self, notebook: NotebookNode, about: Mapping[str, Any]) -> str:
        """The signed receipt as text; "" where there can be none, and the log says why."""
        if self.parent is None:
            return ""
        from lessonlib.grading.receipt.issue import (
            issue,  # learners' systems read this module for its settings, too
        )

        course = self.parent.coursedir
        try:
            signed = issue(notebook, about, str(course.course_id), Path(course.root))
        except GradingError as error:
            self.log.error("%s has no receipt: %s", about["student"], error)
            return ""
        return signed.dumps() if signed else ""


@dataclass(frozen=True)
class Grading:
    """The points of a cell."""

    score: float
    points: float

    @property
    def colour(self) -> str:
        """The class of the page's style for it."""
        return "good" if self.score >= self.points else "some" if self.score > 0 else "bad"


@dataclass(frozen=True)
class Output:
    """`kind` is a class of the page's style."""

    kind: str
    content: Markup


@dataclass(frozen=True)
class Cell:
    """A cell as the template shows it. `kind`: "code" or "text"; `name` is empty where the cell is not graded."""

    anchor: str
    kind: str
    name: str
    content: Markup
    number: int = 0
    outputs: Sequence[Output] = ()
    grading: Grading | None = None
    comment: Markup | None = None


def _shown(cell: NotebookNode, number: int, sheet: Sheet) -> Cell:
    marks = nbgrader_metadata(cell)
    grading = Grading(marks["score"] or 0, marks["points"] or 0) if "score" in marks else None
    comment = _rendered(sheet, "markdown", marks["comment"]) if marks.get("comment") else None
    about: dict[str, Any] = {
        "anchor": f"cell-{number}",
        "name": _name(cell),
        "grading": grading,
        "comment": comment,
    }
    if cell.cell_type == "code":
        outputs = [_output(output, sheet) for output in cell.outputs]
        run = execution_count(cell.execution_count)
        return Cell(
            kind="code", content=_rendered(sheet, "code", cell.source), number=run, outputs=outputs, **about
        )
    if cell.cell_type == "markdown":
        attached = {name: rebuilt(bundle, {})["data"] for name, bundle in cell.get("attachments", {}).items()}
        return Cell(
            kind="text", content=_rendered(sheet, "markdown", cell.source, attachments=attached), **about
        )
    return Cell(kind="text", content=plain(cell.source), **about)


def _name(cell: NotebookNode) -> str:
    if not (is_grade(cell) or is_solution(cell) or is_task(cell)):
        return ""
    kind = "Task" if is_task(cell) else "Answer" if is_solution(cell) else "Test"
    return f"{kind}: {grade_id(cell)}"


def _output(output: NotebookNode, sheet: Sheet) -> Output:
    if output.output_type == "stream":
        return Output("stderr" if output.name == "stderr" else "stdout", _printed(output.text, sheet))
    if output.output_type == "error":
        return Output("error", _printed("\n".join(output.traceback), sheet))
    bundle = rebuilt(output.data, output.metadata)
    data, sizes = bundle["data"], bundle["metadata"]
    for kind, rendered in _RENDERED.items():
        if kind in data:
            with suppress(NotRendered):
                return Output("display", _display(kind, rendered, data[kind], sizes.get(kind, {}), sheet))
    return Output("display", plain(data.get("text/plain") or next(iter(data.values()))))


def _display(kind: str, rendered: str, text: str, size: Mapping[str, int], sheet: Sheet) -> Markup:
    """One type of a display. Raises NotRendered where another type has to do."""
    if rendered == "picture":
        sides = Markup("").join(Markup(' {}="{}"').format(name, pixels) for name, pixels in size.items())
        return Markup('<img src="data:{};base64,{}"{} alt="{}">').format(kind, text, sides, _ALT)
    if rendered == "terminal":
        return _printed(text, sheet)
    return Markup(sheet.render(rendered, text))


def _printed(text: str, sheet: Sheet) -> Markup:
    return Markup("<pre>{}</pre>").format(_rendered(sheet, "terminal", text))


def _rendered(sheet: Sheet, kind: str, text: str, **more: Any) -> Markup:
    """`text` rendered, or as it is."""
    try:
        return Markup(sheet.render(kind, text, **more))
    except NotRendered:
        return escape(text) if kind in ("code", "terminal") else plain(text)


def plain(text: str) -> Markup:
    """`text` as it is."""
    return Markup("<pre>{}</pre>").format(text)
