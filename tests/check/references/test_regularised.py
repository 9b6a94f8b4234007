"""What tests of lesson 10 compare with, beside formulas and loops."""

import numpy as np
import pytest

from lessonlib.check.references.regularised import batch_normalised, decayed, moved

RNG = np.random.default_rng(6)


def test_weights_shrink_by_the_same_share_and_go_against_their_slopes():
    w, slopes = RNG.normal(size=(2, 3, 4))
    np.testing.assert_allclose(decayed(w, slopes, 0.1, 0.5), 0.95 * w - 0.1 * slopes)


def test_a_batch_is_standardised_and_changes_the_running_statistics():
    h = RNG.normal(3, 2, size=(6, 2))
    result, mean, variance = batch_normalised(h, np.full(2, 2.0), np.ones(2), np.zeros(2), np.ones(2), True)
    np.testing.assert_allclose(result, 2 * (h - h.mean(0)) / np.sqrt(h.var(0) + 1e-5) + 1)
    np.testing.assert_allclose(mean, 0.1 * h.mean(0))
    np.testing.assert_allclose(variance, 0.9 + 0.1 * h.var(0, ddof=1))


def test_in_evaluation_the_running_statistics_are_used_and_stay():
    given = np.array([1.0, -1.0]), np.array([4.0, 0.25])
    h = RNG.normal(size=(1, 2))
    result, *kept = batch_normalised(h, np.ones(2), np.zeros(2), *given, False)
    np.testing.assert_allclose(result, (h - given[0]) / np.sqrt(given[1] + 1e-5))
    np.testing.assert_array_equal(kept, given)


@pytest.mark.parametrize(("right", "down"), [(0, 0), (2, 0), (0, 1), (-1, 0), (3, -2), (-5, 4)])
def test_images_move_and_nothing_comes_in_again(right, down):
    images, want = RNG.uniform(size=(2, 5, 6)), np.zeros((2, 5, 6))
    for row in range(5):
        for column in range(6):
            if 0 <= row + down < 5 and 0 <= column + right < 6:
                want[:, row + down, column + right] = images[:, row, column]
    np.testing.assert_array_equal(moved(images, right, down), want)
