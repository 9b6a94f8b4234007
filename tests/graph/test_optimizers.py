"""Optimizers step by step against torch.optim, on the same losses."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(20, 3)).astype(np.float32), RNG.normal(size=(20, 1)).astype(np.float32)
W = RNG.normal(size=(3, 1)).astype(np.float32)

PAIRS = {
    "gradient descent": (lambda: tf.train.GradientDescentOptimizer(0.1), lambda p: torch.optim.SGD(p, 0.1)),
    "momentum": (
        lambda: tf.train.MomentumOptimizer(0.05, 0.9),
        lambda p: torch.optim.SGD(p, 0.05, momentum=0.9),
    ),
    "nesterov": (
        lambda: tf.train.MomentumOptimizer(0.05, 0.9, use_nesterov=True),
        lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True),
    ),
    "momentum 0": (lambda: tf.train.MomentumOptimizer(0.1, 0.0), lambda p: torch.optim.SGD(p, 0.1)),
    "nesterov 0": (
        lambda: tf.train.MomentumOptimizer(0.1, 0, use_nesterov=True),
        lambda p: torch.optim.SGD(p, 0.1),
    ),
    "adagrad": (
        lambda: tf.train.AdagradOptimizer(0.1),
        lambda p: torch.optim.Adagrad(p, 0.1, initial_accumulator_value=0.1, eps=0.0),
    ),
    "adam": (lambda: tf.train.AdamOptimizer(0.05), lambda p: torch.optim.Adam(p, 0.05)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_thirty_steps_against_torch(name):
    ours, theirs = PAIRS[name]
    w, b = tf.Variable(W), tf.Variable([0.5])
    train = ours().minimize(tf.reduce_mean(tf.square(tf.matmul(X, w) + b - Y)))
    tw, tb = torch.tensor(W, requires_grad=True), torch.tensor([0.5], requires_grad=True)
    optimizer = theirs([tw, tb])
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        for _ in range(30):
            session.run(train)
            optimizer.zero_grad()
            ((torch.tensor(X) @ tw + tb - torch.tensor(Y)) ** 2).mean().backward()
            optimizer.step()
        np.testing.assert_allclose(session.run(w), tw.detach(), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(session.run(b), tb.detach(), rtol=1e-4, atol=1e-5)


def test_momentum_may_begin_later():
    """With momentum 0 the sum is the last gradient, which counts once there is momentum."""
    w, momentum = tf.Variable(1.0), tf.placeholder(tf.float32, ())
    train = tf.train.MomentumOptimizer(0.1, momentum).minimize(w * 3.0)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        for rate in (0.0, 0.0, 0.5):
            session.run(train, {momentum: rate})
        assert session.run(w) == pytest.approx(1 - 0.1 * (3 + 3 + 4.5), rel=1e-5)


def test_adams_epsilon_is_tensorflows():
    """Kingma & Ba's formula with epsilon beside sqrt(v), before the correction: w - lr_t * m / (sqrt(v) + eps)."""
    w = tf.Variable(1.0)
    train = tf.train.AdamOptimizer(0.1, epsilon=0.5).minimize(w * 3.0)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        rate = 0.1 * np.sqrt(1 - 0.999) / (1 - 0.9)
        assert session.run(w) == pytest.approx(1 - rate * 0.3 / (np.sqrt(0.001 * 9) + 0.5), rel=1e-5)


def test_rmsprop_follows_tensorflows_formula():
    """The mean of squares starts at 1, and epsilon is under the root."""
    w = tf.Variable(2.0)
    train = tf.train.RMSPropOptimizer(0.1, decay=0.8, momentum=0.5, epsilon=0.01).minimize(w * w)
    value, mean, move = 2.0, 1.0, 0.0
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        for _ in range(5):
            session.run(train)
            slope = 2 * value
            mean = 0.8 * mean + 0.2 * slope**2
            move = 0.5 * move + 0.1 * slope / np.sqrt(mean + 0.01)
            value -= move
        assert session.run(w) == pytest.approx(value, rel=1e-5)


def test_the_step_is_counted_and_var_list_is_kept_to():
    a, b, step = tf.Variable(1.0), tf.Variable(1.0), tf.Variable(0, trainable=False)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(a * b, global_step=step, var_list=[a])
    assert train.name == "GradientDescent"
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        session.run(train)
        assert session.run([a, b, step]) == [pytest.approx(0.8), 1.0, 2]


def test_compute_and_apply_gradients():
    w = tf.Variable([3.0, 4.0])
    optimizer = tf.train.GradientDescentOptimizer(1.0)
    ((gradient, variable),) = optimizer.compute_gradients(tf.reduce_sum(w * w))
    train = optimizer.apply_gradients([(tf.clip_by_value(gradient, -1.0, 1.0), variable)])
    with tf.Session() as session:
        session.run(w.initializer)
        session.run(train)
        np.testing.assert_array_equal(session.run(w), [2, 3])


def test_the_learning_rate_may_be_fed():
    w, rate = tf.Variable(1.0), tf.placeholder(tf.float32, [])
    train = tf.train.GradientDescentOptimizer(rate).minimize(w * 1.0)
    with tf.Session() as session:
        session.run(w.initializer)
        session.run(train, {rate: 0.25})
        assert session.run(w) == 0.75


def test_no_variables():
    with pytest.raises(ValueError, match="No variables to optimize"):
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0))


def test_a_step_inside_a_loop_is_made_as_often_as_the_loop_runs():
    w, rounds = tf.Variable(8.0), tf.placeholder(tf.int32, [])
    optimizer = tf.train.GradientDescentOptimizer(0.25)

    def halved(i):
        with tf.control_dependencies([optimizer.minimize(w * w)]):
            return i + 1

    loop = tf.while_loop(lambda i: i < rounds, halved, [0])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(loop, {rounds: 0})
        assert session.run(w) == 8.0
        session.run(loop, {rounds: 2})
        assert session.run(w) == 2.0
