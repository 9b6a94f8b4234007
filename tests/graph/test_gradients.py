"""Gradients as graph nodes, against torch's autograd and TensorFlow's recorded answers."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf


def run(fetch, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetch, feed)


def test_an_mlp_against_autograd():
    rng = np.random.default_rng(1)
    x, w1, b1, w2 = (rng.normal(size=s).astype(np.float32) for s in ((5, 4), (4, 8), (8,), (8, 3)))
    y = np.eye(3, dtype=np.float32)[[0, 1, 2, 1, 0]]
    params = [tf.Variable(v) for v in (w1, b1, w2)]
    X = tf.placeholder(tf.float32, [None, 4])
    logits = tf.matmul(tf.nn.relu(tf.matmul(X, params[0]) + params[1]), params[2])
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    ours = run(tf.gradients(loss, params), {X: x})

    theirs = [torch.tensor(v, requires_grad=True) for v in (w1, b1, w2)]
    hidden = torch.relu(torch.tensor(x) @ theirs[0] + theirs[1])
    torch.nn.functional.cross_entropy(hidden @ theirs[2], torch.tensor(y)).backward()
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b.grad, rtol=1e-5, atol=1e-7)


def test_nodes_stand_under_the_gradients_scope():
    x = tf.Variable(3.0, name="x")
    tf.gradients(tf.square(x, name="y"), x)
    names = [op.name for op in tf.get_default_graph().operations]
    assert "gradients/y_grad/mul" in names


def test_edge_cases_as_tensorflow_answers_them():
    zero = tf.constant(0.0)
    assert run(tf.gradients(tf.nn.relu(zero), zero)) == [0.0]
    one, other = tf.constant(1.0), tf.constant(1.0)
    assert run(tf.gradients(tf.maximum(one, other), [one, other])) == [1.0, 0.0]
    assert tf.gradients(one * 2, other) == [None]
    assert run(tf.gradients([one * 2, one * 3], one)) == [5.0]
    assert run(tf.gradients(one * one, one, grad_ys=[tf.constant(10.0)])) == [20.0]


def test_the_third_derivative():
    x = tf.Variable(2.0)
    y = x**4.0
    for expected in (32.0, 48.0, 48.0):
        y = tf.gradients(y, x)[0]
        assert run(y) == pytest.approx(expected)


def test_stop_gradient_and_stop_gradients():
    x = tf.Variable(3.0)
    y = x * x
    assert run(tf.gradients(tf.stop_gradient(y) * x, x)) == [9.0]
    assert tf.gradients(y * 2, x, stop_gradients=[y]) == [None]


def test_gradient_for_a_tensor_in_the_middle():
    x = tf.Variable(3.0)
    middle = x * 2
    assert run(tf.gradients(middle * middle, [middle, x])) == [12.0, 24.0]


def test_integers_have_no_slope():
    with pytest.raises(TypeError, match=r"gradients needs floating-point ys, but .* is int32"):
        tf.gradients(tf.constant(1), tf.constant(1))


def test_minimize_names_what_blocks_the_gradient():
    w = tf.Variable([1.0, 2.0], name="w")
    loss = tf.cast(tf.argmax(w, name="choice"), tf.float32)
    with pytest.raises(
        ValueError, match=r"No gradients provided for any variable \(variables: w\)[\s\S]*'choice' \(ArgMax\)"
    ):
        tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with pytest.raises(ValueError, match="does not depend on any of them"):
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0))
