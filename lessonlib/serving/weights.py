"""A model as weights: safetensors, with the sizes that its class needs. The class itself stays in
`lessonlib.models`.

Such a file holds names, shapes and numbers. Nothing in it can run, so it is safe to accept from strangers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors
from torch import Tensor, nn

from lessonlib.models import MLP, ConvNet, ConvNetConfig, MLPConfig, RNNClassifier, RNNConfig
from lessonlib.serving.errors import ServingError, not_readable, unknown_class
from lessonlib.serving.signature import NOTE, Signature

_CONFIG = "config"
_CLASSES: dict[str, tuple[Callable[[Any], nn.Module], Callable[..., Any]]] = {
    "MLP": (MLP.from_config, MLPConfig),
    "ConvNet": (ConvNet, ConvNetConfig),
    "RNNClassifier": (RNNClassifier, RNNConfig),
}


def pack(model: nn.Module, example: Tensor, signature: Signature) -> bytes:
    """The model's weights and configuration as a .safetensors file; `example` is not needed for it.

    Raises ServingError when the model is not one of those in `lessonlib.models` that have a configuration.
    """
    if not isinstance(model, MLP | ConvNet | RNNClassifier) or type(model).__name__ not in _CLASSES:
        raise ServingError(unknown_class(type(model).__name__, list(_CLASSES)))
    tensors = {
        name: tensor.detach().cpu().clone().contiguous() for name, tensor in model.state_dict().items()
    }
    return safetensors.save(tensors, {NOTE: signature.to_json(), _CONFIG: json.dumps(asdict(model.config))})


def unpack(content: bytes, file: Path) -> tuple[Callable[[Tensor], Tensor], Signature]:
    """The model of a .safetensors file, in evaluation mode, and its signature.

    Raises ServingError when `content` is damaged or was not written by `pack`.
    """
    try:
        tensors = safetensors.load(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]
        signature = Signature.from_json(header[NOTE], file)
        build, config = _CLASSES[signature.model]
        sizes = {name: _tuples(value) for name, value in dict(json.loads(header[_CONFIG])).items()}
        with torch.device("meta"):  # without memory: the sizes in a damaged file may be absurd
            model = build(config(**sizes))
        model.load_state_dict(tensors, assign=True)
    except (SafetensorError, KeyError, ValueError, TypeError, RuntimeError) as error:
        raise ServingError(not_readable(file, error)) from error
    return model.eval(), signature


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value  # JSON knows no tuples
