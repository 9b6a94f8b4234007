"""Names of devices, taken apart and put together."""

from __future__ import annotations

import re
from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export

_PARTS = ("job", "replica", "task", "device_type", "device_index")


@tf_export("DeviceSpec")
class DeviceSpec:
    """A device by its parts, each None when it is not said; ``to_string()`` is what `tf.device` takes."""

    def __init__(
        self, job: str | None = None, replica: int | None = None, task: int | None = None,
        device_type: str | None = None, device_index: int | None = None,
    ) -> None:  # fmt: skip
        self.job, self.replica, self.task = job, replica, task
        self.device_type = None if device_type is None else device_type.upper()
        self.device_index = device_index

    @classmethod
    def from_string(cls, spec: str) -> DeviceSpec:
        """The parts of a name such as ``"/job:worker/task:1/device:GPU:0"``. Raises ValueError for anything else."""
        return cls().parse_from_string(spec)

    def parse_from_string(self, spec: str) -> DeviceSpec:
        """Take over the parts of a name, and return this."""
        self.job = self.replica = self.task = self.device_type = self.device_index = None
        for part in filter(None, spec.split("/")):
            if match := re.fullmatch(r"job:(\w+)", part):
                self.job = match[1]
            elif match := re.fullmatch(r"(replica|task):(\d+)", part):
                setattr(self, match[1], int(match[2]))
            elif match := re.fullmatch(r"(?:device:)?(cpu|gpu|\w+)(?::(\d+|\*))?", part, re.IGNORECASE):
                self.device_type = match[1].upper()
                self.device_index = None if match[2] in (None, "*") else int(match[2])
            else:
                raise InvalidValueError(f"Unknown attribute: '{part}' in the device name '{spec}'.")
        return self

    def merge_from(self, dev: DeviceSpec) -> None:
        """Take over the parts that ``dev`` says."""
        for part in _PARTS:
            if getattr(dev, part) is not None:
                setattr(self, part, getattr(dev, part))

    def replace(self, **parts: Any) -> DeviceSpec:
        """A copy with other parts."""
        return DeviceSpec(**{part: getattr(self, part) for part in _PARTS} | parts)

    def to_string(self) -> str:
        """The name, such as ``"/job:worker/device:GPU:0"``."""
        text = f"/job:{self.job}" if self.job is not None else ""
        text += f"/replica:{self.replica}" if self.replica is not None else ""
        text += f"/task:{self.task}" if self.task is not None else ""
        if self.device_type is not None:
            index = "*" if self.device_index is None else self.device_index
            text += f"/device:{self.device_type}:{index}"
        return text

    def __repr__(self) -> str:
        parts = ", ".join(f"{part}={getattr(self, part)!r}" for part in _PARTS)
        return f"<DeviceSpec({parts})>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self.to_string() == other.to_string()

    def __hash__(self) -> int:
        return hash(self.to_string())
