"""Examples of any shape become rows."""

import pytest
import torch

from lessonlib.models.rows import as_rows


def test_images_become_rows_of_pixels_in_reading_order():
    images = torch.arange(24.0).reshape(2, 1, 3, 4)
    assert as_rows(images, 12).tolist() == [list(range(12)), list(range(12, 24))]
    assert as_rows(torch.zeros(0, 3, 4), 12).shape == (0, 12)


@pytest.mark.parametrize("shape", [(12,), (2, 11), (2, 3, 3), ()])
def test_another_number_of_values_is_refused(shape):
    with pytest.raises(
        ValueError, match=r"X has shape \(.*\), expected \(n, 12\), or another shape with 12 val"
    ):
        as_rows(torch.zeros(shape), 12)
