"""Receipts as text."""

import html
import json

import pytest

from lessonlib.grading.errors import GradingError
from lessonlib.grading.receipt.key import CourseKey
from lessonlib.grading.receipt.receipt import Receipt, loads, sign

POINTS = {"xor_truth": (4.0, 4.0), "<b>": (0.5, 2.0)}
RECEIPT = Receipt(
    "dl", "ada", "01_xor", "01_xor", "ab" * 32, "cd" * 32, POINTS, 0.0, 4.5, 6.0, "2026-12-01 10:00:00 UTC"
)


@pytest.fixture
def key(tmp_path):
    return CourseKey(tmp_path, tmp_path)


def test_there_and_back_as_a_file_and_in_a_page(key):
    signed = sign(RECEIPT, key)
    page = f'<main><pre id="receipt">{{}}</pre><pre id="receipt">{html.escape(signed.dumps())}</pre></main>'
    for text in (signed.dumps(), page):
        found = loads(text)
        assert found == signed
        assert found.is_genuine(key.public)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("score", 6.0),
        ("student", "bob"),
        ("submission", "ef" * 32),
        ("points", {"xor_truth": [4, 4], "<b>": [2, 2]}),
    ],
)
def test_nothing_in_it_can_be_changed(key, name, value):
    changed = json.loads(sign(RECEIPT, key).dumps()) | {name: value}
    assert not loads(json.dumps(changed)).is_genuine(key.public)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "<html></html>", '{"lessonlib_receipt": 2, "key": "", "signature": ""}', "[" * 100_000],
)
def test_no_receipt(text):
    with pytest.raises(GradingError, match=r"holds no receipt(.|\n)*ends in \.html"):
        loads(text)


@pytest.mark.parametrize(("name", "value"), [("student", 1), ("score", "6"), ("points", [1]), ("extra", 1)])
def test_a_receipt_of_another_form(key, name, value):
    plain = json.loads(sign(RECEIPT, key).dumps()) | {name: value}
    with pytest.raises(GradingError, match=r"holds no receipt"):
        loads(json.dumps(plain))
