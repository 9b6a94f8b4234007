"""An optimizer's settings and state, as tensors and plain data, and back."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

Tensors = dict[str, Tensor]


def settings_of(optimizer: Optimizer) -> dict[str, Any]:
    """Its settings by name, such as the learning rate, one value for each group of parameters."""
    groups = optimizer.state_dict()["param_groups"]
    return {
        name if len(groups) == 1 else f"{name} of parameter group {number}": value
        for number, group in enumerate(groups)
        for name, value in group.items()
        if name != "params"
    }


def memory_of(optimizer: Optimizer) -> tuple[Tensors, dict[str, Any]]:
    """The tensors of its state, such as Adam's averages; and everything else, including the settings."""
    state = optimizer.state_dict()
    remembered = {
        f"{parameter}.{name}": value
        for parameter, values in state["state"].items()
        for name, value in values.items()
    }
    tensors = {name: value for name, value in remembered.items() if isinstance(value, Tensor)}
    others = {name: value for name, value in remembered.items() if name not in tensors}
    return tensors, {"others": others, "param_groups": state["param_groups"]}


def restore_memory(optimizer: Optimizer, tensors: Tensors, plain: dict[str, Any]) -> None:
    """Give an optimizer of the same parameters the state that `memory_of` took from another one."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Any]] = defaultdict(dict)
    for key, value in (tensors | plain["others"]).items():
        number, _, name = key.partition(".")
        state[int(number)][name] = _laid_out_as(parameters[int(number)], value)
    optimizer.load_state_dict({"state": dict(state), "param_groups": plain["param_groups"]})


def _laid_out_as(parameter: Tensor, value: Any) -> Any:
    """The value in the memory layout of its parameter: fused optimizers go through both in the order of memory."""
    if not isinstance(value, Tensor) or value.shape != parameter.shape:
        return value
    return torch.empty_like(parameter, dtype=value.dtype).copy_(value)
