"""What tests of logistic regression compare with, beside formulas and scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import log_loss as sklearn_log_loss

import lessonlib.tf1 as tf
from lessonlib.check.references.logistic import follow, log_loss, log_loss_gradient, loss_at, probability

RNG = np.random.default_rng(8)
X, Y = RNG.normal(size=(30, 3)), RNG.integers(0, 2, size=(30, 1)).astype(float)
WEIGHTS, BIAS = RNG.normal(size=(3, 1)), RNG.normal(size=1)


@pytest.fixture(scope="module")
def model():
    """A graph as `fetch_graph` gives it: logistic regression with the learning rate 0.5, from zeros."""
    with tf.Graph().as_default() as graph:
        rows, classes = tf.placeholder(tf.float32, (None, 3)), tf.placeholder(tf.float32, (None, 1))
        weights, bias = tf.Variable(tf.zeros((3, 1))), tf.Variable(tf.zeros(1))
        logits = tf.matmul(rows, weights) + bias
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=classes, logits=logits))
        train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
        init = tf.global_variables_initializer()
    return {
        "graph": graph,
        "X": rows,
        "y": classes,
        "weights": weights,
        "bias": bias,
        "loss": loss,
        "train": train,
        "init": init,
    }


def test_probability_and_loss_are_those_of_the_formulas():
    p = 1 / (1 + np.exp(-(X @ WEIGHTS + BIAS)))
    np.testing.assert_allclose(probability(X, WEIGHTS, BIAS), p)
    assert log_loss(X, Y, WEIGHTS, BIAS) == pytest.approx(sklearn_log_loss(Y, p))
    slopes = log_loss_gradient(X, Y, WEIGHTS, BIAS)
    np.testing.assert_allclose(slopes[0], X.T @ (p - Y) / 30)
    np.testing.assert_allclose(slopes[1], (p - Y).mean(axis=0))


def test_huge_logits_have_a_finite_loss():
    assert log_loss(1000 * X, Y, WEIGHTS, BIAS) > 10


def test_a_followed_training_goes_against_the_gradient(model):
    batches = [(X[:20], Y[:20]), (X[20:], Y[20:])]
    weights, bias, want = WEIGHTS, BIAS, []
    for _ in range(3):
        for rows, classes in batches:
            slopes = log_loss_gradient(rows, classes, weights, bias)
            weights, bias = weights - 0.5 * slopes[0], bias - 0.5 * slopes[1]
        want.append((weights, bias))
    got = list(follow(model, [batches] * 3, {"weights": WEIGHTS, "bias": BIAS}))
    assert len(got) == 3
    for values, (weights, bias) in zip(got, want, strict=True):
        np.testing.assert_allclose(values["weights"], weights, rtol=1e-4)
        np.testing.assert_allclose(values["bias"], bias, rtol=1e-4)
        assert loss_at(model, values, X, Y) == pytest.approx(log_loss(X, Y, weights, bias), rel=1e-4)


def test_without_a_start_it_is_that_of_init(model):
    (values,) = follow(model, [[]])
    assert not values["weights"].any()
    assert not values["bias"].any()
