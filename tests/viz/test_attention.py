"""Pictures of attention: the weights that are drawn are those given, and the words say the same."""

import re

import pytest
import torch

from lessonlib.models.gpt import attention_weights
from lessonlib.viz import attention_map, attention_rows

WEIGHTS = [[1.0, 0.0, 0.0], [0.25, 0.75, 0.0], [0.5, 0.1, 0.4]]


def shades(picture):
    return [float(found) for found in re.findall(r"fill-opacity: ([0-9.]+)", picture.svg)]


def test_a_map_shades_and_writes_each_weight():
    picture = attention_map(WEIGHTS, "ab\n", title="Three places")
    drawn = [1.0, 0.25, 0.75, 0.5, 0.1, 0.4]
    assert shades(picture) == pytest.approx([0.75 * weight for weight in drawn], abs=0.006)
    assert re.findall(r">(\d\.\d\d)<", picture.svg)[:3] == ["1.00", "0.00", "0.00"]
    assert picture.alt == (
        "Attention of 3 places, 1 table of weights. head 1: from row to row the largest weight is that of "
        "a at a, b at b, \u00b6 at a."
    )


def test_heads_stand_side_by_side():
    torch.manual_seed(0)
    weights = attention_weights(torch.randn(2, 12, 4), torch.randn(2, 12, 4))
    picture = attention_map(weights, ["w"] * 12, names=["first", "second"])
    assert len(shades(picture)) == int((weights >= 0.005).sum())
    assert "first: from row to row" in picture.alt
    assert "second: from row to row" in picture.alt
    assert not re.findall(r">0\.\d\d<", picture.svg)  # too many to write them


def test_rows_show_what_one_place_looks_at():
    picture = attention_rows([WEIGHTS, WEIGHTS], "a b", 2, likely={" ": 0.6, "x": 0.2}, title="Look")
    assert shades(picture) == pytest.approx([0.375, 0.075, 0.3] * 2, abs=0.006)
    assert picture.alt == (
        'In "a\u00b7b" the character b at place 3 looks, in head 1 at a (place 1, 50%), b (place 3, 40%) and '
        "\u00b7 (place 2, 10%); head 2 at a (place 1, 50%), b (place 3, 40%) and \u00b7 (place 2, 10%). "
        "Likely to come next: [\u00b7] 60% and [x] 20%."
    )
    assert "likely to come next: [\u00b7] 60% and [x] 20%" in picture.svg
    assert shades(attention_rows(WEIGHTS, "a b", 0)) == [0.75]
    assert attention_rows(WEIGHTS, "a b") == attention_rows(WEIGHTS, "a b", 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: attention_map(WEIGHTS[:2], "abc"), r"weights have shape \(2, 3\), expected \(T, T\)"),
        (lambda: attention_map(torch.eye(41), "a" * 41), "T from 1 to 40"),
        (lambda: attention_rows(torch.eye(65), "a" * 65), "T from 1 to 64"),
        (lambda: attention_map(WEIGHTS, "ab"), "the text has 2 parts for 3 places"),
        (lambda: attention_map([[2.0]], "a"), "some weights are not from 0 to 1"),
        (lambda: attention_map([[-1.0]], "a"), "some weights are not from 0 to 1"),
        (
            lambda: attention_map(WEIGHTS, "abc", names=["a", "b"]),
            "there are 2 names for 1 head, expected one",
        ),
        (lambda: attention_rows(WEIGHTS, "abc", 3), "place is 3, expected 0 to 2: the text has 3 characters"),
        (lambda: attention_rows(WEIGHTS, "abc", -1), "place is -1"),
    ],
)
def test_what_cannot_be_drawn(make, message):
    with pytest.raises(ValueError, match=message):
        make()
