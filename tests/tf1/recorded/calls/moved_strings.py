"""Functions that move elements about, on strings."""

X = [["a", "b"], ["c", ""]]
V = ["p", "q", "r"]


def fed(tf, run, function):
    """The same with sizes that only the run knows."""
    x = tf.placeholder(tf.string, [None, 2])
    y = function(x)
    return [str(y.shape), run(y, {x: X})]


def used(tf, run):
    """What was moved is a string for the functions that take strings."""
    x = tf.gather(tf.stack([tf.squeeze(tf.transpose([V])), tf.reshape(V, [3])]), 1)
    return [str(x.dtype), run(tf.string_join([tf.expand_dims(x, 0), "!"]))]


CALLS = {
    "used": used,
    "reshape": lambda tf, run: run(tf.reshape(tf.constant(X), [4])),
    "reshape to a scalar": lambda tf, run: run(tf.reshape(tf.constant(["a"]), [])),
    "reshape fed": lambda tf, run: fed(tf, run, lambda x: tf.reshape(x, [-1])),
    "transpose": lambda tf, run: run(tf.transpose(tf.constant(X))),
    "transpose fed": lambda tf, run: fed(tf, run, tf.transpose),
    "expand_dims": lambda tf, run: run(tf.expand_dims(tf.constant(V), 1)),
    "expand_dims of a scalar": lambda tf, run: run(tf.expand_dims(tf.constant("a"), 0)),
    "squeeze": lambda tf, run: run([tf.squeeze(tf.constant(X)[:1]), tf.squeeze(tf.constant([["a"]]))]),
    "concat": lambda tf, run: run([tf.concat([X, X], 0), tf.concat([tf.constant(X), [["d"], ["e"]]], 1)]),
    "stack": lambda tf, run: run([tf.stack([V, V]), tf.stack([V, V], 1), tf.stack([tf.constant("a"), "b"])]),
    "a list of tensors": lambda tf, run: run(tf.identity([tf.constant("a"), "b"])),
    "unstack": lambda tf, run: run(tf.unstack(tf.constant(V))),
    "split": lambda tf, run: run([tf.split(tf.constant(V), 3), tf.split(tf.constant(V), [1, 2])]),
    "split fed": lambda tf, run: fed(tf, run, lambda x: tf.split(x, [1, 1])[1]),
    "slice": lambda tf, run: run(tf.slice(tf.constant(X), [0, 1], [2, 1])),
    "gather": lambda tf, run: run([tf.gather(V, [2, 0]), tf.gather(X, [1], axis=1), tf.gather(V, 1)]),
    "gather batch_dims": lambda tf, run: run(tf.gather(X, [[1], [0]], batch_dims=1)),
    "gather_nd": lambda tf, run: run(tf.gather_nd(X, [[0, 1], [1, 0]])),
    "tile": lambda tf, run: run([tf.tile(V, [2]), tf.tile(X, tf.constant([1, 2]))]),
    "where": lambda tf, run: run(tf.where([True, False, True], tf.constant(V), tf.constant(["x", "y", "z"]))),
    "where rows": lambda tf, run: run(tf.where([True, False], tf.constant(X), tf.constant([["x", "y"]] * 2))),
    "fill": lambda tf, run: run(tf.fill([2, 2], "z")),
    "broadcast_to": lambda tf, run: run(tf.broadcast_to(tf.constant(V), [2, 3])),
    "reverse": lambda tf, run: run(tf.reverse(V, [0])),
    "dynamic_partition": lambda tf, run: run(tf.dynamic_partition(V, [0, 1, 0], 2)),
    "dynamic_stitch": lambda tf, run: run(tf.dynamic_stitch([[0, 2], [1]], [["a", "c"], ["b"]])),
    "size and rank": lambda tf, run: run(
        [tf.size(tf.constant(X)), tf.rank(tf.constant(V)), tf.size(tf.constant("a"))]
    ),
    "in a branch": lambda tf, run: run(
        tf.cond(tf.constant(True), lambda: tf.reshape(tf.constant(X), [-1]), lambda: tf.constant(["n"]))
    ),
    "map_fn": lambda tf, run: run(tf.map_fn(lambda s: tf.string_join([s, "!"]), tf.constant(V))),
}
