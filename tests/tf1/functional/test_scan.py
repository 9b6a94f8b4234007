"""Maps and scans: what the record of TensorFlow's answers cannot say."""

import re

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

A = np.arange(12, dtype=np.float32).reshape(3, 4) / 4


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def test_a_network_in_a_scan_has_the_gradients_of_torch():
    x, w = tf.constant(A), tf.Variable(np.eye(4, dtype=np.float32) / 2)
    states = tf.scan(lambda h, row: tf.tanh(tf.matmul(h[None], w)[0] + row), x, initializer=tf.zeros([4]))
    found = run(tf.gradients(tf.reduce_sum(states**2), [x, w]))

    rows, weights = torch.tensor(A, requires_grad=True), (torch.eye(4) / 2).requires_grad_()
    h, total = torch.zeros(4), torch.tensor(0.0)
    for row in rows:
        h = torch.tanh(h @ weights + row)
        total = total + (h**2).sum()
    total.backward()
    np.testing.assert_allclose(found[0], rows.grad, rtol=1e-5)
    np.testing.assert_allclose(found[1], weights.grad, rtol=1e-5)


def test_second_derivatives_go_through_a_map():
    x = tf.constant([1.0, 2.0])
    (slope,) = tf.gradients(tf.map_fn(lambda r: r**3, x), x)
    np.testing.assert_allclose(run(tf.gradients(slope, x)[0]), [6, 12])


def test_the_plan_is_one_loop_however_long():
    x = tf.placeholder(tf.float32, [None, 2])
    total = tf.foldl(lambda a, row: a + row, x)
    np.testing.assert_array_equal(run(total, {x: np.ones((3000, 2))}), [3000, 3000])
    assert len([op for op in tf.get_default_graph().get_operations() if op.type == "Scan"]) == 1


def test_random_numbers_differ_from_slice_to_slice_and_repeat_with_a_seed():
    def drawn():
        tf.reset_default_graph()
        tf.set_random_seed(3)
        return run(tf.map_fn(lambda r: r + tf.random_normal([]), tf.zeros([5])))

    first = drawn()
    assert len(set(first.tolist())) == 5
    np.testing.assert_array_equal(first, drawn())


def test_maps_inside_maps():
    table = tf.map_fn(lambda a: tf.map_fn(lambda b: a * b, tf.constant([1.0, 2.0])), tf.constant([3.0, 4.0]))
    np.testing.assert_array_equal(run(table), [[3, 6], [4, 8]])


def test_a_length_that_only_a_run_can_tell_is_checked_there():
    x, y = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [None])
    total = tf.map_fn(lambda pair: pair[0] + pair[1], (x, y), dtype=tf.float32)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"must have one length, but have \[1, 2\]"):
        run(total, {x: [1.0], y: [1.0, 2.0]})


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: tf.map_fn(lambda r: tf.cast(r, tf.int32), A),
            r"gives int32 where float32.*\n.*dtype=tf.int32",
        ),
        (lambda: tf.map_fn(lambda r: r, 1.0), r"goes over the first axis of elems, but .* is a scalar"),
        (lambda: tf.map_fn(lambda r: (r, r), A), r"gives .* but dtype says .*\n.*pass dtype="),
        (
            lambda: tf.scan(lambda a, r: tf.cast(a, tf.int32), A),
            "is float32, but the function gives int32 for it",
        ),
        (lambda: tf.scan(lambda a, r: a[:2], A), r"has shape \(4,\), but the function gives \(2,\)"),
        (lambda: tf.foldl(lambda a, r: (a, r), A), "must give values nested like those it accumulates"),
    ],
)
def test_messages(build, message):
    with pytest.raises(ValueError, match=re.compile(message, re.DOTALL)):
        build()
