"""A restricted Boltzmann machine, as a drawing."""

import pytest

from lessonlib.viz import boltzmann_machine


def test_each_unit_has_its_name_and_each_pair_its_line(texts):
    picture = boltzmann_machine(3, 2, title="two layers")
    drawn = texts(picture)
    assert {"two layers", "v1", "v2", "v3", "h1", "h2", "up", "down"} <= set(drawn)
    assert picture.svg.count("<line ") == 6


def test_in_words():
    assert boltzmann_machine(6, 1).alt.startswith(
        "A restricted Boltzmann machine: 1 hidden unit in a row above 6 visible units. Each hidden unit is connected "
        "with each visible one, 6 connections in all"
    )


@pytest.mark.parametrize(
    ("sizes", "message"), [((0, 2), "visible is 0"), ((3, 11), "hidden is 11, expected 1 to 10")]
)
def test_layers_that_cannot_be_drawn_are_told(sizes, message):
    with pytest.raises(ValueError, match=message):
        boltzmann_machine(*sizes)
