"""Running a submission in one kernel, as JupyterLab does, for systems on which no process can be forked.

Its tests and the learner's code share a process there, and the code can forge what the tests say.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from lessonlib.grading.box.cells import outputs
from lessonlib.grading.box.cells.credit import NUMBER, OTHER, TRUTH
from lessonlib.grading.box.cells.recorder import MOST_OUTPUTS
from lessonlib.grading.running.apart import NOTEBOOKS, Conditions, Executed, NotebookRun
from lessonlib.grading.running.limits import Limits
from lessonlib.notebook.cell import error_of
from lessonlib.notebook.execution import DIED, run_notebook
from lessonlib.notebook.metadata import is_test

_NUMBER = re.compile(
    r"(?:[\w.]+\()?\[?([-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|nan|inf))\]?(?:, dtype=[\w.]+)?\)?",
    re.IGNORECASE,
)  # 2.5, np.float64(2.5), tensor([2.5])
_TRUTH = re.compile(r"(?:np\.)?(?:True|False)_?")


def run_in_kernel(
    notebook: NotebookNode, folder: Path, limits: Limits, conditions: Conditions | None = None
) -> Executed:
    """As `run_apart`, without any wall: time is limited, memory is not, and with the kernel the notebook ends."""
    conditions = conditions or Conditions()
    run = NotebookRun(copy.deepcopy(notebook), conditions)
    with tempfile.TemporaryDirectory(prefix="lessonlib-", ignore_cleanup_errors=True) as place:
        work = Path(place, "work")
        for source in filter(None, (conditions.files, folder)):
            shutil.copytree(source, work, ignore=shutil.ignore_patterns(NOTEBOOKS), dirs_exist_ok=True)
        ran = run_notebook(
            notebook, work, cell_seconds=limits.cell_seconds, notebook_seconds=limits.submission_seconds
        )
    code = [cell for cell in ran.notebook.cells if cell.cell_type == "code"]
    finished = [number for number, cell in enumerate(code) if cell.execution_count or not cell.source.strip()]
    budget = outputs.OutputBudget()
    for number in finished:
        run.take(_report(number, code[number], budget))
    if ran.stopped:
        run.stop("crashed" if ran.stopped == DIED else "timeout", ran.stopped)
    return run.executed


def _report(number: int, cell: NotebookNode, budget: outputs.OutputBudget) -> dict[str, Any]:
    """What an examiner would say of this cell."""
    found: list[dict[str, Any]] = json.loads(json.dumps(cell.outputs[:MOST_OUTPUTS]))
    return {
        "cell": number,
        "count": cell.execution_count,
        "passed": error_of(cell) is None,
        "points": _points(cell.outputs),
        "ending": _ending(cell.outputs),
        "outputs": outputs.of_test(found) if is_test(cell) else outputs.checked(found, budget),
        "line": None,
        "said": [],
    }


def _points(found: list[NotebookNode]) -> float | None:
    """The number that a test ended in, if it did; NumPy's and torch's say of which kind they are."""
    number = _NUMBER.fullmatch(_last_value(found))
    return float(number[1]) if number else None


def _ending(found: list[NotebookNode]) -> str:
    """As `credit.ending` says it of the value itself."""
    if _TRUTH.fullmatch(_last_value(found)):
        return TRUTH
    return OTHER if _points(found) is None else NUMBER


def _last_value(found: list[NotebookNode]) -> str:
    """As it is shown below the cell; "" where there is none."""
    results = (output["data"] for output in found if output["output_type"] == "execute_result")
    text = dict(next(results, {})).get("text/plain", "")
    return (text if isinstance(text, str) else "".join(text)).strip()
