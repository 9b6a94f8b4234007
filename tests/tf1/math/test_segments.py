"""Segments against NumPy, for random numbers and dtypes."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

REDUCTIONS = {"sum": np.sum, "mean": np.mean, "prod": np.prod, "min": np.min, "max": np.max}


@pytest.mark.parametrize("how", REDUCTIONS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64])
def test_segments_in_any_order(how, dtype):
    rng = np.random.default_rng(1)
    ids, data = rng.integers(0, 4, 30), rng.integers(1, 4, (30, 2)).astype(dtype)
    expected = np.array([REDUCTIONS[how](data[ids == i], axis=0) for i in range(4)]).astype(dtype)
    order = np.argsort(ids, kind="stable")
    with tf.Session() as sess:
        free = sess.run(getattr(tf, f"unsorted_segment_{how}")(data, ids, 4))
        ascending = sess.run(getattr(tf, f"segment_{how}")(data[order], ids[order]))
    np.testing.assert_allclose(free, expected, rtol=1e-6)
    np.testing.assert_allclose(ascending, expected, rtol=1e-6)


def test_numbers_that_descend():
    with (
        tf.Session() as sess,
        pytest.raises(tf.errors.InvalidArgumentError, match="segment ids must ascend from 0 on"),
    ):
        sess.run(tf.segment_sum([1, 2], [1, 0]))
