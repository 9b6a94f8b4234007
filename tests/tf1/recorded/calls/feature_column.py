"""Feature columns: the input layer and the linear model of a small table."""

import numpy as np

FEATURES = {
    "age": np.array([17.0, 25.0, 40.0, 65.0], np.float32),
    "place": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], np.float32),
    "town": np.array([["a"], ["b"], ["x"], [""]]),
    "tags": np.array([["a", "b"], ["b", "b"], ["", ""], ["a", "x"]]),
    "kind": np.array([0, 1, 2, -1], np.int64),
    "many": np.array([0, 1, 9, -5], np.int64),
}


def features(tf):
    return {name: tf.constant(value) for name, value in FEATURES.items()}


def tables(tf):
    return getattr(tf, "tables_initializer", tf.no_op)()


def dense(tf, run, *columns, **arguments):
    found = tf.feature_column.input_layer(features(tf), list(columns), **arguments)
    run(tables(tf))
    return run(found)


def linear(tf, run, column, **arguments):
    model = tf.feature_column.linear_model(features(tf), [column], **arguments)
    weights = tf.trainable_variables()
    ones = tf.group(
        *[v.assign(tf.reshape(tf.range(1.0, int(np.prod(v.shape.as_list())) + 1), v.shape)) for v in weights]
    )
    run([ones, tables(tf)])
    return [v.name for v in tf.global_variables()], run(model), run(tf.gradients(model, weights[-1])[0])


def towns(tf, **arguments):
    return tf.feature_column.categorical_column_with_vocabulary_list("town", ["a", "b"], **arguments)


def tags(tf, **arguments):
    return tf.feature_column.categorical_column_with_vocabulary_list("tags", ["a", "b"], **arguments)


def ages(tf, **arguments):
    return tf.feature_column.numeric_column("age", **arguments)


def vectors(tf, column, **arguments):
    start = tf.constant_initializer([[1.0, 2.0, 2.0], [3.0, 0.0, 4.0]])
    return tf.feature_column.embedding_column(column, 3, initializer=start, **arguments)


def filled(tf, run, **arguments):
    collected = {}
    column = vectors(tf, towns(tf))
    tf.feature_column.input_layer(features(tf), [column, ages(tf)], cols_to_vars=collected, **arguments)
    return [[v.name for v in variables] for variables in collected.values()], [
        v.name for v in tf.trainable_variables()
    ]


