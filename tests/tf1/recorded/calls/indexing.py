"""Indexing, slices, joining and splitting."""

import numpy as np

A = np.arange(12, dtype=np.float32).reshape(3, 4)


def _unknown(tf, run, function):
    x = tf.placeholder(tf.float32, [None, 4])
    return run(function(x), {x: A})


CALLS = {
    "x[i]": lambda tf, run: _unknown(tf, run, lambda x: x[tf.constant(1)]),
    "x[:n]": lambda tf, run: _unknown(tf, run, lambda x: x[: tf.shape(x)[0] - 1]),
    "x[::-2, None]": lambda tf, run: _unknown(tf, run, lambda x: x[::-2, None]),
    "x[5]": lambda tf, run: run(tf.constant(A)[5]),
    "gather axis": lambda tf, run: run(tf.gather(A, [2, 0], axis=1, name="g")),
    "split sizes": lambda tf, run: run(tf.split(A, [1, 3], axis=1, num=2, name="s")),
    "concat": lambda tf, run: run(tf.concat([A, A], axis=-1, name="c")),
    "stack": lambda tf, run: run(tf.stack([A[0], A[1]], axis=1, name="s")),
    "unstack": lambda tf, run: run(tf.unstack(tf.constant(A), num=4, axis=1, name="u")),
    "pad value": lambda tf, run: run(tf.pad(A, [[1, 0], [0, 1]], constant_values=9.0)),
}
