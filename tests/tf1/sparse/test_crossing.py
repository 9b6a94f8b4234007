"""Crosses of features: the hashes. recorded/calls/sparse.py compares the words with TensorFlow's."""

import json
from pathlib import Path

import numpy as np

import lessonlib.tf1 as tf

ANSWERS = json.loads((Path(__file__).parents[1] / "recorded/answers/sparse.json").read_text("utf-8"))


def inputs():
    tags = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], ["a", "bc", "d"], [3, 2])
    words, numbers = tf.constant([["x", "y"], ["z", "x"], ["", "w"]]), tf.constant([[7], [-8], [9]])
    return [words, tags, numbers]


def values(sparse):
    with tf.Session(device="cpu") as session:
        return session.run(sparse.values).tolist()


def test_the_hashes_are_tensorflows_to_the_last_digit():
    assert values(tf.sparse.cross_hashed(inputs())) == ANSWERS["cross_hashed"][1]["values"]


def test_buckets_hold_the_rest_of_the_hash():
    whole = values(tf.sparse.cross_hashed(inputs()[:1], hash_key=5))
    few = values(tf.sparse.cross_hashed(inputs()[:1], num_buckets=4, hash_key=5))
    assert set(few) <= {0, 1, 2, 3}
    assert len(few) == len(whole) == 6


def test_a_crossed_column_puts_a_row_where_its_cross_is():
    with tf.Graph().as_default(), tf.Session(device="cpu") as session:
        column = tf.feature_column.indicator_column(tf.feature_column.crossed_column(["a", "b"], 9))
        features = {"a": tf.constant([["x"], ["y"]]), "b": tf.constant([["u"], ["v"]])}
        rows = tf.feature_column.input_layer(features, [column])
        session.run(tf.global_variables_initializer())
        found = np.argmax(session.run(rows), 1).tolist()
        assert found == values_of(session, tf.sparse.cross_hashed(list(features.values()), 9))


def values_of(session, sparse):
    return session.run(sparse.values).tolist()
