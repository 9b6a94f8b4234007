"""Crossed columns: which class each combination gets, and what is built on them."""

import numpy as np

FEATURES = {
    "town": np.array([["a"], ["b"], ["x"], [""]]),
    "tags": np.array([["a", "b"], ["b", "b"], ["", ""], ["a", "x"]]),
    "street": np.array(
        ["Elm Street", "Oak Avenue", "Elm Street", "a very long name of a street, over 64 bytes " * 2]
    ),
    "kind": np.array([0, 1, 2, -1], np.int64),
    "age": np.array([17.0, 25.0, 40.0, 65.0], np.float32),
    "place": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], np.float32),
    "cube": np.zeros((4, 2, 2), np.int64),
}
INDICES = [[0, 0], [1, 1], [3, 0], [3, 2]]


def features(tf):
    """The table, with a sparse feature of words (one of them empty) and one of numbers."""
    made = {name: tf.constant(value) for name, value in FEATURES.items()}
    made["words"] = tf.SparseTensor(INDICES, ["p", "q", "", "r"], [4, 3])
    made["numbers"] = tf.SparseTensor(INDICES, np.int64([5, -1, 7, 2**40]), [4, 3])
    return made


def crossed(tf, run, keys, buckets=5, **arguments):
    """How often each row has each class."""
    column = tf.feature_column.crossed_column(keys, buckets, **arguments)
    found = tf.feature_column.input_layer(features(tf), [tf.feature_column.indicator_column(column)])
    run(getattr(tf, "tables_initializer", tf.no_op)())
    return run(found)


def towns(tf, **arguments):
    return tf.feature_column.categorical_column_with_vocabulary_list("town", ["a", "b"], **arguments)


def tags(tf, **arguments):
    return tf.feature_column.categorical_column_with_vocabulary_list("tags", ["a", "b"], **arguments)


def ages(tf):
    return tf.feature_column.bucketized_column(tf.feature_column.numeric_column("age"), [25.0, 50.0])


def places(tf):
    return tf.feature_column.bucketized_column(tf.feature_column.numeric_column("place", 2), [2.0, 5.0])


def kinds(tf, **arguments):
    return tf.feature_column.categorical_column_with_identity("kind", 3, **arguments)


def many(tf, run):
    """The classes of 60 pairs of words, in 1,000 of them, as the numbers of the columns that are not 0."""
    words = {
        "a": tf.constant([[f"word {i}" * (1 + i % 9)] for i in range(60)]),
        "b": tf.constant([[f"{i * i}"] for i in range(60)]),
    }
    column = tf.feature_column.indicator_column(tf.feature_column.crossed_column(["a", "b"], 1000))
    return run(tf.argmax(tf.feature_column.input_layer(words, [column]), 1))


def linear(tf, run, column, **arguments):
    model = tf.feature_column.linear_model(features(tf), [column], **arguments)
    weights = tf.trainable_variables()
    counted = [
        v.assign(tf.reshape(tf.range(1.0, int(np.prod(v.shape.as_list())) + 1), v.shape)) for v in weights
    ]
    run([counted, getattr(tf, "tables_initializer", tf.no_op)()])
    return (
        [v.name for v in tf.global_variables()],
        run(model),
        run(tf.convert_to_tensor(tf.gradients(model, weights[-1])[0])),
    )


def embedded(tf, run, **arguments):
    start = tf.constant_initializer(np.arange(10.0).reshape(5, 2))
    column = tf.feature_column.embedding_column(
        tf.feature_column.crossed_column(["town", "tags"], 5), 2, initializer=start, **arguments
    )
    found = tf.feature_column.input_layer(features(tf), [column])
    return [v.name for v in tf.global_variables()], run(found)


def spec(tf, keys):
    found = tf.feature_column.make_parse_example_spec([tf.feature_column.crossed_column(keys(tf), 5)])
    return {name: [type(one).__name__, one.dtype.name] for name, one in sorted(found.items())}


