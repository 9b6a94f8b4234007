"""When sheets are taken, and which numbers are refused; tests of the loops look at the pictures."""

import pytest

from lessonlib.training.sheets import Sheets


@pytest.mark.parametrize(("every", "count"), [(0, 3), (2, 0), (None, 0)])
def test_numbers_below_one_are_refused(every, count):
    with pytest.raises(
        ValueError, match=rf"sample_every is {every} and num_samples is {count}, expected at least 1"
    ):
        Sheets(every, count, seed=0)
