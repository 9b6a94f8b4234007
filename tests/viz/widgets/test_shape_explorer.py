"""Two shapes to type."""

import pytest

from lessonlib.viz import aligned_shapes, shape_explorer


def controls(widget):
    first, second, operation, _ = widget.box.children
    return first, second, operation


def words(widget):
    return widget.box.children[-1].words


def test_the_picture_follows_the_controls():
    widget = shape_explorer()
    first, second, operation = controls(widget)
    assert words(widget) == aligned_shapes((2, 1), (1, 3)).alt
    first.value, second.value = "4, 1, 3", "2, 1"
    assert words(widget) == aligned_shapes((4, 1, 3), (2, 1)).alt
    operation.value = "@"
    assert words(widget) == aligned_shapes((4, 1, 3), (2, 1), "@").alt
    assert widget.snapshot() == aligned_shapes((4, 1, 3), (2, 1), "@")


@pytest.mark.parametrize(
    ("typed", "shape"),
    [("4, 1, 3", (4, 1, 3)), ("(3,)", (3,)), ("[2 3]", (2, 3)), (" 4,", (4,)), ("", ()), ("()", ())],
)
def test_shapes_are_read_as_one_writes_them(typed, shape):
    widget = shape_explorer()
    controls(widget)[0].value = typed
    assert words(widget) == aligned_shapes(shape, (1, 3)).alt


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2, x", '"2, x" is not a shape. Write sizes with commas between them, such as: 4, 1, 3.'),
        ("2,, 3", '"2,, 3" is not a shape.'),
        ("2.5", '"2.5" is not a shape.'),
        ("0", "A shape is (0,), expected up to 5 whole numbers from 1 to 9999"),
        ("1 1 1 1 1 1", "A shape is (1, 1, 1, 1, 1, 1), expected up to 5"),
    ],
)
def test_what_is_no_shape_is_told_while_one_types(typed, message):
    widget = shape_explorer()
    controls(widget)[1].value = typed
    assert words(widget).startswith(message)
    controls(widget)[1].value = "1"
    assert words(widget) == aligned_shapes((2, 1), (1,)).alt


def test_shapes_at_the_beginning_are_checked():
    assert controls(shape_explorer((3,), ()))[0].value == "3,"
    with pytest.raises(ValueError, match="expected up to 5 whole numbers"):
        shape_explorer((0,), (1,))
    with pytest.raises(ValueError, match="operation is"):
        shape_explorer((1,), (1,), "-")
