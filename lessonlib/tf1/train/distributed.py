"""What of tf.train is for several processes: it says that lessonlib runs in one, and what to do instead."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export


def _refused(name: str, remedy: str) -> UnsupportedError:
    return UnsupportedError(
        f"tf.train.{name} is for several processes, and lessonlib runs in one.\n  Remedy: {remedy}"
    )


@tf_export("train.ClusterSpec")
class ClusterSpec:
    """Refused: the processes of a cluster."""

    def __init__(self, cluster: Any) -> None:
        raise _refused("ClusterSpec", "leave the cluster out, and open tf.Session().")


@tf_export("train.Server")
class Server:
    """Refused: a process of a cluster."""

    def __init__(
        self, server_or_cluster_def: Any, job_name: str | None = None, task_index: int | None = None,
        protocol: str | None = None, config: Any = None, start: bool = True,
    ) -> None:  # fmt: skip
        raise _refused("Server", "leave it out, and open tf.Session() in place of tf.Session(server.target).")


@tf_export("train.replica_device_setter")
def replica_device_setter(
    ps_tasks: int = 0, ps_device: str = "/job:ps", worker_device: str = "/job:worker", merge_devices: bool = True,
    cluster: Any = None, ps_ops: Any = None, ps_strategy: Any = None,
) -> None:  # fmt: skip
    """None when there are no parameter servers: no device is chosen then. Refused with some."""
    if cluster is not None or ps_tasks:
        raise _refused("replica_device_setter", "leave `with tf.device(...)` out.")


@tf_export("train.SyncReplicasOptimizer")
class SyncReplicasOptimizer:
    """Refused: an optimizer that waits for the gradients of several processes."""

    def __init__(
        self, opt: Any, replicas_to_aggregate: int, total_num_replicas: int | None = None,
        variable_averages: Any = None, variables_to_average: Any = None, use_locking: bool = False,
        name: str = "sync_replicas",
    ) -> None:  # fmt: skip
        raise _refused("SyncReplicasOptimizer", "use the optimizer itself, with a larger batch.")
