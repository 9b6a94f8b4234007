"""Messages of parsing; its values are compared with TensorFlow's in ``tests/tf1/recorded``."""

import pytest

import lessonlib.tf1 as tf


@pytest.fixture(autouse=True)
def fresh_graph():
    tf.reset_default_graph()


def example(**lists):
    features = {
        key: tf.train.Feature(float_list=tf.train.FloatList(value=value)) for key, value in lists.items()
    }
    return tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString()


@pytest.mark.parametrize(
    ("feature", "message"),
    [
        (
            lambda: tf.FixedLenFeature([3], tf.float32),
            r"Key: x. Number of float32 values != expected: 2 were found",
        ),
        (
            lambda: tf.FixedLenFeature([2], tf.int64),
            r"types don't match: expected int64, but it is float32",
        ),
        (
            lambda: tf.FixedLenSequenceFeature([3], tf.float32, True),
            r"2 values do not fill parts of shape \(3,\)",
        ),
    ],
)
def test_examples_that_do_not_fit(feature, message):
    parsed = tf.parse_example([example(x=[1, 2])], {"x": feature()})
    with tf.Session() as sess, pytest.raises(tf.errors.InvalidArgumentError, match=message):
        sess.run(parsed)


def test_a_missing_feature_and_bytes_that_are_no_example():
    serialized = tf.placeholder(tf.string, [])
    parsed = tf.parse_single_example(serialized, {"y": tf.FixedLenFeature([], tf.float32)})
    with tf.Session() as sess:
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"Feature: y \(data type: float32\) is required"
        ):
            sess.run(parsed, {serialized: example(x=[1])})
        with pytest.raises(tf.errors.InvalidArgumentError, match="Could not parse example input"):
            sess.run(parsed, {serialized: b"\xff\xff"})


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ({}, "Missing features"),
        (
            {"x": tf.FixedLenFeature([], tf.float64)},
            "'x' cannot be float64: examples hold float32, int64 and string",
        ),
        (
            {"x": tf.FixedLenFeature([None], tf.float32)},
            r"The shape of feature 'x' must be known, but is \(\?,\)",
        ),
        (
            {"x": tf.FixedLenFeature([2], tf.float32, [1])},
            r"default_value .* has shape \(1,\), .* has \(2,\)",
        ),
        ({"x": tf.FixedLenSequenceFeature([], tf.float32)}, "needs allow_missing=True"),
        ({"x": 3}, r"'x' is described by 3; expected a tf.FixedLenSequenceFeature"),
    ],
)
def test_descriptions_that_are_none(features, message):
    with pytest.raises((TypeError, ValueError), match=message):
        tf.parse_example([b""], features)


def test_parsing_can_be_exported():
    tf.parse_single_example(tf.placeholder(tf.string, []), {"x": tf.FixedLenFeature([], tf.float32, 5.0)})
    record = tf.train.export_meta_graph()
    tf.reset_default_graph()
    tf.train.import_meta_graph(record)
    with tf.Session() as sess:
        assert sess.run("ParseSingleExample:0", {"Placeholder:0": example()}) == 5
