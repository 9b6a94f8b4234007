"""Models of torch that a test makes (`nn.Linear(2, 2)`) and passes to the learner's code, and data for them.

They are made anew there (pickled.py). What the learner's code changes in a model, its parameters and buffers, comes
back as tensors.
"""

from __future__ import annotations

import sys
from typing import Any


def is_module(value: Any) -> bool:
    """Whether it is a model of torch's own classes."""
    return of_torch(value, "torch.nn", "Module")


def is_torch_data(value: Any) -> bool:
    """Whether it is a data set or a loader of torch's own classes."""
    return any(of_torch(value, "torch.utils.data", name) for name in ("Dataset", "DataLoader", "Sampler"))


def of_torch(value: Any, module: str, name: str) -> bool:
    """Whether it is of one of torch's own classes that extend this one, which need not have been imported."""
    base, kind = getattr(sys.modules.get(module), name, None), type(value)
    return isinstance(base, type) and issubclass(kind, base) and kind.__module__.startswith("torch.")


def state(module: Any) -> dict[str, Any]:
    """What can change in a model: its tensors by name, which of them learn and their gradients, and its mode."""
    tensors = {f"value {name}": tensor.detach() for name, tensor in module.state_dict(keep_vars=True).items()}
    learning: dict[str, Any] = {}
    for name, parameter in module.named_parameters():
        learning[f"learns {name}"] = parameter.requires_grad
        learning[f"gradient {name}"] = parameter.grad
    return {**tensors, **learning, "training": module.training}


def take_over_state(module: Any, after: dict[str, Any]) -> None:
    """Bring a model into this state."""
    own = module.state_dict(keep_vars=True)
    for key, value in after.items():
        kind, _, name = key.partition(" ")
        if kind == "training" and module.training != value:
            module.train(bool(value))
        elif kind == "value" and name in own:
            own[name].data.copy_(value)
        elif kind == "learns" and name in own:
            own[name].requires_grad_(bool(value))
        elif kind == "gradient" and name in own:
            own[name].grad = value
