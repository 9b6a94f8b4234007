"""Measures with the predictions first, against those of tf.metrics."""

import pytest

import lessonlib.tf1 as tf

GOT, WANT = [1, 0, 1, 1], [1, 1, 0, 1]
metrics = tf.contrib.metrics


@pytest.mark.parametrize("name", ["accuracy", "precision", "recall", "mean_squared_error"])
def test_the_same_as_tf_metrics(name):
    ours = getattr(metrics, f"streaming_{name}")(GOT, WANT, [1.0, 2.0, 1.0, 1.0])
    theirs = getattr(tf.metrics, name)(WANT, GOT, [1.0, 2.0, 1.0, 1.0])
    with tf.Session(device="cpu") as session:
        session.run(tf.local_variables_initializer())
        assert session.run(ours[1]) == session.run(theirs[1])


def test_several_at_once_and_one_batch():
    pairs = {
        "mean": metrics.streaming_mean([1.0, 3.0]),
        "accuracy": tf.contrib.slim.metrics.streaming_accuracy(GOT, WANT),
    }
    values, updates = metrics.aggregate_metric_map(pairs)
    lists = metrics.aggregate_metrics(*pairs.values())
    with tf.Session(device="cpu") as session:
        session.run(tf.local_variables_initializer())
        session.run(updates)
        assert session.run(values) == {"mean": 2.0, "accuracy": 0.5}
        assert session.run(lists[0]) == [2.0, 0.5]
        assert session.run(metrics.accuracy(GOT, WANT)) == 0.5
        assert session.run(metrics.accuracy(GOT, WANT, [1.0, 0.0, 0.0, 1.0])) == 1.0
