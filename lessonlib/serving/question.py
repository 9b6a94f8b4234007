"""Requests: the JSON that a service accepts for a model, and what it answers to anything else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import torch
from pydantic import BaseModel, ConfigDict, FailFast, Field, Strict, create_model

from lessonlib.serving.signature import Signature

_LARGEST = torch.finfo(torch.float32).max
_BYTES_A_NUMBER = 32  # a float64 in JSON takes up to 24; the rest is for commas, spaces and brackets

# Strict: neither "3" nor true is a number here.
_Number = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=-_LARGEST, le=_LARGEST)]


class Question(BaseModel):
    """The rows to classify. `Rules.question_type` makes the type for one model, with its shape."""

    model_config = ConfigDict(extra="forbid")
    rows: list[Any]


class Rules:
    """What a service accepts: 1 to `max_rows` rows for a model with this signature."""

    def __init__(self, signature: Signature, max_rows: int) -> None:
        self.signature = signature
        self.max_rows = max_rows

    @property
    def max_bytes(self) -> int:
        """The size in bytes of the longest valid body."""
        return 1024 + _BYTES_A_NUMBER * self.signature.numbers * self.max_rows

    @property
    def how_to_ask(self) -> str:
        """A description of a valid request."""
        return (
            f'POST /predict takes the JSON {{"rows": [...]}} with 1 to {self.max_rows} rows, in the shape '
            f"{self.signature.question_shape}. In Python: "
            'requests.post(f"{url}/predict", json={"rows": X.tolist()})'
        )

    def question_type(self) -> type[Question]:
        """A Question whose rows are nested lists of finite numbers, each list as long as the model's input is along
        that axis.
        """
        row: Any = _Number
        for size in reversed(self.signature.input_shape):
            row = Annotated[list[row], FailFast(), Field(min_length=size, max_length=size)]
        rows = Annotated[list[row], FailFast(), Field(min_length=1, max_length=self.max_rows)]
        return create_model("RowsOfTheModel", __base__=Question, rows=(rows, ...))

    def in_words(self, error: Mapping[str, Any], body: Any) -> str:
        """What is wrong with a body, by the first error that pydantic found in it, and how to ask instead."""
        kind, place = error["type"], error["loc"][1:]  # the first word of a place is "body"
        if kind == "json_invalid":
            wrong = f"The body is not JSON: {error['ctx']['error']}, at character {place[0]}"
        elif kind == "extra_forbidden":
            wrong = f"The JSON has {place[0]!r}, which is unknown"
        elif kind == "missing":
            wrong = "The body is empty" if body is None else 'The JSON has no "rows"'
        elif not place:
            wrong = f"The body is {_kind(error['input'])}, expected a JSON object, with Content-Type: application/json"
        else:
            name = "rows" + "".join(f"[{i}]" for i in place[1:])
            wrong = (
                f"{name} is {_kind(error['input'])}, expected {self._expected(len(place))}{self._shape(body)}"
            )
        return f"{wrong}. {self.how_to_ask}"

    def _expected(self, depth: int) -> str:
        """What stands at the depth of `rows` (1), of a row (2), and so on."""
        sizes = [f"1 to {self.max_rows}", *self.signature.input_shape]
        if depth > len(sizes):
            return "a finite number that fits into float32"
        return f"a list of {sizes[depth - 1]} {'numbers' if depth == len(sizes) else 'lists'}"

    def _shape(self, body: Any) -> str:
        """The shape of the rows, as far as their first elements tell it, when it is not the model's."""
        shape: list[int] = []
        inside = body["rows"]
        while isinstance(inside, list) and len(shape) <= len(self.signature.input_shape) + 1:
            shape.append(len(inside))
            inside = inside[0] if inside else None
        known = len(shape) > 1 and tuple(shape[1:]) != self.signature.input_shape
        return f"; by its first elements rows has the shape {tuple(shape)}" if known else ""


def _kind(value: Any) -> str:
    """ "a list of 27", "the text 'seven'", "NaN"."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str):
        return f"the text {value[:20]!r}{'...' if len(value) > 20 else ''}"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "infinity"
    shown = f"{value:.6g}" if isinstance(value, float) else str(value)
    return shown if len(shown) < 20 else f"a number with {len(shown)} digits"
