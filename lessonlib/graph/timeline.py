"""What a traced run did, and when: as TensorFlow's StepStats, and as a trace that Chrome shows (chrome://tracing).

options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
metadata = tf.RunMetadata()
session.run(train, options=options, run_metadata=metadata)
text = Timeline(metadata.step_stats).generate_chrome_trace_format()
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.node import Operation


@dataclass(frozen=True)
class Timed:
    """One operation of a run: when it began (seconds since the epoch), how long it took (seconds), on which device."""

    op: Operation
    began: float
    seconds: float
    device: str
    outputs: tuple[Any, ...]


def step_stats(run: Iterable[Timed]) -> Any:
    """A StepStats with one NodeExecStats for each operation, times in microseconds."""
    from tensorboard.compat.proto.step_stats_pb2 import StepStats

    stats = StepStats()
    devices: dict[str, Any] = {}
    for timed in run:
        if timed.device not in devices:
            devices[timed.device] = stats.dev_stats.add(device=_device_name(timed.device))
        inputs = ", ".join(tensor.op.name for tensor in timed.op.inputs)
        micros = max(round(timed.seconds * 1e6), 1)
        node = devices[timed.device].node_stats.add(
            node_name=timed.op.name, timeline_label=f"{timed.op.name} = {timed.op.type}({inputs})",
            all_start_micros=round(timed.began * 1e6), op_start_rel_micros=0, op_end_rel_micros=micros,
            all_end_rel_micros=micros,
        )  # fmt: skip
        for slot, value in enumerate(timed.outputs):
            _describe(node.output.add(slot=slot), value)
    return stats


def _describe(output: Any, value: Any) -> None:
    """The shape and the bytes of an output."""
    for size in getattr(value, "shape", ()):
        output.tensor_description.shape.dim.add(size=size)
    memory = value.numel() * value.element_size() if hasattr(value, "numel") else 0
    output.tensor_description.allocation_description.requested_bytes = memory


def _device_name(device: str) -> str:
    kind, _, index = device.partition(":")
    return f"/job:localhost/replica:0/task:0/device:{'GPU' if kind == 'cuda' else kind.upper()}:{index or 0}"


class Timeline:
    """A view of a StepStats. ``graph`` is taken for TensorFlow's sake."""

    def __init__(self, step_stats: Any, graph: Any = None) -> None:
        self._stats = step_stats

    def generate_chrome_trace_format(self, show_dataflow: bool = True, show_memory: bool = False) -> str:
        """JSON for Chrome's tracing page: one row a device, one bar an operation.

        ``show_dataflow`` adds an arrow from each operation to those that take its outputs; ``show_memory`` adds the
        bytes of the outputs to what a bar tells.
        """
        events: list[dict[str, Any]] = []
        ends: dict[str, tuple[int, int]] = {}
        for number, device in enumerate(self._stats.dev_stats):
            events.append({"name": "process_name", "ph": "M", "pid": number, "args": {"name": device.device}})
            for node in device.node_stats:
                type_, inputs = _label(node.timeline_label)
                args: dict[str, Any] = {"name": node.node_name, "op": type_}
                args |= {f"input{i}": name for i, name in enumerate(inputs)}
                if show_memory:
                    args["output_bytes"] = sum(
                        out.tensor_description.allocation_description.requested_bytes for out in node.output
                    )
                start, length = node.all_start_micros, node.all_end_rel_micros
                bar = {
                    "name": type_,
                    "cat": "Op",
                    "ph": "X",
                    "pid": number,
                    "tid": 0,
                    "ts": start,
                    "dur": length,
                }
                events.append({**bar, "args": args})
                if show_dataflow:
                    arrows = [ends[name] for name in inputs if name in ends]
                    events += _arrows(arrows, (number, start), len(events))
                ends[node.node_name] = number, start + length
        return json.dumps({"traceEvents": events}, indent=4)


def _label(text: str) -> tuple[str, list[str]]:
    """("MatMul", ["a", "b"]) of "c = MatMul(a, b)"."""
    call = text.partition(" = ")[2]
    type_, _, rest = call.partition("(")
    return type_, [name for name in rest.rstrip(")").split(", ") if name]


def _arrows(starts: list[tuple[int, int]], end: tuple[int, int], number: int) -> list[dict[str, Any]]:
    arrows = []
    for offset, (pid, ts) in enumerate(starts):
        flow = {"name": "flow", "cat": "DataFlow", "tid": 0, "id": number + offset}
        arrows.append({**flow, "ph": "s", "pid": pid, "ts": ts})
        arrows.append({**flow, "ph": "t", "pid": end[0], "ts": end[1]})
    return arrows
