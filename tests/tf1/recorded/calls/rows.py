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


def _squares(tf, table, ids):
    return tf.reduce_sum(tf.square(tf.gather(table, ids)))


def _summed(tf, ids, term, rounds=None):
    """The sum over a loop of ``term(i)``."""
    count = tf.shape(ids)[0] if rounds is None else rounds
    return tf.while_loop(lambda i, a: i < count, lambda i, a: (i + 1, a + term(i)), [0, 0.0])[1]


def _if_some(tf, ids, then, otherwise):
    return tf.cond(tf.shape(ids)[0] > 1, then, otherwise)


INSIDE = {
    "a loop": lambda tf, t, ids: _summed(tf, ids, lambda i: _squares(tf, t, ids[i])),
    "a loop, twice": lambda tf, t, ids: _summed(
        tf, ids, lambda i: _squares(tf, t, ids[i : i + 1]) + _squares(tf, t, [3])
    ),
    "a loop, of an identity": lambda tf, t, ids: _summed(
        tf, ids, lambda i: _squares(tf, tf.identity(t), ids[i : i + 1])
    ),
    "a loop that does more": lambda tf, t, ids: _summed(
        tf, ids, lambda i: _squares(tf, t, ids[i]) + tf.reduce_sum(t)
    ),
    "a loop of a product": lambda tf, t, ids: (lambda u: _summed(tf, ids, lambda i: _squares(tf, u, ids[i])))(
        t * 2.0
    ),
    "a loop of a loop": lambda tf, t, ids: _summed(
        tf, ids, lambda _: _summed(tf, ids, lambda i: _squares(tf, t, ids[i])), rounds=2
    ),
    "a loop and outside": lambda tf, t, ids: (
        _summed(tf, ids, lambda i: _squares(tf, t, ids[i])) + _squares(tf, t, ids)
    ),
    "a loop of conditions": lambda tf, t, ids: _summed(
        tf, ids, lambda i: tf.cond(ids[i] > 0, lambda: _squares(tf, t, ids[i]), lambda: 0.0)
    ),
    "shortened rows": lambda tf, t, ids: _summed(
        tf, ids, lambda i: tf.reduce_sum(tf.nn.embedding_lookup(t, ids[i : i + 1], max_norm=1.0))
    ),
    "map_fn": lambda tf, t, ids: tf.reduce_sum(
        tf.map_fn(lambda i: _squares(tf, t, i), ids, dtype=tf.float32)
    ),
    "scan": lambda tf, t, ids: tf.reduce_sum(
        tf.scan(lambda a, i: a * 0.5 + tf.square(tf.gather(t, i)), ids, initializer=tf.zeros([2]))
    ),
    "a condition": lambda tf, t, ids: _if_some(tf, ids, lambda: _squares(tf, t, ids), lambda: 0.0),
    "both sides": lambda tf, t, ids: _if_some(
        tf, ids, lambda: _squares(tf, t, ids), lambda: _squares(tf, t, [3])
    ),
    "a side and a sum": lambda tf, t, ids: _if_some(
        tf, ids, lambda: _squares(tf, t, ids), lambda: tf.reduce_sum(t)
    ),
    "a condition of a loop": lambda tf, t, ids: _if_some(
        tf, ids, lambda: _summed(tf, ids, lambda i: _squares(tf, t, ids[i])), lambda: 0.0
    ),
    "an identity outside": lambda tf, t, ids: _squares(tf, tf.identity(t), ids),
    "add_n outside": lambda tf, t, ids: _squares(tf, tf.add_n([t, t]), ids),
    "rows of a concatenation": lambda tf, t, ids: _squares(
        tf, tf.concat([t, tf.zeros([1, 2]), t], 0), ids + 2
    ),
    "columns of a concatenation": lambda tf, t, ids: _squares(tf, tf.concat([t, t], 1), ids),
}


def _clipped_steps(tf, run, loss_of):
    """Momentum, clipped, on batches that use some rows: the norms, what kind of gradient, and the table."""
    table = tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2) / 4)
    ids = tf.placeholder(tf.int32, [None])
    optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    ((g, v),) = optimizer.compute_gradients(loss_of(tf, table, ids))
    (clipped,), norm = tf.clip_by_global_norm([g], 2.0)
    step = optimizer.apply_gradients([(clipped, v)])
    norms = [run([norm, step], {ids: batch})[0] for batch in ([1, 1, 3], [0, 1], [2])]
    return [isinstance(g, tf.IndexedSlices), norms, run(table), run(tf.convert_to_tensor(g), {ids: [1, 1]})]


def _second(tf, run):
    table = tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2) / 4)
    loss = tf.cond(tf.constant(True), lambda: _squares(tf, table, [1, 1]) ** 2, lambda: 0.0)
    g = tf.convert_to_tensor(tf.gradients(loss, table)[0])
    return run([g, tf.convert_to_tensor(tf.gradients(tf.reduce_sum(g**2), table)[0])])


def _split(tf, run, strategy, rows, partitioner, columns=2):
    """Rows of one variable with a partitioner, after steps."""
    table = tf.get_variable(
        "t", [rows, columns], initializer=tf.ones_initializer(), partitioner=partitioner(tf)
    )
    ids = tf.placeholder(tf.int32, [None])
    loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(table, ids, strategy)))
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    for batch in ([1, 1, 3], [0, 1], [2]):
        run(step, {ids: batch})
    return run(tf.convert_to_tensor(table))


def _listed(tf, run, strategy):
    values = np.arange(10, dtype=np.float32).reshape(5, 2) / 4
    tables = [tf.Variable(part) for part in (values[:2], values[2:4], values[4:])]
    ids = tf.placeholder(tf.int32, [None])
    loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(tables, ids, strategy)))
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    for batch in ([1, 1, 3], [0, 1], [2]):
        run(step, {ids: batch})
    return run(tables)


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
    **{f"inside {name}": lambda tf, run, f=f: _clipped_steps(tf, run, f) for name, f in INSIDE.items()},
    "gradient of a gradient inside a condition": _second,
    "a list of tables, mod": lambda tf, run: _listed(tf, run, "mod"),
    "a list of tables, div": lambda tf, run: _listed(tf, run, "div"),
    "three parts, mod": lambda tf, run: _split(tf, run, "mod", 5, lambda tf: tf.fixed_size_partitioner(3)),
    "three parts, div": lambda tf, run: _split(tf, run, "div", 5, lambda tf: tf.fixed_size_partitioner(3)),
    "parts by size, mod": lambda tf, run: _split(
        tf, run, "mod", 6, lambda tf: tf.min_max_variable_partitioner(2, min_slice_size=8)
    ),
    "parts of columns": lambda tf, run: _split(
        tf, run, "mod", 5, lambda tf: tf.fixed_size_partitioner(2, axis=1)
    ),
}

DIFFERENT = {
    "parts of columns": "TensorFlow takes parts of rows for rows; here it is refused.",
}
