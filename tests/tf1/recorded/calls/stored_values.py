"""Functions of a tensor that also take a sparse tensor, and change only what it stores."""

import numpy as np


def of_sparse(function):
    def call(tf, run):
        given = tf.SparseTensor([[0, 1], [1, 0], [1, 2]], tf.constant([-4.0, 0.5, 1.0]), [2, 3])
        found = function(tf, given)
        return [
            list(run(found)),
            found.dtype.name,
            found.get_shape().as_list(),
            run(tf.sparse_tensor_to_dense(found)),
        ]

    return call


def of_placeholder(tf, run):
    given = tf.sparse_placeholder(tf.int64, [None, 3])
    value = tf.SparseTensorValue(np.array([[0, 1]]), np.array([7]), np.array([2, 3]))
    found = tf.cast(given, tf.float32)
    return [list(run(found, {given: value})), found.dtype.name]


def edit_distance(tf, run):
    """The error rate of a CTC program."""
    scores = tf.constant(np.sin(np.arange(24, dtype=np.float32)).reshape(4, 2, 3) * 3)
    decoded, _ = tf.nn.ctc_greedy_decoder(scores, [4, 3])
    truth = tf.SparseTensor([[0, 0], [1, 0]], tf.constant([1, 0]), [2, 1])
    return run(tf.reduce_mean(tf.edit_distance(tf.cast(decoded[0], tf.int32), truth)))


def of_rows(tf, run):
    """A gradient of rows with another dtype."""
    table = tf.Variable(np.ones([3, 2], np.float32))
    rows = tf.gradients(tf.reduce_sum(tf.gather(table, [0, 2])), table)[0]
    found = tf.cast(rows, tf.float64)
    return [run(found.values), run(found.indices), found.dtype.name]


NAMES = ("abs", "negative", "sign", "square", "tanh", "erf")
CALLS = {
    "cast": of_sparse(lambda tf, x: tf.cast(x, tf.int32)),
    "cast, by name": of_sparse(lambda tf, x: tf.cast(x=x, dtype=tf.float64, name="c")),
    "to_int64": of_sparse(lambda tf, x: tf.to_int64(x)),
    "cast of a placeholder": of_placeholder,
    "edit distance": edit_distance,
    "cast of rows": of_rows,
    **{name: of_sparse(lambda tf, x, name=name: getattr(tf, name)(x)) for name in NAMES},
    "sqrt": of_sparse(lambda tf, x: tf.sqrt(tf.abs(x))),
    "not exp": of_sparse(lambda tf, x: tf.exp(x)),
}
