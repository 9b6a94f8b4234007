"""Indexing, slices, joining and splitting."""

import numpy as np

A = np.arange(12, dtype=np.float32).reshape(3, 4)


def _unknown(tf, run, function):
    x = tf.placeholder(tf.float32, [None, 4])
    return run(function(x), {x: A})


B = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
PLACES = [[2, 0], [1, 1]]


def _gathered(tf, run, indices, **kwargs):
    """The static shape with an open number of rows, the values, and the gradient of the sum of their squares."""
    x = tf.placeholder(tf.float32, [None, 3, 4])
    open_places = tf.placeholder(tf.int32, [None, *np.shape(indices)[1:]])
    y = tf.gather(x, open_places, **kwargs)
    slope = tf.convert_to_tensor(tf.gradients(y * y, x)[0])
    return [str(y.shape), run([y, slope], {x: B, open_places: indices})]


CALLS = {
    "x[i]": lambda tf, run: _unknown(tf, run, lambda x: x[tf.constant(1)]),
    "x[:n]": lambda tf, run: _unknown(tf, run, lambda x: x[: tf.shape(x)[0] - 1]),
    "x[::-2, None]": lambda tf, run: _unknown(tf, run, lambda x: x[::-2, None]),
    "x[5]": lambda tf, run: run(tf.constant(A)[5]),
    "gather axis": lambda tf, run: run(tf.gather(A, [2, 0], axis=1, name="g")),
    "gather batch_dims": lambda tf, run: _gathered(tf, run, PLACES, batch_dims=1),
    "gather batch_dims axis": lambda tf, run: _gathered(tf, run, PLACES, axis=2, batch_dims=1),
    "gather batch_dims axis -1": lambda tf, run: _gathered(tf, run, PLACES, axis=-1, batch_dims=1),
    "gather batch_dims 1 place": lambda tf, run: _gathered(tf, run, [2, 1], axis=1, batch_dims=1),
    "gather batch_dims matrices": lambda tf, run: _gathered(
        tf, run, [[[0, 1], [2, 0]], PLACES], batch_dims=1
    ),
    "gather batch_dims 2": lambda tf, run: _gathered(
        tf, run, [[[3], [0], [1]], [[2], [2], [0]]], batch_dims=2
    ),
    "gather batch_dims -1": lambda tf, run: _gathered(tf, run, PLACES, batch_dims=-1),
    "gather batch_dims 0": lambda tf, run: _gathered(tf, run, [1, 0, 1], batch_dims=0),
    "gather batch_dims beyond axis": lambda tf, run: run(tf.gather(B, PLACES, axis=0, batch_dims=1)),
    "gather batch_dims no such axis": lambda tf, run: tf.gather(B, PLACES, batch_dims=3),
    "gather batch_dims sizes differ": lambda tf, run: run(tf.gather(B, [[0], [1], [2]], batch_dims=1)),
    "gather batch_dims out of range": lambda tf, run: run(tf.gather(B, [[0], [3]], batch_dims=1)),
    "split sizes": lambda tf, run: run(tf.split(A, [1, 3], axis=1, num=2, name="s")),
    "concat": lambda tf, run: run(tf.concat([A, A], axis=-1, name="c")),
    "stack": lambda tf, run: run(tf.stack([A[0], A[1]], axis=1, name="s")),
    "unstack": lambda tf, run: run(tf.unstack(tf.constant(A), num=4, axis=1, name="u")),
    "pad value": lambda tf, run: run(tf.pad(A, [[1, 0], [0, 1]], constant_values=9.0)),
}
EARLIER = "TensorFlow says it at the run, lessonlib while the graph is built"
DIFFERENT = {
    "gather batch_dims beyond axis": EARLIER,
    "gather batch_dims sizes differ": EARLIER,
}
