"""Sparse tensors: made, fed, fetched, arranged, multiplied, looked up."""

import numpy as np

A = np.float32([[1, 0, 2], [0, 0, 3], [0, 4, 0]])
B = np.float32([[0, 5, -2], [0, 0, 0], [6, 0, 0]])
W = np.arange(6, dtype=np.float32).reshape(3, 2) / 3
IDS = ([[0, 0], [0, 1], [2, 0]], [1, 2, 0], [3, 2])


def sp(tf, array=A):
    places = np.argwhere(array)
    return tf.SparseTensor(places, array[tuple(places.T)], np.array(array.shape, np.int64))


def ids(tf, values=IDS[1]):
    return tf.SparseTensor(np.int64(IDS[0]), tf.constant(values, tf.int64), np.int64(IDS[2]))


def words(tf, rows):
    places = [[i, j] for i, row in enumerate(rows) for j in range(len(row))]
    return tf.SparseTensor(places, [w for row in rows for w in row], [len(rows), max(map(len, rows))])


def slopes(tf, run, function, *values):
    """A dense result, and the gradients of its weighted sum for the values of a sparse tensor and dense ones."""
    places = np.argwhere(A)
    inputs = [tf.constant(A[tuple(places.T)]), *map(tf.constant, values)]
    y = function(tf.SparseTensor(places, inputs[0], [3, 3]), *inputs[1:])
    return run([y, *tf.gradients(tf.reduce_sum(y * y), inputs)])


def fed(tf, run, shape, value, **kwargs):
    x = tf.sparse_placeholder(tf.float32, shape, **kwargs)
    return [str(x.get_shape()), run(tf.sparse_tensor_to_dense(x), {x: value(tf)})]


def in_branch(tf, run):
    x = sp(tf)
    return run(tf.cond(tf.constant(False), lambda: x, lambda: tf.sparse_transpose(x)))


def attributes(tf, run):
    x = sp(tf)
    value = tf.SparseTensorValue(np.int64([[0, 1]]), np.float32([1]), np.int64([1, 2]))
    shape = str(tf.SparseTensor.from_value(value).get_shape())
    same = x.graph is tf.get_default_graph()
    return [str(x.dtype), str(x.shape), shape, same, run([x.indices, x.values, x.dense_shape]), x.eval()]


def embedded(tf, run, weights=None, function="embedding_lookup_sparse", values=IDS[1], **kwargs):
    table = tf.get_variable("table", initializer=W)
    heavy = (
        None
        if weights is None
        else tf.SparseTensor(np.int64(IDS[0]), tf.constant(weights, tf.float32), np.int64(IDS[2]))
    )
    y = getattr(tf.nn, function)(table, ids(tf, values), heavy, **kwargs)
    return run([y, tf.convert_to_tensor(tf.gradients(y * y, table)[0])])


def _crossed(tf, run, function, mixed=True):
    """All combinations of a sparse feature with a gap, a dense one of words, and a dense one of numbers."""
    tags = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], ["a", "bc", "d"], [3, 2])
    words, numbers = tf.constant([["x", "y"], ["z", "x"], ["", "w"]]), tf.constant([[7], [-8], [9]])
    found = function([words, tags, numbers] if mixed else [words, words])
    return run([found.indices, found.values, found.dense_shape])


