"""Losses: shapes of labels, logits and weights."""

import numpy as np

LOGITS = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]], np.float32)
ROWS = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]], np.float32)


def _batch(tf, run, function):
    """A loss of logits (?, 3), and its gradient."""
    x = tf.placeholder(tf.float32, [None, 3])
    y = function(x)
    return [str(y.shape), run([y, tf.convert_to_tensor(tf.gradients(y, x)[0])], {x: LOGITS})]


def _softmax(labels):
    return lambda tf, run: _batch(
        tf, run, lambda x: tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels(tf, x), logits=x)
    )


def _sparse(labels):
    return lambda tf, run: _batch(
        tf, run, lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=x)
    )


def _weighted(weights, name="mean_squared_error", shape=(2, 3), reduction=None):
    def call(tf, run):
        labels = np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / 3
        more = {} if reduction is None else {"reduction": reduction}
        loss = getattr(tf.losses, name)(labels, labels * labels * 0.5, weights, **more)
        return run(loss)

    return call


def _fed(weights, shape):
    """The weights are fed, and their static shape is ``shape``."""

    def call(tf, run):
        w = tf.placeholder(tf.float32, shape)
        return run(tf.losses.absolute_difference(ROWS, LOGITS, w), {w: weights})

    return call


def _zoo(tf, run):
    x, y = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.int32, [None, 1])
    hot = tf.reshape(tf.one_hot(y, 3), [-1, 3])
    logits = tf.matmul(x, tf.Variable(LOGITS)) + tf.Variable([0.0, 1.0, 2.0])
    cost = tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=tf.stop_gradient([hot]))
    step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(cost))
    right = tf.equal(tf.argmax(logits, 1), tf.argmax(hot, 1))
    feed = {x: [[1.0, 2.0], [0.0, 1.0], [3.0, 1.0], [1.0, 1.0]], y: [[0], [2], [1], [2]]}
    run(step, feed)
    return run([hot, cost, tf.reduce_mean(tf.cast(right, tf.float32))], feed)