CALLS = {
    "numeric": lambda tf, run: dense(tf, run, ages(tf)),
    "numeric shape": lambda tf, run: dense(tf, run, tf.feature_column.numeric_column("place", shape=2)),
    "numeric all": lambda tf, run: dense(
        tf,
        run,
        ages(tf, shape=(1,), default_value=3.0, dtype=tf.float32, normalizer_fn=lambda x: (x - 20.0) / 2),
    ),
    "numeric wrong shape": lambda tf, run: ages(tf, shape=0),
    "numeric wrong dtype": lambda tf, run: ages(tf, dtype=tf.string),
    "numeric key": lambda tf, run: tf.feature_column.numeric_column(3),
    "numeric normalizer": lambda tf, run: ages(tf, normalizer_fn=3),
    "bucketized": lambda tf, run: dense(
        tf, run, tf.feature_column.bucketized_column(ages(tf), boundaries=[25.0, 40.0, 60.0])
    ),
    "bucketized two": lambda tf, run: dense(
        tf, run, tf.feature_column.bucketized_column(tf.feature_column.numeric_column("place", 2), [2.0, 5.0])
    ),
    "bucketized linear": lambda tf, run: linear(
        tf, run, tf.feature_column.bucketized_column(tf.feature_column.numeric_column("place", 2), [2.0, 5.0])
    ),
    "bucketized unsorted": lambda tf, run: tf.feature_column.bucketized_column(ages(tf), [3.0, 1.0]),
    "bucketized of words": lambda tf, run: tf.feature_column.bucketized_column(towns(tf), [3.0]),
    "indicator": lambda tf, run: dense(tf, run, tf.feature_column.indicator_column(towns(tf))),
    "indicator several": lambda tf, run: dense(tf, run, tf.feature_column.indicator_column(tags(tf))),
    "indicator default": lambda tf, run: dense(
        tf, run, tf.feature_column.indicator_column(towns(tf, dtype=tf.string, default_value=1))
    ),
    "indicator of numbers": lambda tf, run: tf.feature_column.indicator_column(ages(tf)),
    "indicator of integers": lambda tf, run: dense(
        tf,
        run,
        tf.feature_column.indicator_column(
            tf.feature_column.categorical_column_with_vocabulary_list("kind", [2, 0], dtype=tf.int64)
        ),
    ),
    "vocabulary empty": lambda tf, run: tf.feature_column.categorical_column_with_vocabulary_list("town", []),
    "vocabulary twice": lambda tf, run: tf.feature_column.categorical_column_with_vocabulary_list(
        "t", ["a", "a"]
    ),
    "vocabulary dtype": lambda tf, run: towns(tf, dtype=tf.int64),
    "vocabulary oov and default": lambda tf, run: towns(tf, default_value=1, num_oov_buckets=2),
    "identity": lambda tf, run: dense(
        tf,
        run,
        tf.feature_column.indicator_column(tf.feature_column.categorical_column_with_identity("kind", 3)),
    ),
    "identity default": lambda tf, run: dense(
        tf,
        run,
        tf.feature_column.indicator_column(
            tf.feature_column.categorical_column_with_identity("many", num_buckets=3, default_value=0)
        ),
    ),
    "identity no buckets": lambda tf, run: tf.feature_column.categorical_column_with_identity("kind", 0),
    "identity bad default": lambda tf, run: tf.feature_column.categorical_column_with_identity("kind", 3, 5),
    "embedding mean": lambda tf, run: dense(tf, run, vectors(tf, tags(tf))),
    "embedding sqrtn": lambda tf, run: dense(tf, run, vectors(tf, tags(tf), combiner="sqrtn")),
    "embedding sum": lambda tf, run: dense(tf, run, vectors(tf, tags(tf), combiner="sum")),
    "embedding max_norm": lambda tf, run: dense(
        tf, run, vectors(tf, towns(tf), max_norm=2.0, trainable=False, use_safe_embedding_lookup=True)
    ),
    "embedding dimension": lambda tf, run: tf.feature_column.embedding_column(towns(tf), 0),
    "hash buckets": lambda tf, run: tf.feature_column.categorical_column_with_hash_bucket("town", 0),
    "several by name": lambda tf, run: dense(
        tf, run, vectors(tf, towns(tf)), tf.feature_column.indicator_column(tags(tf)), ages(tf)
    ),
    "names": lambda tf, run: filled(tf, run, weight_collections=["mine"], trainable=True),
    "names not trainable": lambda tf, run: filled(tf, run, trainable=False),
    "input_layer of words": lambda tf, run: dense(tf, run, towns(tf)),
    "input_layer twice": lambda tf, run: dense(tf, run, ages(tf), ages(tf)),
    "input_layer missing": lambda tf, run: dense(tf, run, tf.feature_column.numeric_column("none")),
    "linear numeric": lambda tf, run: linear(tf, run, ages(tf)),
    "linear units": lambda tf, run: linear(
        tf,
        run,
        tf.feature_column.numeric_column("place", 2),
        units=3,
        weight_collections=["mine"],
        trainable=True,
    ),
    "linear words": lambda tf, run: linear(tf, run, tags(tf), sparse_combiner="sum"),
    "linear words mean": lambda tf, run: linear(tf, run, tags(tf), sparse_combiner="mean"),
    "linear identity": lambda tf, run: linear(
        tf, run, tf.feature_column.categorical_column_with_identity("kind", num_buckets=3)
    ),
}
