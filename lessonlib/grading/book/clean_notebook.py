"""The step after a submission ran: nothing stays in the notebook that a reader's program could run or load.

nbgrader's formgrader shows autograded notebooks in Jupyter's origin, JupyterLab opens them, feedback is made of them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors.base import NbGraderPreprocessor

from lessonlib.check.replies import clean
from lessonlib.check.values.wire import WireError
from lessonlib.grading.book.renderer import NotRendered, Sheet, shared_renderer
from lessonlib.grading.box.cells.bundle import PICTURES, execution_count, rebuilt
from lessonlib.grading.box.cells.outputs import OutputBudget, checked
from lessonlib.grading.receipt.marks import kept_marks
from lessonlib.notebook.metadata import is_test

_OF_KERNEL = ("name", "display_name", "language")
_OF_CELL = ("nbgrader", "lessonlib")  # who is graded how, and where a test failed


class CleanNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Makes metadata, attachments and outputs anew from nothing; sources and points stay as they are.

    HTML in outputs is sanitized, drawings become pictures, types that only a script can show are left out.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        nb.metadata = from_dict({**_kernel(nb.metadata.get("kernelspec")), **kept_marks(nb)})
        sheet, budget = Sheet(shared_renderer()), OutputBudget()
        for cell in nb.cells:
            cell.metadata = from_dict(
                {name: cell.metadata[name] for name in _OF_CELL if name in cell.metadata}
            )
            if cell.cell_type == "code":
                cell.execution_count = execution_count(cell.execution_count) or None
                # A test's error is what costs its points: nothing that a learner showed may crowd it out.
                left = OutputBudget() if is_test(cell) else budget
                cell.outputs = [
                    from_dict(one) for output in cell.outputs for one in _cleaned(output, sheet, left)
                ]
            _clean_attachments(cell)
        return nb, resources


def _kernel(spec: Any) -> dict[str, Any]:
    """The metadata of a notebook: its kernel, by name."""
    given = spec if isinstance(spec, dict) else {}
    named = {name: clean(given[name]) for name in _OF_KERNEL if isinstance(given.get(name), str)}
    return {"kernelspec": named} if {"name", "display_name"} <= named.keys() else {}


def _cleaned(output: dict[str, Any], sheet: Sheet, budget: OutputBudget) -> list[dict[str, Any]]:
    """An output made anew; none where it is of an unknown form, and a note where the notebook has too many."""
    plain = {name: dict(value) if isinstance(value, dict) else value for name, value in output.items()}
    try:
        kept = checked([plain], budget)
    except WireError:
        return []
    return [{**one, **_displayed(one, sheet)} if "data" in one else one for one in kept]


def _displayed(output: dict[str, Any], sheet: Sheet) -> dict[str, Any]:
    """The data of a display with clean HTML, and drawings as pictures in it."""
    data = dict(output["data"])
    html, drawing = data.pop("text/html", None), data.pop("image/svg+xml", None)
    with suppress(NotRendered):
        if html is not None:
            data["text/html"] = sheet.render("html", html)
        elif drawing is not None and not PICTURES & data.keys():
            data["text/html"] = sheet.render("svg", drawing)
    return rebuilt(data, output["metadata"])


def _clean_attachments(cell: NotebookNode) -> None:
    attached = cell.pop("attachments", None)
    if cell.cell_type == "markdown" and isinstance(attached, dict):
        bundles = {clean(name): rebuilt(bundle, {})["data"] for name, bundle in attached.items()}
        pictures = {
            name: {kind: data for kind, data in bundle.items() if kind in PICTURES}
            for name, bundle in bundles.items()
        }
        cell.attachments = from_dict({name: bundle for name, bundle in pictures.items() if bundle})
