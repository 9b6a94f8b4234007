"""How many steps Adam has made, from what TensorFlow keeps in place of the number: the powers of its betas.

In TensorFlow the variables ``beta1_power`` and ``beta2_power`` are shared by all that an optimizer trains; here it is
``Adam/step``. Both stand in the name scope in which the optimizer made its step, numbered when there are several.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch

from lessonlib.graph.checkpoint import is_tensorflows
from lessonlib.graph.variables import Variable
from lessonlib.tf1.files.reader import opened, read_values


def stored_values(path: str, variables: Mapping[str, Variable]) -> dict[str, Any]:
    """The values of a checkpoint for these names, as `read_values`; Adam's steps from the powers of its beta2."""
    steps = steps_from_powers(opened(path), variables) if is_tensorflows(path) else {}
    return {**read_values(path, [name for name in variables if name not in steps]), **steps}


def steps_from_powers(source: Any, variables: Mapping[str, Variable]) -> dict[str, torch.Tensor]:
    """The steps, by name, of which a checkpoint has no value, but a power."""
    found, seen = {}, dict[str, int]()
    for name, variable in sorted(variables.items(), key=lambda item: item[1].op.index):
        beta = _beta2(variable)
        if beta is None or name in source.entries:
            continue
        scope = "/".join([*variable.op.name.split("/")[:-2], "beta2_power"])
        count = seen[scope] = seen.get(scope, -1) + 1
        key = f"{scope}_{count}" if count else scope
        if key in source.entries:
            found[name] = torch.tensor(steps_before(float(source.tensor(key)), beta))
    return found


def steps_before(power: float, beta: float) -> float:
    """n with ``beta ** (n + 1) = power``, which is how TensorFlow counts; very many when the power has become 0."""
    return round(math.log(power) / math.log(beta)) - 1.0 if power > 0 and 0 < beta < 1 else 1e6


def _beta2(variable: Variable) -> float | None:
    """The beta2 of the step of Adam that counts in this variable, or None."""
    if not variable.op.name.endswith("/step"):
        return None
    node = variable.as_tensor()
    steps = (op for op in variable.graph.operations if op.type == "ApplyAdam" and node in op.inputs)
    return next((float(op.attrs["beta2"]) for op in steps), None)
