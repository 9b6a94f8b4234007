"""Writes what `test_signatures` compares with: ``python tests/tf1/record_signatures.py``, in the project's folder.

It needs lessonlib and, in the same environment or one named by PYTHONPATH, TensorFlow 2 (its ``compat.v1``).
One line a callable: in ``signatures.txt`` its public name and its parameters in order, in ``defaults.txt`` the plain
defaults of these: numbers, texts, lists of them, dtypes and None; "required" where there is none.
"""

from __future__ import annotations

import enum
import inspect
import json
import os
from pathlib import Path
from typing import Any

METHODS = (
    "Graph", "InteractiveSession", "Session", "Tensor", "Variable", "VariableScope", "data.Dataset", "data.Iterator",
    "nn.rnn_cell.RNNCell", "summary.FileWriter", "train.AdamOptimizer", "train.Checkpoint",
    "train.CheckpointManager", "train.GradientDescentOptimizer", "train.Saver",
)  # fmt: skip


def parameters(value: Any) -> list[str] | None:
    """The names of a callable's parameters, with stars before those that take any number; None when Python has none.

    Enumerations have none: theirs are Python's, which change from version to version.
    """
    if isinstance(value, enum.EnumMeta):
        return None
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    return [stars.get(parameter.kind, "") + parameter.name for parameter in found]


def defaults(value: Any) -> dict[str, Any]:
    """The default of each parameter that has a plain one, or none. Lists of equal numbers are the number."""
    found = {}
    for parameter in inspect.signature(value).parameters.values():
        default = parameter.default
        if default is inspect.Parameter.empty:
            if parameter.kind is not inspect.Parameter.VAR_POSITIONAL and not parameter.name.startswith("kw"):
                found[parameter.name] = "required"
        elif hasattr(default, "as_numpy_dtype") or hasattr(default, "numpy"):
            found[parameter.name] = default.name
        elif isinstance(default, (tuple, list)) and len(set(default)) == 1:
            found[parameter.name] = default[0]
        elif default is None or isinstance(default, (bool, int, float, str, tuple, list)):
            found[parameter.name] = list(default) if isinstance(default, tuple) else default
    return found


def found_in(root: Any, name: str) -> Any:
    """``nn.relu`` of ``root``, or None."""
    for part in name.split("."):
        root = getattr(root, part, None)
    return root


def members(cls: Any) -> list[str]:
    """The public methods of a class."""
    return [name for name, value in inspect.getmembers(cls) if callable(value) and not name.startswith("_")]


def record(tensorflow: Any, names: list[str]) -> list[str]:
    """The lines of the record for TensorFlow's callables of these names."""
    lines = []
    for name in sorted(names):
        value = found_in(tensorflow, name)
        given = parameters(value) if callable(value) else None
        if given is not None:
            lines.append(f"{name}({', '.join(given)})")
    return lines


if __name__ == "__main__":
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "TF_USE_LEGACY_KERAS": "1"}
    import tensorflow.compat.v1 as tensorflow

    import lessonlib.tf1
    from lessonlib.graph.export import exports
    from lessonlib.tf1.namespace import LATER, module_of

    for namespace in LATER:  # their names are declared when they are loaded
        module_of(namespace)
    tensorflow.disable_v2_behavior()
    shared = [export.name for export in exports().values() if callable(export.value)]
    shared += [f"{cls}.{name}" for cls in METHODS for name in members(found_in(lessonlib.tf1, cls))]
    here, lines = Path(__file__).parent, record(tensorflow, shared)
    (here / "signatures.txt").write_text("\n".join(lines) + "\n", "utf-8")
    names = [line.split("(")[0] for line in lines]
    of_all = [f"{name} {json.dumps(defaults(found_in(tensorflow, name)))}" for name in names]
    (here / "defaults.txt").write_text(
        "\n".join(line for line in of_all if line[-2:] != "{}") + "\n", "utf-8"
    )
