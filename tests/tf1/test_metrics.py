"""Measures over several batches, against scikit-learn's over all of them at once."""

import numpy as np
import pytest
from sklearn import metrics as oracle

import lessonlib.tf1 as tf

RNG = np.random.default_rng(2)
LABELS, PREDICTIONS = RNG.integers(0, 2, (2, 4, 10))
WEIGHTS = RNG.uniform(0.5, 2, (4, 10))
CASES = [
    (tf.metrics.accuracy, oracle.accuracy_score),
    (tf.metrics.precision, oracle.precision_score),
    (tf.metrics.recall, oracle.recall_score),
    (tf.metrics.mean_squared_error, oracle.mean_squared_error),
    (tf.metrics.mean_absolute_error, oracle.mean_absolute_error),
    (tf.metrics.root_mean_squared_error, oracle.root_mean_squared_error),
]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(("metric", "expected"), CASES)
def test_over_batches(metric, expected, weighted):
    y, p, w = (tf.placeholder(tf.float32, [None]) for _ in range(3))
    value, update = metric(y, p, w if weighted else None)
    seen = []
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        for labels, predictions, weights in zip(LABELS, PREDICTIONS, WEIGHTS, strict=True):
            seen.append((labels, predictions, weights))
            after = session.run(update, {y: labels, p: predictions, w: weights})
            all_labels, all_predictions, all_weights = (
                np.concatenate(part) for part in zip(*seen, strict=True)
            )
            want = expected(all_labels, all_predictions, sample_weight=all_weights if weighted else None)
            assert after == pytest.approx(want, rel=1e-5)
            assert session.run(value) == pytest.approx(want, rel=1e-5)


def test_local_variables_are_not_trained_nor_saved():
    w = tf.Variable(1.0)
    tf.metrics.mean([1.0, 2.0], name="score")
    assert [v.name for v in tf.local_variables()] == ["score/total:0", "score/count:0"]
    assert tf.global_variables() == tf.trainable_variables() == [w]
    assert tf.get_collection(tf.GraphKeys.LOCAL_VARIABLES) == tf.local_variables()


def test_starting_again():
    x = tf.placeholder(tf.float32, [None])
    value, update = tf.metrics.mean(x)
    with tf.Session() as session:
        with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value mean/total"):
            session.run(value)
        session.run(tf.local_variables_initializer())
        assert session.run(value) == 0
        session.run(update, {x: [1, 2]})
        session.run(tf.local_variables_initializer())
        assert session.run(update, {x: [5]}) == 5


def test_nothing_predicted_true_is_zero():
    with tf.Session() as session:
        _, update = tf.metrics.precision([1, 1], [0, 0])
        session.run(tf.local_variables_initializer())
        assert session.run(update) == 0


def test_collections():
    value, update = tf.metrics.mean([1.0], metrics_collections=["m"], updates_collections="u")
    assert tf.get_collection("m") == [value]
    assert tf.get_collection("u") == [update]


def test_bad_shapes():
    with pytest.raises(
        ValueError, match=r"Shapes \(2, 3\) of the predictions and \(2,\) of the labels.*\n.*argmax"
    ):
        tf.metrics.accuracy([0, 1], np.zeros((2, 3)))
