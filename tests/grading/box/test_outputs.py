"""Outputs that a worker sends: what nbformat has, or nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lessonlib.check.wire import WireError
from lessonlib.grading.box.outputs import checked, error, of_test

STREAM = {"output_type": "stream", "name": "stdout", "text": "a"}
DISPLAY = {"output_type": "display_data", "data": {"text/plain": "a"}, "metadata": {}}
RESULT = {**DISPLAY, "output_type": "execute_result", "execution_count": 1}
ERROR = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]}


def test_honest_outputs_stay():
    assert checked([dict(STREAM), dict(DISPLAY), dict(RESULT), dict(ERROR)]) == [
        STREAM,
        DISPLAY,
        RESULT,
        ERROR,
    ]


def test_what_no_file_can_hold_is_replaced():
    data = {"application/json": [float("nan"), 1.5, {"\ud800": "\udfff"}], "text/plain": "\ud800"}
    (output,) = checked([{**DISPLAY, "data": data}])
    assert output["data"] == {"application/json": ["nan", 1.5, {"?": "?"}], "text/plain": "?"}
    json.dumps(output, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "outputs",
    [
        None,
        {},
        [1],
        [{}],
        [{"output_type": "pyout"}],
        [{"output_type": ["stream"]}],
        [{**STREAM, "name": "stdin"}],
        [{**STREAM, "text": ["a"]}],
        [{**STREAM, "extra": 1}],
        [{"output_type": "stream", "name": "stdout"}],
        [{**ERROR, "traceback": "t"}],
        [{**ERROR, "traceback": [1]}],
        [{**RESULT, "execution_count": True}],
        [{**RESULT, "execution_count": None}],
        [{**DISPLAY, "data": {1: "a"}}],
        [{**DISPLAY, "data": {"text/plain": b"a"}}],
        [{**DISPLAY, "metadata": {"a": np.zeros(2)}}],
        [STREAM] * 10_000,
    ],
)
def test_other_outputs_are_refused(outputs):
    with pytest.raises(WireError):
        checked(outputs)


def test_of_a_test_only_its_text_and_its_error_are_kept():
    stderr = {**STREAM, "name": "stderr"}
    assert of_test([dict(DISPLAY), dict(RESULT), stderr, dict(ERROR)]) == [STREAM, ERROR]


def test_an_error_can_be_written():
    assert error("Tampered", "\ud800")["traceback"] == ["Tampered: ?"]