NAMES = (
    "mean_squared_error",
    "absolute_difference",
    "log_loss",
    "huber_loss",
    "hinge_loss",
    "sigmoid_cross_entropy",
)
CALLS = {
    "zoo": _zoo,
    "softmax": _softmax(lambda tf, x: ROWS),
    "softmax (1, batch, classes)": _softmax(lambda tf, x: tf.stop_gradient([tf.constant(ROWS)])),
    "softmax one row": _softmax(lambda tf, x: ROWS[:1]),
    "softmax one column": _softmax(lambda tf, x: np.float32([[0.5], [1.0]])),
    "softmax a vector": _softmax(lambda tf, x: ROWS[0]),
    "softmax other rows": _softmax(lambda tf, x: np.ones((3, 3), np.float32)),
    "softmax other classes": _softmax(lambda tf, x: np.ones((2, 2), np.float32)),
    "softmax rank 3": lambda tf, run: run(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=ROWS[None, :], logits=LOGITS[:, None])
    ),
    "softmax rank 3 and 2": lambda tf, run: run(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=ROWS, logits=LOGITS[:, None])
    ),
    "softmax axis": lambda tf, run: run(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=ROWS, logits=LOGITS, axis=0, name="s")
    ),
    "softmax a row for many": lambda tf, run: run(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=ROWS, logits=LOGITS[:1])
    ),
    "softmax label gradient": lambda tf, run: (
        lambda y: run(tf.gradients(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=LOGITS), y))
    )(tf.constant(ROWS)),
    "sparse": _sparse([1, 0]),
    "sparse (batch, 1)": _sparse([[1], [0]]),
    "sparse scalar": _sparse(1),
    "sparse other number": _sparse([1, 0, 2]),
    "sparse floats": _sparse([1.0, 0.0]),
    "sparse vector logits": lambda tf, run: run(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=2, logits=LOGITS[0])
    ),
    "sigmoid": lambda tf, run: run(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=ROWS, logits=LOGITS, name="s")
    ),
    "sigmoid broadcast": lambda tf, run: run(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=ROWS[:1], logits=LOGITS)
    ),
    "losses.softmax": lambda tf, run: run(
        tf.losses.softmax_cross_entropy(ROWS, LOGITS, [1.0, 3.0], 0.1, "s", "losses", "weighted_mean")
    ),
    "losses.softmax weights (batch, 1)": lambda tf, run: run(
        tf.losses.softmax_cross_entropy(ROWS, LOGITS, [[1.0], [3.0]])
    ),
    "losses.sparse weights (batch, 1)": lambda tf, run: run(
        tf.losses.sparse_softmax_cross_entropy([1, 0], LOGITS, [[1.0], [3.0]])
    ),
    "losses.sparse labels (batch, 1)": lambda tf, run: run(
        tf.losses.sparse_softmax_cross_entropy([[1], [0]], LOGITS, [1.0, 3.0])
    ),
    "losses.sparse weights other": lambda tf, run: run(
        tf.losses.sparse_softmax_cross_entropy([1, 0], LOGITS, [1.0, 3.0, 1.0])
    ),
    "weights scalar": _weighted(2.0),
    "weights full": _weighted([[1.0, 2.0, 0.0], [0.0, 0.0, 4.0]]),
    "weights (2, 1)": _weighted([[1.0], [0.0]]),
    "weights (1, 3)": _weighted([[1.0, 0.0, 2.0]]),
    "weights (1, 1)": _weighted([[3.0]]),
    "weights (2,)": _weighted([1.0, 2.0]),
    "weights (3,)": _weighted([1.0, 2.0, 3.0]),
    "weights (1,)": _weighted([2.0]),
    "weights (2, 2)": _weighted([[1.0, 2.0], [1.0, 2.0]]),
    "weights (2, 3, 1)": _weighted([[[1.0], [2.0], [0.0]], [[0.0], [0.0], [4.0]]]),
    "weights vector": _weighted([1.0, 0.0, 2.0], shape=(3,)),
    "weights vector of one": _weighted([3.0], shape=(3,)),
    "weights (3, 1) of a vector": _weighted([[1.0], [0.0], [2.0]], shape=(3,)),
    "weights of a scalar": _weighted([1.0, 0.0], shape=()),
    "weights ints": _weighted(np.array([[1], [2]])),
    "weights rank 3": _weighted(np.ones((1, 2, 1), np.float32), shape=(2, 2, 2)),
    **{
        f"{name} {r}": _weighted([[1.0], [2.0]], name, reduction=r)
        for name in NAMES
        for r in ("none", "weighted_sum")
    },
    "fed weights": _fed([[1.0], [2.0]], None),
    "fed weights (?, 1)": _fed([[1.0], [2.0]], [None, 1]),
    "fed weights that do not fit": _fed([1.0, 2.0], None),
    "fed weights (?, ?) that do not fit": _fed(np.ones((2, 2)), [None, None]),
    "reduction unknown": _weighted(1.0, reduction="mean"),
    "reduction mean": _weighted([[1.0], [0.0]], reduction="weighted_sum_over_batch_size"),
    "reduction nonzero": _weighted([[1.0], [0.0]], reduction="weighted_sum_by_nonzero_weights"),
    "reduction nonzero zero": _weighted(0.0, reduction="weighted_sum_by_nonzero_weights"),
    "compute_weighted_loss": lambda tf, run: run(
        tf.losses.compute_weighted_loss(LOGITS, [[1.0], [0.0]], "s", "losses", "weighted_mean")
    ),
    "labels other shape": lambda tf, run: run(tf.losses.mean_squared_error(ROWS, LOGITS[:, :1])),
    "labels (2,) of (2, 1)": lambda tf, run: run(tf.losses.mean_squared_error([1.0, 2.0], LOGITS[:, :1])),
    "labels none": lambda tf, run: run(tf.losses.mean_squared_error(None, LOGITS)),
}

_ROWS = "TensorFlow's static shape, (1,), is not that of its value, (2,)"
DIFFERENT = {"softmax one row": _ROWS, "softmax a vector": _ROWS}
