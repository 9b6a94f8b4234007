"""Embeddings: rows that a batch does not use, in every optimizer, and gradients that are IndexedSlices."""

import numpy as np


def _trained(tf, run, optimizer, twice=True):
    """An embedding after steps that use rows 1, 1 and 3, then rows 0 and 1."""
    table = tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2) / 4)
    ids = tf.placeholder(tf.int32, [None])
    loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(table, ids)) + tf.gather(table, ids))
    step = optimizer.minimize(loss)
    for batch in ([1, 1, 3], [0, 1], [2])[: 3 if twice else 1]:
        run(step, {ids: batch})
    return run(table)


def _slices(tf, run, function):
    table = tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2))
    (g,) = tf.gradients(function(table), table)
    return [isinstance(g, tf.IndexedSlices), run(tf.convert_to_tensor(g))]


def _clipped(tf, run):
    table = tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2))
    optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    pairs = optimizer.compute_gradients(tf.reduce_sum(tf.gather(table, [1, 1]) ** 2))
    step = optimizer.apply_gradients([(tf.clip_by_norm(g, 1.0), v) for g, v in pairs])
    run(step)
    run(step)
    return run(table)


def _made(tf, run):
    g = tf.IndexedSlices(
        tf.constant([[1.0, 2.0], [3.0, 4.0]]),
        tf.constant([2, 2]),
        tf.constant([3, 2]),
    )
    return [str(g.dtype), run([g.values, g.indices, g.dense_shape, tf.convert_to_tensor(g)])]


CALLS = {
    "GradientDescent": lambda tf, run: _trained(tf, run, tf.train.GradientDescentOptimizer(0.1)),
    "Momentum": lambda tf, run: _trained(tf, run, tf.train.MomentumOptimizer(0.1, 0.9)),
    "Momentum Nesterov": lambda tf, run: _trained(
        tf, run, tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True)
    ),
    "Adagrad": lambda tf, run: _trained(tf, run, tf.train.AdagradOptimizer(0.1)),
    "RMSProp": lambda tf, run: _trained(tf, run, tf.train.RMSPropOptimizer(0.1, momentum=0.5)),
    "RMSProp centered": lambda tf, run: _trained(tf, run, tf.train.RMSPropOptimizer(0.1, centered=True)),
    "Adam": lambda tf, run: _trained(tf, run, tf.train.AdamOptimizer(0.1)),
    "gather": lambda tf, run: _slices(tf, run, lambda t: tf.gather(t, [1, 1, 3]) ** 2),
    "embedding of a product": lambda tf, run: _slices(tf, run, lambda t: tf.gather(t * 2, [1])),
    "gather and more": lambda tf, run: _slices(
        tf, run, lambda t: tf.reduce_sum(tf.gather(t, [1])) + tf.reduce_sum(t)
    ),
    "gather on axis 1": lambda tf, run: _slices(tf, run, lambda t: tf.gather(t, [1, 1], axis=1)),
    "clipped": _clipped,
    "IndexedSlices": _made,
}
