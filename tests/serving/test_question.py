import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lessonlib.serving.question import Rules
from lessonlib.serving.signature import Signature

RULES = Rules(Signature("MLP", (2, 3), ("a", "b")), max_rows=4)
TYPE = RULES.question_type()
ROW = [[0.0, 1.0, 2.0], [3, 4.5, -1e30]]


def complaint(body):
    """What a service says to this body; None when it can be answered."""
    try:
        TYPE.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        return RULES.in_words({**first, "loc": ("body", *first["loc"])}, body)
    return None


def with_number(value):
    return {"rows": [ROW, [[0.0, 0.0, 0.0], [0.0, value, 0.0]]]}


@pytest.mark.parametrize("rows", [1, 4])
def test_rows_of_the_shape_are_taken(rows):
    assert complaint({"rows": [ROW] * rows}) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (float("nan"), "NaN"),
        (float("inf"), "infinity"),
        (1e39, "1e+39"),
        (10**400, "a number with 401 digits"),
        (-(10**39), "a number with 41 digits"),
        ("7", "the text '7'"),
        ("seven" * 9, "the text 'sevensevensevenseven'..."),
        (True, "true"),
        (None, "null"),
        ([1], "a list of 1"),
        ({}, "an object"),
    ],
)
def test_what_is_no_number_is_told_with_its_place(value, shown):
    told = complaint(with_number(value))
    assert told.startswith(f"rows[1][1][1] is {shown}, expected a finite number that fits into float32. POST")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "rows is a list of 0, expected a list of 1 to 4 lists."),
        ([ROW] * 5, "rows is a list of 5, expected a list of 1 to 4 lists."),
        (3, "rows is 3, expected a list of 1 to 4 lists."),
        ([ROW * 2], "rows[0] is a list of 4, expected a list of 2 lists; {}(1, 4, 3)."),
        ([[[0.0] * 2] * 2], "rows[0][0] is a list of 2, expected a list of 3 numbers; {}(1, 2, 2)."),
        ([[0.0, 1.0]], "rows[0][0] is 0, expected a list of 3 numbers; {}(1, 2)."),
        ([ROW, [[1.0], [2.0]]], "rows[1][0] is a list of 1, expected a list of 3 numbers."),
    ],
)
def test_another_shape_is_told(rows, told):
    told = told.replace("{}", "by its first elements rows has the shape ")
    assert complaint({"rows": rows}).startswith(told)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, 'The JSON has no "rows".'),
        ({"rows": [ROW], "model": "other"}, "The JSON has 'model', which is unknown."),
        ([ROW], "The body is a list of 1, expected a JSON object, with Content-Type: application/json."),
    ],
)
def test_another_body_is_told(body, told):
    assert complaint(body) == f"{told} {RULES.how_to_ask}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from(["rows", "x"]), inside),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(JSON | st.fixed_dictionaries({"rows": JSON}))
def test_whatever_comes_there_is_an_answer(body):
    told = complaint(body)
    assert told is None or told.endswith(RULES.how_to_ask)


def test_the_longest_question_fits_into_the_limit():
    longest = -3.402823466385288e38  # float32, in as many characters as a number can have
    body = json.dumps({"rows": [[[longest] * 3] * 2] * 4}, indent=1)
    assert complaint(json.loads(body)) is None
    assert len(body) <= RULES.max_bytes