CALLS = {
    "cross": lambda tf, run: _crossed(tf, run, tf.sparse.cross),
    "cross with a separator": lambda tf, run: _crossed(
        tf, run, lambda x: tf.sparse.cross(x, separator="-"), mixed=False
    ),
    "cross of numbers": lambda tf, run: run(
        tf.sparse.cross([tf.constant([[1, 2]]), tf.SparseTensor([[0, 1]], [5], [1, 3])]).values
    ),
    "cross_hashed": lambda tf, run: _crossed(tf, run, tf.sparse.cross_hashed),
    "cross_hashed into buckets": lambda tf, run: _crossed(
        tf, run, lambda x: tf.sparse.cross_hashed(x, num_buckets=10, hash_key=3), mixed=False
    ),
    "cross of unequal rows": lambda tf, run: run(
        tf.sparse.cross([tf.constant([["a"]]), tf.constant([["b"], ["c"]])]).values
    ),
    "cross of no list": lambda tf, run: run(tf.sparse.cross(tf.constant([["a"]])).values),
    "cross of a Python list": lambda tf, run: run(tf.sparse.cross([[["a"]]]).values),
    "fetched": lambda tf, run: run(sp(tf)),
    "fetched in a list": lambda tf, run: run([sp(tf), tf.constant(1)]),
    "fetched in a dictionary": lambda tf, run: run({"x": sp(tf)}),
    "fed": lambda tf, run: fed(
        tf, run, None, lambda tf: tf.SparseTensorValue([[0, 1]], [2.0], [2, 3]), name="p"
    ),
    "fed a tuple": lambda tf, run: fed(
        tf, run, [None, 3], lambda tf: (np.array([[1, 1]]), np.array([2.0]), np.array([2, 3]))
    ),
    "fed of a shape": lambda tf, run: fed(
        tf, run, [2, 3], lambda tf: tf.SparseTensorValue([[0, 1]], [2.0], [2, 3])
    ),
    "attributes": attributes,
    "in a branch": in_branch,
    "wrong ranks": lambda tf, run: tf.SparseTensor([0, 1], [1.0, 2.0], [2]),
    "times": lambda tf, run: run(sp(tf) * np.float32([[1], [2], [3]])),
    "divided": lambda tf, run: run(sp(tf) / tf.constant(2.0)),
    "sparse_to_dense": lambda tf, run: run(
        tf.sparse_to_dense(
            [[0, 1], [1, 0]], [2, 2], [3, 4], default_value=-1, validate_indices=True, name="s"
        )
    ),
    "sparse_to_dense vector": lambda tf, run: run(tf.sparse_to_dense([1, 3], [5], 1.0)),
    "sparse_to_dense scalar": lambda tf, run: run(tf.sparse_to_dense(2, [4], True, False)),
    "sparse_to_dense slopes": lambda tf, run: slopes(
        tf, run, lambda x: tf.sparse_to_dense(x.indices, [4, 4], x.values)
    ),
    "sparse_to_dense outside": lambda tf, run: run(tf.sparse_to_dense([[0, 2]], [2, 2], [3.0])),
    "sparse_to_dense disorder": lambda tf, run: run(tf.sparse_to_dense([[1, 0], [0, 0]], [2, 2], [3.0, 1.0])),
    "sparse_to_dense twice": lambda tf, run: run(tf.sparse_to_dense([[1, 0], [1, 0]], [2, 2], [3.0, 1.0])),
    "sparse_to_dense unchecked": lambda tf, run: run(
        tf.sparse_to_dense([[1, 0], [0, 0]], [2, 2], [3.0, 1.0], validate_indices=False)
    ),
    "to_dense": lambda tf, run: run(
        tf.sparse.to_dense(sp(tf), default_value=9, validate_indices=False, name="d")
    ),
    "to_dense strings": lambda tf, run: run(tf.sparse.to_dense(words(tf, [["a"], ["b", "c"]]))),
    "to_dense default": lambda tf, run: run(tf.sparse_tensor_to_dense(words(tf, [["a"], ["b", "c"]]), "-")),
    "to_dense of dense": lambda tf, run: run(tf.sparse_tensor_to_dense(tf.constant(A))),
    "from_dense": lambda tf, run: run(tf.sparse.from_dense(A, name="f")),
    "to_indicator": lambda tf, run: run(tf.sparse_to_indicator(ids(tf), 4, name="i")),
    "eye": lambda tf, run: run(
        tf.sparse.to_dense(tf.sparse.eye(2, num_columns=3, dtype=tf.float64, name="e"))
    ),
    "convert": lambda tf, run: run(tf.convert_to_tensor_or_sparse_tensor(sp(tf), dtype=tf.float32, name="c")),
    "convert dense": lambda tf, run: run(tf.convert_to_tensor_or_sparse_tensor([1, 2])),
    "reorder": lambda tf, run: run(
        tf.sparse_reorder(tf.SparseTensor([[1, 0], [0, 2]], [1, 2], [2, 3]), name="r")
    ),
    "transpose": lambda tf, run: run(tf.sparse_transpose(sp(tf), perm=[1, 0], name="t")),
    "transpose default": lambda tf, run: run(tf.sparse.transpose(sp(tf))),
    "transpose slopes": lambda tf, run: slopes(
        tf, run, lambda x: tf.sparse_tensor_to_dense(tf.sparse_transpose(x)) * W[:, :1]
    ),
    "slice": lambda tf, run: run(tf.sparse_slice(sp(tf), [0, 1], [2, 5], name="s")),
    "retain": lambda tf, run: run(tf.sparse_retain(sp(tf), [True, False, False, True])),
    "concat": lambda tf, run: run(tf.sparse_concat(axis=1, sp_inputs=[sp(tf), sp(tf, B)], name="c")),
    "concat rows": lambda tf, run: run(tf.sparse_concat(-2, [sp(tf), sp(tf, B)])),
    "concat expanded": lambda tf, run: run(
        tf.sparse_concat(concat_dim=0, sp_inputs=[sp(tf), sp(tf, B[:, :2])], expand_nonconcat_dim=True)
    ),
    "concat expanded later name": lambda tf, run: run(
        tf.sparse_concat(0, [sp(tf), sp(tf, B[:, :2])], expand_nonconcat_dims=True)
    ),
    "concat other sizes": lambda tf, run: run(tf.sparse_concat(0, [sp(tf), sp(tf, B[:, :2])])),
    "concat strings": lambda tf, run: run(tf.sparse_concat(1, [words(tf, [["a"]]), words(tf, [["b", "c"]])])),
    "reshape": lambda tf, run: run(tf.sparse_reshape(sp(tf), [-1], name="r")),
    "reshape tensor": lambda tf, run: run(tf.sparse.reshape(sp(tf), tf.constant([1, 9], tf.int64))),
    "reshape wrong": lambda tf, run: run(tf.sparse_reshape(sp(tf), [2, 2])),
    "fill_empty_rows": lambda tf, run: run(tf.sparse_fill_empty_rows(sp(tf, B), 7.0, name="f")),
    "fill_empty_rows strings": lambda tf, run: run(
        tf.sparse_fill_empty_rows(tf.SparseTensor([[1, 0]], ["a"], [3, 2]), "none")
    ),
    "reset_shape": lambda tf, run: run(tf.sparse_reset_shape(sp(tf, B[:1]))),
    "reset_shape new": lambda tf, run: run(tf.sparse_reset_shape(sp(tf), new_shape=[5, 4])),
    "expand_dims": lambda tf, run: run(tf.sparse.expand_dims(sp(tf), axis=1, name="e")),
    "expand_dims last": lambda tf, run: run(tf.sparse.expand_dims(sp(tf))),
    "split": lambda tf, run: run(tf.sparse_split(sp_input=sp(tf), num_split=2, axis=1, name="s")),
    "split split_dim": lambda tf, run: run(tf.sparse_split(sp_input=sp(tf), num_split=3, split_dim=0)),
    "split positional": lambda tf, run: run(tf.sparse_split(1, sp(tf), 2)),
    "matmul": lambda tf, run: slopes(tf, run, lambda x, b: tf.sparse_tensor_dense_matmul(x, b, name="m"), W),
    "matmul adjoint": lambda tf, run: slopes(
        tf,
        run,
        lambda x, b: tf.sparse.matmul(x, b, adjoint_a=True, adjoint_b=True),
        np.ascontiguousarray(W.T),
    ),
    "matmul wrong": lambda tf, run: run(tf.sparse_tensor_dense_matmul(sp(tf), W[:2])),
    "sparse_dense_matmul": lambda tf, run: run(tf.sparse.sparse_dense_matmul(sp(tf), W)),
    "add": lambda tf, run: run(tf.sparse_add(sp(tf), sp(tf, B), threshold=0.5)),
    "add thresh": lambda tf, run: run(tf.sparse_add(sp(tf), sp(tf, B), thresh=0)),
    "add dense": lambda tf, run: slopes(tf, run, lambda x, b: tf.sparse_add(x, b), B),
    "add dense first": lambda tf, run: run(tf.sparse.add(tf.constant(B), sp(tf))),
    "add two dense": lambda tf, run: run(tf.sparse_add(A, A)),
    "maximum": lambda tf, run: run(tf.sparse_maximum(sp(tf), sp(tf, B), name="m")),
    "minimum": lambda tf, run: run(tf.sparse_minimum(sp(tf), sp(tf, B), name="m")),
    "reduce_sum": lambda tf, run: slopes(tf, run, lambda x: tf.sparse_reduce_sum(x, axis=1, keepdims=True)),
    "reduce_sum all": lambda tf, run: run(tf.sparse_reduce_sum(sp(tf))),
    "reduce_sum older": lambda tf, run: run(
        tf.sparse_reduce_sum(sp(tf), reduction_axes=[-1], keep_dims=False)
    ),
    "reduce_max": lambda tf, run: run(tf.sparse_reduce_max(sp(tf, B), axis=0, keepdims=False)),
    "reduce_max older": lambda tf, run: run(
        tf.sparse_reduce_max(sp(tf, B), reduction_axes=[0, 1], keep_dims=True)
    ),
    "softmax": lambda tf, run: slopes(
        tf, run, lambda x: tf.sparse_tensor_to_dense(tf.sparse_softmax(x, name="s"))
    ),
    "sparse_matmul": lambda tf, run: run(
        tf.sparse_matmul(
            A, W, transpose_a=True, transpose_b=False, a_is_sparse=True, b_is_sparse=False, name="m"
        )
    ),
    "segment_sum": lambda tf, run: run(
        tf.sparse_segment_sum(
            tf.constant(W), [0, 2, 1], [0, 0, 2], name="s", num_segments=4, sparse_gradient=False
        )
    ),
    "segment_mean": lambda tf, run: (
        lambda x: (lambda y: run([y, *tf.gradients(y * y, x)]))(
            tf.sparse_segment_mean(x, [0, 2, 1], [0, 0, 1], name="s")
        )
    )(tf.constant(W)),
    "segment_sqrt_n": lambda tf, run: run(
        tf.sparse_segment_sqrt_n(W, [0, 2, 1], [0, 0, 1], name="s", num_segments=3)
    ),
    "segment_mean all": lambda tf, run: run(
        tf.sparse.segment_mean(W, [0, 1], [0, 1], num_segments=2, sparse_gradient=False)
    ),
    "segment disorder": lambda tf, run: run(tf.sparse_segment_sum(W, [0, 1], [1, 0])),
    "embedding": lambda tf, run: embedded(tf, run, partition_strategy="div", name="e"),
    "embedding sum": lambda tf, run: embedded(tf, run, combiner="sum"),
    "embedding weighted mean": lambda tf, run: embedded(tf, run, [1, 3, 2], combiner="mean"),
    "embedding weighted sqrtn": lambda tf, run: embedded(tf, run, [1, 3, 2], combiner="sqrtn"),
    "embedding weighted sum": lambda tf, run: embedded(tf, run, [1, 3, 2], combiner="sum", max_norm=1.0),
    "embedding sqrtn": lambda tf, run: embedded(tf, run, combiner="sqrtn", allow_fast_lookup=False),
    "embedding combiner": lambda tf, run: embedded(tf, run, combiner="max"),
    "embedding dense": lambda tf, run: tf.nn.embedding_lookup_sparse(W, tf.constant([0]), None),
    "safe embedding": lambda tf, run: embedded(
        tf,
        run,
        None,
        "safe_embedding_lookup_sparse",
        [1, -1, 0],
        combiner="sum",
        name="s",
        partition_strategy="div",
    ),
    "safe embedding default": lambda tf, run: embedded(
        tf,
        run,
        [1, 0, 2],
        "safe_embedding_lookup_sparse",
        default_id=2,
        max_norm=None,
        allow_fast_lookup=False,
    ),
    "merge": lambda tf, run: run(
        tf.sparse_merge(ids(tf), ids(tf, [7, 8, 9]), 4, name="m", already_sorted=False)
    ),
    "merge lists": lambda tf, run: run(
        tf.sparse_merge([ids(tf), ids(tf)], ids(tf, [7, 8, 9]), [4, 3], already_sorted=True)
    ),
    "edit_distance": lambda tf, run: run(
        tf.edit_distance(
            words(tf, [["a", "b"], ["c"]]), words(tf, [["a"], ["c", "d", "e"]]), normalize=False, name="e"
        )
    ),
    "edit_distance normalised": lambda tf, run: run(
        tf.edit_distance(words(tf, [["a", "b"], ["c"]]), tf.SparseTensor([[0, 0]], ["a"], [3, 1]))
    ),
}
DIFFERENT = {
    "concat expanded later name": "TensorFlow refuses its own newer name of expand_nonconcat_dim",
    "split split_dim": "the older name of axis is taken, which TensorFlow 2 does not do any more",
}
