"""Sheets of images say what is on them, and mark mistakes by more than a colour."""

import numpy as np
import pytest
import torch

from lessonlib.viz import image_sheet

IMAGES = torch.rand(4, 1, 8, 8, generator=torch.Generator().manual_seed(0))


def test_images_are_counted_and_measured():
    picture = image_sheet(IMAGES)
    assert picture.alt == "Sheet of 4 images of 8 x 8 pixels."
    assert picture.svg.count("<image") == 4
    assert image_sheet(IMAGES[:1]).alt == "Sheet of 1 image of 8 x 8 pixels."


def test_titles_stand_below_the_images(texts):
    picture = image_sheet(IMAGES, ["a", "b", 3, "d"], columns=2, title="Letters")
    assert texts(picture) == ["Letters", "a", "b", "3", "d"]
    assert picture.alt.endswith("Titles: a, b, 3, d.")


def test_mistakes_are_crossed_framed_and_told(texts):
    picture = image_sheet(IMAGES, y=[7, 3, 3, 0], y_hat=torch.tensor([7, 8, 3, 1]))
    assert texts(picture) == ["✓ 7", "✗ 8 (is 3)", "✓ 3", "✗ 1 (is 0)"]
    assert picture.alt == (
        "Sheet of 4 images of 8 x 8 pixels. 2 of 4 predictions (50%) are right. "
        "Wrong: image 2, 8 (is 3); image 4, 1 (is 0)."
    )
    assert picture.svg.count("stroke-width: 3") == picture.svg.count("font-weight: bold") == 2


def test_without_mistakes_none_are_told():
    assert image_sheet(IMAGES, y=[1, 2, 3, 4], y_hat=[1, 2, 3, 4]).alt.endswith(
        "4 of 4 predictions (100%) are right."
    )


def test_classes_have_names(texts):
    assert texts(image_sheet(IMAGES, y=[0, 1, 1, 0], class_names=["cat", "dog"])) == [
        "cat",
        "dog",
        "dog",
        "cat",
    ]


def test_many_mistakes_are_summed_up():
    images = np.zeros((20, 4, 4))
    assert image_sheet(images, y=[0] * 20, y_hat=[1] * 20).alt.endswith("image 8, 1 (is 0); and 12 more.")


def test_colour_images_are_drawn():
    assert image_sheet(torch.rand(2, 3, 16, 8)).alt == "Sheet of 2 images of 16 x 8 pixels."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"images": IMAGES[0, 0]}, r"images has shape \(8, 8\), expected \(n, height, width\)"),
        ({"titles": ["a"]}, "there are 4 images, but 1 titles or classes for them"),
        ({"y": [1, 2]}, "there are 4 images, but 2 titles or classes"),
        ({"y": [1, 2, 3, 4], "y_hat": [1]}, "y holds 4 classes and y_hat 1, expected one for each image"),
        ({"titles": "abcd", "y": [1, 2, 3, 4]}, "titles and y were given, expected one of them"),
        ({"y_hat": [1, 2, 3, 4]}, "y_hat was given without y, the true classes"),
        ({"y": np.zeros((4, 10))}, r"the classes have shape \(4, 10\), expected \(n,\): of scores take .argmax"),
        ({"y": [0, 1, 2, 0], "class_names": ["a", "b"]}, r"classes from 0 to 2, but names for 0 to 1: \['a', 'b'\]"),
        ({"columns": 0}, "columns is 0, expected 1 or more images in a row"),
    ],
)  # fmt: skip
def test_bad_input_is_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        image_sheet(**({"images": IMAGES} | arguments))