def cross(tf, keys, buckets=5, **arguments):
    return tf.feature_column.crossed_column(keys, buckets, **arguments)


CALLS = {
    "two features": lambda tf, run: crossed(tf, run, ["town", "street"], 7),
    "the other way round": lambda tf, run: crossed(tf, run, ["street", "town"], 7),
    "several words": lambda tf, run: crossed(tf, run, ["tags", "town"]),
    "three features": lambda tf, run: crossed(tf, run, ["town", "tags", "street"]),
    "numbers": lambda tf, run: crossed(tf, run, ["kind", "town"]),
    "real numbers": lambda tf, run: crossed(tf, run, ["age", "town"]),
    "sparse words": lambda tf, run: crossed(tf, run, ["words", "town"]),
    "sparse numbers": lambda tf, run: crossed(tf, run, ["town", "numbers"]),
    "two sparse ones": lambda tf, run: crossed(tf, run, ["words", "numbers"]),
    "vocabulary": lambda tf, run: crossed(tf, run, [towns(tf), "street"]),
    "vocabulary of several": lambda tf, run: crossed(tf, run, [tags(tf), "street"]),
    "vocabulary default": lambda tf, run: crossed(tf, run, [towns(tf, default_value=1), tags(tf)]),
    "vocabulary oov": lambda tf, run: crossed(tf, run, [towns(tf, num_oov_buckets=3), "street"]),
    "identity": lambda tf, run: crossed(tf, run, [kinds(tf), "street"]),
    "bucketized": lambda tf, run: crossed(tf, run, [ages(tf), "town"]),
    "bucketized two": lambda tf, run: crossed(tf, run, [places(tf), ages(tf)], 11),
    "crossed": lambda tf, run: crossed(tf, run, [cross(tf, ["town", "street"]), kinds(tf)]),
    "one class": lambda tf, run: crossed(tf, run, ["tags", "town"], 1),
    "hash_key": lambda tf, run: crossed(tf, run, ["tags", "town"], 7, hash_key=3),
    "hash_key negative": lambda tf, run: crossed(tf, run, ["tags", "town"], 7, hash_key=-3),
    "hash_key 0": lambda tf, run: crossed(tf, run, ["tags", "town"], 7, hash_key=0),
    "many": many,
    "embedding": lambda tf, run: embedded(tf, run),
    "embedding sum": lambda tf, run: embedded(tf, run, combiner="sum"),
    "linear": lambda tf, run: linear(tf, run, cross(tf, ["town", "tags"], 6)),
    "linear mean": lambda tf, run: linear(
        tf, run, cross(tf, [ages(tf), "tags"], 6), sparse_combiner="mean", units=2
    ),
    "name": lambda tf, run: [
        cross(tf, ["town", kinds(tf), ages(tf)]).name,
        cross(tf, [cross(tf, ["z", "y"]), "x"]).name,
    ],
    "parse spec": lambda tf, run: spec(tf, lambda tf: ["town", "street"]),
    "parse spec of columns": lambda tf, run: spec(tf, lambda tf: [kinds(tf), ages(tf), "street"]),
    "no bucket": lambda tf, run: cross(tf, ["town", "street"], 0),
    "buckets None": lambda tf, run: cross(tf, ["town", "street"], None),
    "one key": lambda tf, run: cross(tf, ["town"]),
    "no key": lambda tf, run: cross(tf, []),
    "numeric key": lambda tf, run: cross(tf, ["town", tf.feature_column.numeric_column("age")]),
    "key 3": lambda tf, run: cross(tf, ["town", 3]),
    "hashed key": lambda tf, run: cross(
        tf, ["town", tf.feature_column.categorical_column_with_hash_bucket("street", 4)]
    ),
    "rank 3": lambda tf, run: crossed(tf, run, ["cube", "town"]),
    "missing feature": lambda tf, run: crossed(tf, run, ["none", "town"]),
}
