"""Models of torch that a test makes (`nn.Linear(2, 2)`) and passes to the learner's code, and data for them.

They are made anew there from what pickle writes of them. A test's own process writes it and the learner's reads it,
never the other way round. What the learner's code changes in a model, its parameters and buffers, comes back as
tensors.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any


def is_module(value: Any) -> bool:
    """Whether it is a model of torch's own classes."""
    kind = type(value)
    return issubclass(kind, _torch_class("torch.nn", "Module")) and kind.__module__.startswith("torch.")


def is_torch_data(value: Any) -> bool:
    """Whether it is a data set or a loader of torch's own classes."""
    kinds = ("Dataset", "DataLoader", "Sampler")
    kind = type(value)
    return kind.__module__.startswith("torch.") and any(
        issubclass(kind, _torch_class("torch.utils.data", name)) for name in kinds
    )


def written(value: Any) -> bytes:
    """What `read` makes the value from. Raises TypeError where a part of it belongs to the test alone."""
    try:
        content = pickle.dumps(value)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError(
            f"A test cannot pass this {type(value).__name__} to the learner's code ({error}). Make it in an answer "
            "cell."
        ) from None
    if b"__main__" in content:
        raise TypeError(
            f"A test cannot pass this {type(value).__name__} to the learner's code: something in it is of a class of "
            "the test's own. Make it in an answer cell."
        )
    return content


def read(content: bytes) -> Any:
    """The value that the test wrote. Only for the learner's process: what is read may run any code."""
    return pickle.loads(content)


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


def _torch_class(module: str, name: str) -> type:
    found = getattr(sys.modules.get(module), name, None)
    return found if isinstance(found, type) else _Nothing


class _Nothing:
    """A class of which there are no objects."""
