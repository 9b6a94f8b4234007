import json
import re
from pathlib import Path

import pytest
import torch

from lessonlib.serving import ServingError, Signature

SIGNATURE = Signature("MLP", (1, 28, 28), tuple("0123456789"))
FILE = Path("some.pt2")


def test_it_comes_back_from_json():
    assert Signature.from_json(SIGNATURE.to_json(), FILE) == SIGNATURE
    assert SIGNATURE.question_shape == "(n, 1, 28, 28)"
    assert SIGNATURE.numbers == 784


@pytest.mark.parametrize(
    "change",
    [
        {"input_shape": []},
        {"input_shape": [0]},
        {"input_shape": [True]},
        {"input_shape": [28.0]},
        {"input_shape": 28},
        {"class_names": ["a"]},
        {"class_names": ["a", "a"]},
        {"class_names": [1, 2]},
        {"class_names": "ab"},
    ],
)
def test_a_note_that_is_none_is_refused(change):
    text = json.dumps(json.loads(SIGNATURE.to_json()) | change)
    with pytest.raises(ServingError, match=r"some\.pt2 is damaged or was not written by lessonlib\.serving"):
        Signature.from_json(text, FILE)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{"])
def test_other_json_is_refused(text):
    with pytest.raises(ServingError, match="Export the model again"):
        Signature.from_json(text, FILE)


@pytest.mark.parametrize(
    ("X", "given"),
    [
        (torch.zeros(2, 784), "torch.float32 of shape (2, 784) on cpu"),
        (torch.zeros(0, 1, 28, 28), "torch.float32 of shape (0, 1, 28, 28)"),
        (torch.zeros(1, 28, 28), "(1, 28, 28)"),
        (torch.zeros(()), "()"),
        (torch.zeros(2, 1, 28, 28, dtype=torch.float64), "torch.float64"),
        (torch.zeros(2, 1, 28, 28, device="meta"), "on meta"),
    ],
)
def test_input_of_another_kind_is_told(X, given):
    with pytest.raises(
        ServingError, match=re.escape(given) + r".*expected torch\.float32 of shape \(n, 1, 28, 28\)"
    ):
        SIGNATURE.check_input(X)


@pytest.mark.parametrize("shape", [(2, 9), (2,), (3, 10), (2, 10, 1), (2, 1)])
def test_output_of_another_shape_is_told(shape):
    with pytest.raises(ServingError, match=re.escape(f"gave shape {shape}, expected (2, 10)")):
        SIGNATURE.check_output(torch.zeros(shape), rows=2)


@pytest.mark.parametrize("shape", [(5, 2), (5, 1), (5,)])
def test_two_classes_may_have_one_logit(shape):
    Signature("M", (3,), ("no", "yes")).check_output(torch.zeros(shape), rows=5)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_an_output_without_a_meaning_is_told(bad):
    with pytest.raises(ServingError, match="NaN or infinity: its training went wrong"):
        SIGNATURE.check_output(torch.full((2, 10), bad), rows=2)
