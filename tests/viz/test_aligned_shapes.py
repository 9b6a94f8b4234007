"""Pictures of two shapes."""

import pytest

from lessonlib.viz import aligned_shapes


def test_what_is_repeated_shows_its_new_size(texts):
    picture = aligned_shapes((4, 1, 3), (2, 1))
    drawn = texts(picture)
    assert [text for text in drawn if "→" in text] == ["(1) → 4", "1 → 2", "1 → 3"]
    assert drawn[-1] == "The result has the shape (4, 2, 3)."
    assert picture.alt.startswith(
        "Shapes (4, 1, 3) and (2, 1), element by element. Axis -1: 3 and 1, the 1 is"
    )
    assert picture.alt.endswith(drawn[-1])


def test_what_does_not_fit_is_an_error_in_words(texts):
    picture = aligned_shapes((2, 3), (2,))
    assert texts(picture).count("error") == 1
    assert texts(picture)[-1] == "Error: In axis -1, 3 and 2 are not equal, and neither is 1."
    assert picture.alt.endswith(texts(picture)[-1])


def test_a_product_shows_which_sizes_meet(texts):
    picture = aligned_shapes((32, 784), (784, 10), "@")
    assert "these two meet" in texts(picture)
    assert "The last axis of the first, 784, meets 784 of the second: equal." in picture.alt
    picture = aligned_shapes((2, 1), (3, 4), "@")
    assert "these two meet, and differ" in texts(picture)
    assert " ".join(texts(picture)).endswith("so they must be equal: here a 1 is not repeated.")


def test_numbers_have_no_axis(texts):
    assert texts(aligned_shapes((), ())).count("no axis: a number") == 3


@pytest.mark.parametrize("shape", [(1,) * 6, (0,), (2.5,), (10_000,), (True,)])
def test_what_is_no_shape_is_told(shape):
    with pytest.raises(ValueError, match="expected up to 5 whole numbers from 1 to 9999"):
        aligned_shapes(shape, (1,))
