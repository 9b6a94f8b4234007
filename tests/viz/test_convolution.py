"""Convolution and pooling against PyTorch, place by place and in motion."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from lessonlib.viz import convolution, convolution_steps, max_pooling, max_pooling_steps

IMAGE = torch.arange(25.0).reshape(5, 5) % 7
EDGES = torch.tensor([[1.0, 0.0, -1.0]] * 3)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("size", [(3, 3), (1, 2), (4, 1)])
def test_the_output_is_that_of_pytorch(stride, padding, size):
    generator = torch.Generator().manual_seed(0)
    image = torch.randn(7, 6, generator=generator, dtype=torch.float64)
    kernel = torch.randn(*size, generator=generator, dtype=torch.float64)
    want = F.conv2d(image[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]
    steps = convolution_steps(image, kernel, stride=stride, padding=padding)
    np.testing.assert_allclose(steps.output, want.numpy())
    assert len(steps) == want.numel()


@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 1), (2, 3)])
def test_pooling_is_that_of_pytorch(size, stride):
    want = F.max_pool2d(IMAGE[None, None], size, stride)[0, 0]
    np.testing.assert_array_equal(max_pooling_steps(IMAGE, size, stride=stride).output, want.numpy())


def test_a_step_tells_where_it_is_and_what_it_computes(texts):
    steps = convolution_steps(IMAGE, EDGES, stride=2)
    picture = steps[1]
    assert picture.alt == (
        "Step 2 of 4: rows 0 to 2, columns 2 to 4 of the input. 2·1 + 3·0 + 4·(-1) + 0·1 + 1·0 + 2·(-1) + "
        "5·1 + 6·0 + 0·(-1) = 1, the output at row 0, column 1."
    )
    assert {"input 5 x 5", "filter 3 x 3", "output 2 x 2", "5·1 + 6·0 + 0·(-1) = 1"} <= set(texts(picture))
    assert steps[-1].alt.startswith("Step 4 of 4: rows 2 to 4, columns 2 to 4")
    assert len(list(steps)) == 4
    with pytest.raises(IndexError):
        steps[4]


def test_only_the_results_so_far_are_written(texts):
    steps = convolution_steps(100 + torch.arange(16.0).reshape(4, 4), torch.ones(2, 2))
    for k in range(len(steps)):
        cells = [text for text in texts(steps[k]) if text in {f"{value:g}" for value in steps.output.flat}]
        assert cells == [f"{value:g}" for value in steps.output.flat[: k + 1]]


def test_pooling_tells_its_numbers():
    assert max_pooling_steps([[1, 2], [4, 3]])[0].alt == (
        "Step 1 of 1: rows 0 to 1, columns 0 to 1 of the input. max(1, 2, 4, 3) = 4, the output at row 0, column 0."
    )


def test_padding_counts_from_the_padded_corner():
    assert (
        "rows 0 to 2, columns 0 to 2 of the padded input" in convolution_steps(IMAGE, EDGES, padding=1)[0].alt
    )


def test_large_windows_are_summed_up_and_large_images_are_one_image(texts):
    picture = convolution_steps(torch.ones(28, 28), torch.ones(5, 5))[30]
    assert "the sum of 25 products = 25, the output at row 1, column 6." in picture.alt
    assert picture.svg.count("<image") == 2
    assert len(picture.svg) < 20_000


def groups_of(picture):
    root = ET.fromstring(picture.svg)
    return root, [node for node in root.iter() if node.tag.endswith("}g")]


def test_motion_ends_in_the_result_where_nothing_moves():
    picture = convolution(IMAGE, EDGES)
    root, groups = groups_of(picture)
    assert picture.alt.endswith("stride 1. Its output of 3 x 3: 1, 1, 1; 1, 1, 1; 1, -6, 1.")
    still = [group for group in groups if "visibility: visible" in group.get("style")]
    written = [text.text for group in still for text in group.iter() if text.tag.endswith("}text")]
    assert [written.count(value) for value in ("1", "-6")] == [8, 1]
    # Nine results, and the window at its last place.
    assert len(still) == 10
    assert root.get("tabindex") == "0"


def test_motion_respects_the_reader_and_the_rest_of_the_page():
    picture = max_pooling(IMAGE[:4, :4], seconds=2)
    root, groups = groups_of(picture)
    (sheet,) = [node.text for node in root.iter() if node.tag.endswith("}style")]
    own = root.get("class")
    assert sheet.startswith("@media (prefers-reduced-motion: no-preference) {@keyframes")
    assert f".{own}:hover *, .{own}:focus * {{animation-play-state: paused}}" in sheet
    # Every rule begins with this drawing's own class, and every group has its rule.
    assert all(rule.startswith(own) for rule in re.findall(r"(?:^|[ ,}])\.([\w-]+)", sheet))
    assert {group.get("class") for group in groups} == set(re.findall(r"@keyframes ([\w-]+)", sheet))
    assert "12s step-end infinite" in sheet  # four places and a rest of two
    assert own != groups_of(max_pooling(IMAGE[1:, 1:], seconds=2))[0].get("class")


def test_times_of_the_motion():
    sheet = max_pooling(IMAGE[:4, :4]).svg
    assert re.search(
        r"-1-2 \{0% \{visibility: hidden\} 16.67% \{visibility: visible\} 33.33% \{visibility: hidden\}\}",
        sheet,
    )
    assert re.search(r"-3-6 \{0% \{visibility: hidden\} 50% \{visibility: visible\}\}", sheet)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: convolution_steps(IMAGE[None], EDGES), r"image has shape \(1, 5, 5\), expected \(rows, columns\)"),
        (lambda: convolution_steps(IMAGE, [1.0, 2.0]), r"kernel has shape \(2,\).*pass one, such as kernel\[0, 0\]"),
        (lambda: convolution_steps(IMAGE * np.nan, EDGES), "expected .* of finite numbers"),
        (lambda: convolution_steps(IMAGE[:2], EDGES), "a window of 3 x 3 does not fit into an image of 2 x 5"),
        (lambda: convolution_steps(IMAGE, EDGES, stride=0), "stride is 0, padding is 0 and the window is 3 x 3"),
        (lambda: convolution_steps(IMAGE, EDGES, padding=-1), "a padding of 0 or more"),
        (lambda: max_pooling_steps(IMAGE, 0), "the window is 0 x 0, expected a stride and a window of 1 or more"),
        (lambda: convolution(torch.ones(20, 20), EDGES), "stops at 324 places, expected at most 64"),
        (lambda: max_pooling(IMAGE, seconds=0), "seconds is 0, expected a time above 0"),
    ],
)  # fmt: skip
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()
