"""tf.test: what programs ask about the machine before they use it."""

from __future__ import annotations

import tempfile
from typing import Any

import torch

from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import namespace


@tf_export("test.is_gpu_available")
def is_gpu_available(cuda_only: bool = False, min_cuda_compute_capability: Any = None) -> bool:
    """Whether there is a CUDA device, and of the compute capability (major, minor) when one is asked for."""
    if not torch.cuda.is_available():
        return False
    if min_cuda_compute_capability is None:
        return True
    return torch.cuda.get_device_capability() >= tuple(min_cuda_compute_capability)


@tf_export("test.gpu_device_name")
def gpu_device_name() -> str:
    """``"/device:GPU:0"``, or an empty string without a CUDA device."""
    return "/device:GPU:0" if torch.cuda.is_available() else ""


@tf_export("test.is_built_with_cuda")
def is_built_with_cuda() -> bool:
    """Whether this PyTorch was built with CUDA."""
    return bool(torch.backends.cuda.is_built())


@tf_export("test.get_temp_dir")
def get_temp_dir() -> str:
    """A new folder for temporary files."""
    return tempfile.mkdtemp(prefix="lessonlib-")


__getattr__, __dir__ = namespace(globals())
