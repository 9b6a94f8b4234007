"""Indexing: as NumPy's, with numbers that a run gives."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

ROWS = np.arange(24.0, dtype=np.float32).reshape(4, 3, 2)
INDICES = [
    np.s_[::-1], np.s_[::-2, 1], np.s_[..., ::-1], np.s_[1:3, None, -1], np.s_[3:0:-1, :, 0], np.s_[-2:, ::2],
]  # fmt: skip


@pytest.mark.parametrize("index", INDICES, ids=str)
@pytest.mark.parametrize("known", [True, False])
def test_as_numpy_does_it(index, known):
    x = tf.placeholder(tf.float32, ROWS.shape if known else [None, 3, 2])
    part = x[index]
    (slope,) = tf.gradients(tf.reduce_sum(part * part), x)
    with tf.Session() as sess:
        got, gradient = sess.run([part, slope], {x: ROWS})
    expected = np.zeros_like(ROWS)
    expected[index] = 2 * ROWS[index]
    assert part.shape.is_compatible_with(got.shape)
    assert got.tolist() == ROWS[index].tolist()
    assert gradient.tolist() == expected.tolist()


def test_numbers_may_be_tensors():
    x, n = tf.placeholder(tf.float32, [None, 3, 2]), tf.placeholder(tf.int32, [])
    parts = [x[:n], x[n], x[n:, ::-1], x[: tf.shape(x)[0] - n, n], x[tf.constant(1)]]
    with tf.Session() as sess:
        got = sess.run(parts, {x: ROWS, n: 1})
    expected = [ROWS[:1], ROWS[1], ROWS[1:, ::-1], ROWS[:3, 1], ROWS[1]]
    assert [part.tolist() for part in got] == [part.tolist() for part in expected]
    assert [str(part.shape) for part in parts] == ["(?, 3, 2)", "(3, 2)", "(?, 3, 2)", "(?, 2)", "(3, 2)"]


def test_strided_slice_with_masks():
    a = tf.constant(np.arange(12.0).reshape(3, 4))
    cases = [
        (tf.strided_slice(a, [0, 1], [2, 4], [1, 2]), [[1, 3], [5, 7]]),
        (tf.strided_slice(a, [0, 1], [2, 4], shrink_axis_mask=1), [1, 2, 3]),
        (tf.strided_slice(a, [1, 1], [2, 2], begin_mask=1, end_mask=2), [[1, 2, 3], [5, 6, 7]]),
        (tf.strided_slice(a, [2, 3], [0, 0], [-1, -2]), [[11, 9], [7, 5]]),
    ]
    with tf.Session() as sess:
        for tensor, expected in cases:
            assert sess.run(tensor).tolist() == expected


def test_a_slice_has_the_size_asked_for():
    x, n = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.int32, [])
    part = tf.slice(x, [1, 0], [n, -1])
    with tf.Session() as sess:
        assert sess.run(part, {x: np.ones((4, 3)), n: 2}).shape == (2, 3)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Cannot take 9 elements from place 1 on"):
            sess.run(part, {x: np.ones((4, 3)), n: 9})
    with pytest.raises(ValueError, match="Cannot take 4 elements from place 0 on: axis 1 has 3"):
        tf.slice(x, [0, 0], [1, 4])


@pytest.mark.parametrize("index", [1.0, True, np.array([0, 1]), "a", np.s_[1.0:]])
def test_what_is_no_index(index):
    with pytest.raises(TypeError, match=r"Only integers, slices, \.\.\., None and scalar integer tensors"):
        tf.ones([3])[index]
