"""Losses against torch's, and the collections that they join."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import lessonlib.tf1 as tf

RNG = np.random.default_rng(1)
SCORES = RNG.normal(size=(5, 3)).astype(np.float32)
P = RNG.uniform(0.05, 0.95, (5, 3)).astype(np.float32)
CLASSES = np.array([0, 2, 1, 1, 0])
HOT = np.eye(3, dtype=np.float32)[CLASSES]
WEIGHTS = np.array([1, 0, 2, 0.5, 1], np.float32)


def value(tensor):
    with tf.Session(device="cpu") as session:
        return session.run(tensor)


def t(array):
    return torch.from_numpy(np.asarray(array))


CASES = [
    (lambda: tf.losses.mean_squared_error(HOT, P), lambda: F.mse_loss(t(P), t(HOT))),
    (lambda: tf.losses.absolute_difference(HOT, P), lambda: F.l1_loss(t(P), t(HOT))),
    (lambda: tf.losses.huber_loss(3 * HOT, P), lambda: F.huber_loss(t(P), 3 * t(HOT))),
    (lambda: tf.losses.log_loss(HOT, P), lambda: F.binary_cross_entropy(t(P), t(HOT))),
    (lambda: tf.losses.sigmoid_cross_entropy(HOT, SCORES),
     lambda: F.binary_cross_entropy_with_logits(t(SCORES), t(HOT))),
    (lambda: tf.losses.softmax_cross_entropy(HOT, SCORES), lambda: F.cross_entropy(t(SCORES), t(CLASSES))),
    (lambda: tf.losses.softmax_cross_entropy(HOT, SCORES, label_smoothing=0.1),
     lambda: F.cross_entropy(t(SCORES), t(CLASSES), label_smoothing=0.1)),
    (lambda: tf.losses.sparse_softmax_cross_entropy(CLASSES, SCORES), lambda: F.cross_entropy(t(SCORES), t(CLASSES))),
    (lambda: tf.losses.sparse_softmax_cross_entropy(CLASSES[:, None], SCORES),
     lambda: F.cross_entropy(t(SCORES), t(CLASSES))),
    (lambda: tf.losses.hinge_loss(HOT, SCORES),
     lambda: torch.relu(1 - (2 * t(HOT) - 1) * t(SCORES)).mean()),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs"), CASES)
def test_value_is_torchs(ours, theirs):
    np.testing.assert_allclose(value(ours()), theirs().item(), rtol=1e-5)


@pytest.mark.parametrize(
    ("reduction", "reduce"),
    [
        (tf.losses.Reduction.NONE, lambda e: e),
        (tf.losses.Reduction.SUM, np.sum),
        (tf.losses.Reduction.SUM_OVER_BATCH_SIZE, np.mean),
        (tf.losses.Reduction.MEAN, lambda e: e.sum() / WEIGHTS.sum()),
        (tf.losses.Reduction.SUM_BY_NONZERO_WEIGHTS, lambda e: e.sum() / 4),
    ],
)
def test_weights_and_reductions(reduction, reduce):
    each = F.cross_entropy(t(SCORES), t(CLASSES), reduction="none").numpy() * WEIGHTS
    loss = tf.losses.sparse_softmax_cross_entropy(CLASSES, SCORES, weights=WEIGHTS, reduction=reduction)
    np.testing.assert_allclose(value(loss), reduce(each), rtol=1e-5)


def test_weights_of_zero_give_zero_and_no_nan_slope():
    x = tf.constant(SCORES)
    loss = tf.losses.mean_squared_error(HOT, x, weights=0.0)
    assert value(loss) == 0
    np.testing.assert_array_equal(value(tf.gradients(loss, x)[0]), np.zeros_like(SCORES))


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"Shapes \(5, 3\) of the predictions and \(5,\) of the labels"):
        tf.losses.mean_squared_error(WEIGHTS, P)
    with pytest.raises(ValueError, match=r"A reduction is one of none, .* but 'avg' was given"):
        tf.losses.mean_squared_error(HOT, P, reduction="avg")
    with pytest.raises(ValueError, match="no loss in the graph yet"):
        tf.losses.get_total_loss()


def test_the_total_is_losses_and_regularization():
    w = tf.get_variable("w", initializer=[[1.0, -2.0]], regularizer=tf.contrib.layers.l2_regularizer(0.1))
    tf.layers.dense(tf.constant([[1.0]]), 2, kernel_initializer=tf.ones_initializer(),
                    kernel_regularizer=tf.contrib.layers.l1_regularizer(0.5))  # fmt: skip
    error = tf.losses.mean_squared_error([[0.0, 0.0]], w)
    tf.losses.add_loss(tf.constant(10.0))
    assert tf.losses.get_losses()[0] is error
    assert len(tf.losses.get_regularization_losses()) == 2
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        regularization = session.run(tf.losses.get_regularization_loss())
        assert regularization == pytest.approx(0.1 * 5 / 2 + 0.5 * 2)
        assert session.run(tf.losses.get_total_loss()) == pytest.approx(2.5 + 10 + regularization)
        assert session.run(tf.losses.get_total_loss(False)) == pytest.approx(12.5)


def test_no_regularization_costs_nothing():
    tf.get_variable("w", initializer=[1.0], regularizer=tf.contrib.layers.l2_regularizer(0.0))
    assert tf.losses.get_regularization_losses() == []
    assert value(tf.losses.get_regularization_loss()) == 0
