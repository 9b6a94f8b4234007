"""What a served model takes and what it returns."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lessonlib.serving.errors import ServingError, not_readable

NOTE = "lessonlib.json"  # the name under which both file formats keep the signature


@dataclass(frozen=True)
class Signature:
    """What must be known about a model to use it.

    model: the name of its class, for people to read.
    input_shape: the shape of one example, such as (1, 28, 28); a request has n of them.
    class_names: one for each class, in the order of the logits.

    Raises ServingError when there is no axis, a size below 1, fewer than two classes, or a repeated class.
    """

    model: str
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.input_shape or min(self.input_shape) < 1:
            raise ServingError(
                f"one example has the shape {self.input_shape}, expected at least one axis, none of them empty: "
                "give rows, (n, ...)"
            )
        if len(self.class_names) < 2 or len(set(self.class_names)) < len(self.class_names):
            raise ServingError(
                f"class_names is {self.class_names}, expected two or more different names: one for each class"
            )

    @property
    def numbers(self) -> int:
        """How many numbers one example holds."""
        return math.prod(self.input_shape)

    @property
    def question_shape(self) -> str:
        """The shape of n examples in words: "(n, 1, 28, 28)"."""
        return f"(n, {', '.join(map(str, self.input_shape))})"

    def check_input(self, X: Tensor) -> None:
        """Raise ServingError when X is not float32 (n, *input_shape) on the CPU with at least one row."""
        fits = X.shape[1:] == self.input_shape and X.numel() > 0
        if not fits or X.dtype != torch.float32 or X.device.type != "cpu":
            raise ServingError(
                f"X is {X.dtype} of shape {tuple(X.shape)} on {X.device}, expected torch.float32 of shape "
                f"{self.question_shape} on cpu, with at least one row: reshape it, or convert it with X.float().cpu()"
            )

    def check_output(self, logits: Tensor, rows: int) -> None:
        """Raise ServingError unless the logits are finite and of shape (rows, classes), or for two classes (rows, 1)
        or (rows,).
        """
        shape, classes = tuple(logits.shape), len(self.class_names)
        if shape != (rows, classes) and not (classes == 2 and shape in ((rows, 1), (rows,))):
            raise ServingError(
                f"for {rows} rows the model gave shape {shape}, expected ({rows}, {classes}): one logit for each of "
                f"the classes {', '.join(self.class_names)}. Give a classifier, and one name for each of its classes"
            )
        if not logits.isfinite().all():
            raise ServingError(
                "the model gives NaN or infinity: its training went wrong. Train it again with a smaller learning "
                "rate, or take an earlier checkpoint"
            )

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str, file: Path) -> Signature:
        """The signature that `file` holds. Raises ServingError when it is not one."""
        try:
            found = json.loads(text)
            shape, names = (
                _tuple_of(kind, found[key]) for kind, key in ((int, "input_shape"), (str, "class_names"))
            )
            return cls(str(found["model"]), shape, names)
        except (ValueError, TypeError, KeyError, ServingError) as error:
            raise ServingError(not_readable(file, error)) from error


def _tuple_of(kind: type, values: Any) -> tuple[Any, ...]:
    if not isinstance(values, list) or not all(type(value) is kind for value in values):
        raise TypeError(f"{values!r} is not a list of {kind.__name__}")
    return tuple(values)
