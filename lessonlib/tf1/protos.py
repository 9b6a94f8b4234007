"""tf.ConfigProto and tf.GPUOptions: taken so that programs run as they are; they change nothing here.

PyTorch takes GPU memory as it needs it, and `Session(device=...)` chooses the device.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lessonlib.graph.export import tf_export


@tf_export("GPUOptions")
@dataclass(slots=True)
class GPUOptions:
    """How TensorFlow would use a GPU's memory. It changes nothing here."""

    per_process_gpu_memory_fraction: float = 0.0
    allow_growth: bool = False
    allocator_type: str = ""
    visible_device_list: str = ""


@tf_export("ConfigProto")
@dataclass(slots=True)
class ConfigProto:
    """How TensorFlow would run a session. It changes nothing here."""

    device_count: dict[str, int] = field(default_factory=dict)
    intra_op_parallelism_threads: int = 0
    inter_op_parallelism_threads: int = 0
    use_per_session_threads: bool = False
    allow_soft_placement: bool = False
    log_device_placement: bool = False
    operation_timeout_in_ms: int = 0
    gpu_options: GPUOptions = field(default_factory=GPUOptions)
