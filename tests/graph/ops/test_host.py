"""Python functions, printing and assertions inside a run."""

import numpy as np
import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.ops.host import summary


def test_py_func_computes_with_numpy():
    x = tf.placeholder(tf.float32, [None])
    y = tf.py_func(lambda a, b: (np.sort(a), np.int64(len(a) + b)), [x, 2], [tf.float32, tf.int64])
    assert [t.dtype for t in y] == [tf.float32, tf.int64]
    with tf.Session() as session:
        ordered, count = session.run(y, {x: [3, 1, 2]})
    np.testing.assert_array_equal(ordered, np.array([1, 2, 3], np.float32))
    assert count == 5


def test_py_func_with_one_dtype_and_with_none():
    seen = []
    one = tf.py_func(lambda: np.float32(4), [], tf.float32)
    none = tf.py_func(lambda a: seen.append(a.item()), [one], [])
    text = tf.py_func(lambda a: a + b"!", ["hi"], tf.string)
    assert isinstance(one, tf.Tensor)
    assert isinstance(none, tf.Operation)
    with tf.Session() as session:
        assert session.run([one * 2, none, text]) == [8.0, None, b"hi!"]
    assert seen == [4.0]


def test_py_func_cannot_change_a_variable():
    v = tf.Variable([1.0, 2.0])

    def spoil(a):
        a[:] = 9
        return a

    changed = tf.py_func(spoil, [v], tf.float32)
    with tf.Session() as session:
        session.run(v.initializer)
        np.testing.assert_array_equal(session.run(changed), [9, 9])
        np.testing.assert_array_equal(session.run(v), [1, 2])


def test_py_func_runs_at_each_run_and_stops_the_gradient():
    calls = []
    x = tf.constant(2.0)
    y = tf.py_func(lambda a: (calls.append(1), a)[1], [x], tf.float32)
    assert tf.gradients(y, x) == [None]
    with tf.Session() as session:
        session.run(y)
        session.run(y)
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("function", "dtypes", "message"),
    [
        (lambda: 1.0, tf.float32, r"Value 0 returned by py_func '<lambda>' is float64, but Tout says float32"),
        (lambda: (1, 2), [tf.int64], r"returned 2 values, but Tout names 1"),
        (lambda: 1 / 0, tf.float32, r"division by zero"),
    ],
)  # fmt: skip
def test_a_py_func_that_fails(function, dtypes, message):
    y = tf.py_func(function, [], dtypes)
    with tf.Session() as session, pytest.raises((ValueError, ZeroDivisionError), match=message):
        session.run(y)


def test_print_shows_and_passes_on(capfd):
    x = tf.placeholder(tf.float32, [None])
    y = tf.Print(x, [x, tf.shape(x)], message="x: ", summarize=2) * 2
    (slope,) = tf.gradients(y, x)
    with tf.Session() as session:
        np.testing.assert_array_equal(session.run(y, {x: [1, 2.5, 3]}), [2, 5, 6])
        assert capfd.readouterr().err == "x: [1 2.5...][3]\n"
        np.testing.assert_array_equal(session.run(slope, {x: [1, 2]}), [2, 2])


def test_print_the_first_times_only(capfd):
    x = tf.Print(tf.constant(1), ["here"], first_n=2)
    with tf.Session() as session:
        for _ in range(4):
            session.run(x)
    assert capfd.readouterr().err == "[here]\n[here]\n"


@pytest.mark.parametrize(
    ("value", "count", "text"),
    [
        ([[1, 2], [3, 4]], 3, "[1 2][3]..."),
        ([[1, 2], [3, 4]], -1, "[1 2][3 4]"),
        ([0.5, 1e-9], 5, "0.5 1e-09"),
        (True, 3, "True"),
        ([], 3, ""),
    ],
)
def test_summary(value, count, text):
    assert summary(value, count) == text


def test_assert_fails_at_the_run_with_the_values():
    x = tf.placeholder(tf.float32, [None])
    check = tf.Assert(tf.reduce_all(x > 0), ["x was", x], summarize=2)
    with tf.control_dependencies([check]):
        y = tf.log(x)
    with tf.Session() as session:
        session.run(y, {x: [1, 2]})
        with pytest.raises(
            tf.errors.InvalidArgumentError,
            match=r"assertion failed: \[x was\] \[-1 2\.\.\.\]\n  In operation 'Assert' .*\n  Created at line",
        ):
            session.run(y, {x: [-1, 2, 3]})
    with pytest.raises(TypeError, match="needs a bool condition"):
        tf.Assert(x, [])


def test_placeholder_with_default():
    x = tf.placeholder_with_default([1.0, 2.0], [None])
    y = x * 2
    assert str(x) == 'Tensor("PlaceholderWithDefault:0", shape=(?,), dtype=float32)'
    assert y.shape.as_list() == [None]
    with tf.Session() as session:
        np.testing.assert_array_equal(session.run(y), [2, 4])
        np.testing.assert_array_equal(session.run(y, {x: [5]}), [10])
        with pytest.raises(ValueError, match="Cannot feed value of shape"):
            session.run(y, {x: [[5]]})
    with pytest.raises(ValueError, match=r"must have its shape \(3,\), but has \(2,\)"):
        tf.placeholder_with_default([1.0, 2.0], [3])
