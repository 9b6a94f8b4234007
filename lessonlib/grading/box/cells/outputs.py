"""Outputs of cells on the trusted side: those a worker says its cells had, and those of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lessonlib.check.replies import clean
from lessonlib.check.values.wire import WireError
from lessonlib.grading.box.cells.bundle import execution_count, rebuilt
from lessonlib.grading.box.cells.recorder import MOST_OUTPUTS

OUT_OF_MEMORY = 71  # exit status of a worker that has no memory left for its reply

# A hundred plots of 150 kB. A notebook's outputs stand in the journal, in autograded/ and in the feedback page, and for
# a moment three or four times in the grader's memory; GitHub and JupyterLab are slow with files of this size.
MOST_IN_NOTEBOOK = 16_000_000  # characters
_EACH = 500  # what an output, or a line of a traceback, takes besides its characters
_CUT = f"[Outputs are missing here: those of one notebook may take {MOST_IN_NOTEBOOK // 1_000_000} MB together.]\n"

_FIELDS: dict[str, dict[str, type]] = {
    "stream": {"name": str, "text": str},
    "error": {"ename": str, "evalue": str, "traceback": list},
    "display_data": {"data": dict, "metadata": object},
    "execute_result": {"data": dict, "metadata": object, "execution_count": object},
}


@dataclass
class OutputBudget:
    """What the outputs of one notebook may still take. Make one for a notebook, and pass it for each of its cells."""

    left: int = MOST_IN_NOTEBOOK

    def take(self, size: int) -> bool:
        """Use up `size`, if so much is left."""
        if size > self.left:
            return False
        self.left -= size
        return True


def checked(outputs: Any, budget: OutputBudget) -> list[dict[str, Any]]:
    """Outputs as nbformat has them, made anew from what a worker sent; a note in place of those beyond `budget`.

    What cannot be shown in a page (types, metadata, counts) is left out. Raises WireError for what the worker's own
    recorder does not send.
    """
    if type(outputs) is not list or len(outputs) > MOST_OUTPUTS:
        raise WireError("outputs that are not a list")
    kept: list[dict[str, Any]] = []
    cut = False
    for output in map(_checked, outputs):
        if budget.take(_size(output)):
            kept.append(output)
        elif not cut:
            kept.append({"output_type": "stream", "name": "stdout", "text": _CUT})
            cut = True
    return kept


def of_test(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outputs of a test cell that are kept: what it printed, and the error it ended with.

    Never a displayed value, which nbgrader would read as points, nor the stream "stderr", for which it takes
    all points away. A test's outputs have a budget of their own: a learner's cannot crowd its error out.
    """
    kept = [output for output in outputs if output["output_type"] in ("stream", "error")]
    return checked(
        [{**output, "name": "stdout"} if "name" in output else output for output in kept], OutputBudget()
    )


def error(name: str, message: str) -> dict[str, Any]:
    """The output of a cell that raised."""
    line = clean(f"{name}: {message}")
    return {"output_type": "error", "ename": name, "evalue": clean(message), "traceback": [line]}


def _checked(output: Any) -> dict[str, Any]:
    kind = output.get("output_type") if type(output) is dict else None
    if type(kind) is not str or kind not in _FIELDS or output.keys() != {"output_type", *_FIELDS[kind]}:
        raise WireError("an output of an unknown kind")
    for name, expected in _FIELDS[kind].items():
        if expected is not object and type(output[name]) is not expected:
            raise WireError(f"an output whose {name} is not a {expected.__name__}")
    return {"output_type": kind, **_CONTENT[kind](output)}


def _stream(output: dict[str, Any]) -> dict[str, Any]:
    if output["name"] not in ("stdout", "stderr"):
        raise WireError("a stream of an unknown name")
    return {"name": output["name"], "text": clean(output["text"])}


def _error(output: dict[str, Any]) -> dict[str, Any]:
    if not all(type(line) is str for line in output["traceback"]):
        raise WireError("a traceback that is not text")
    traceback = [clean(line) for line in output["traceback"]]
    return {"ename": clean(output["ename"]), "evalue": clean(output["evalue"]), "traceback": traceback}


def _display(output: dict[str, Any]) -> dict[str, Any]:
    return rebuilt(output["data"], output["metadata"])


def _result(output: dict[str, Any]) -> dict[str, Any]:
    return {"execution_count": execution_count(output["execution_count"]), **_display(output)}


_CONTENT = {"stream": _stream, "error": _error, "display_data": _display, "execute_result": _result}


def _size(output: dict[str, Any]) -> int:
    lines = output.get("traceback", [])
    texts = [*output.get("data", {}).values(), *lines, output.get("text", ""), output.get("evalue", "")]
    return _EACH * (1 + len(lines)) + sum(map(len, texts))
