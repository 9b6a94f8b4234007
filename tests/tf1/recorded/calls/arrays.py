"""Gathering, reordering, sets, diagonals, blocks, patches, broadcasting, bits and checks."""

import numpy as np

A = np.arange(12, dtype=np.float32).reshape(3, 4)
B = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
IMAGE = np.arange(2 * 4 * 4 * 4, dtype=np.float32).reshape(2, 4, 4, 4)
NAN = np.array([1.0, np.nan, np.inf], np.float32)


def _grad(tf, run, function, value, weigh=True):
    """The gradient of a weighted sum of the function at ``value``."""
    x = tf.constant(value)
    y = function(x)
    weights = tf.constant(np.linspace(0.5, 2.0, int(np.prod(y.shape.as_list() or [1]))), tf.float32)
    return run(tf.gradients(y * tf.reshape(weights, tf.shape(y)) if weigh else y, x)[0])


def _fed(tf, run, function, value, shape=None):
    x = tf.placeholder(tf.as_dtype(value.dtype), shape)
    return run(function(x), {x: value})


def _static(tensor):
    return [str(tensor.shape), tensor.dtype.name]


def _named(result):
    return dict(result._asdict())


def _parts_gradient(tf, run):
    x = tf.constant(A)
    first, second = tf.dynamic_partition(x, [1, 0, 1], 2)
    return run(tf.gradients([first, second * 2.0], x))


CALLS = {
    "gather_nd": lambda tf, run: run(tf.gather_nd(A, [[0, 1], [2, 3]], name="g")),
    "gather_nd rows": lambda tf, run: run(tf.gather_nd(params=A, indices=[[2], [0]])),
    "gather_nd batch_dims": lambda tf, run: run(tf.gather_nd(B, [[[0, 1]], [[2, 3]]], batch_dims=1)),
    "gather_nd depth 0": lambda tf, run: run(tf.gather_nd(A, np.zeros((2, 0), np.int32))),
    "gather_nd static": lambda tf, run: _static(tf.gather_nd(tf.placeholder(tf.float32, [None, 4]), [[[1]]])),
    "gather_nd out of range": lambda tf, run: run(tf.gather_nd(A, [[3, 0]])),
    "gather_nd too deep": lambda tf, run: tf.gather_nd(A, [[0, 0, 0]]),
    "gather_nd gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.gather_nd(x, [[0, 1], [2, 3], [0, 1]]), A
    ),
    "batch_gather": lambda tf, run: run(tf.batch_gather(A, [[0, 3], [1, 1], [2, 0]], name="b")),
    "batch_gather 3": lambda tf, run: run(tf.batch_gather(B, [[2], [0]])),
    "boolean_mask": lambda tf, run: run(tf.boolean_mask(A, [True, False, True], name="m")),
    "boolean_mask axis": lambda tf, run: run(tf.boolean_mask(A, [True, False, True, True], axis=1)),
    "boolean_mask axis -1": lambda tf, run: run(tf.boolean_mask(B, [True, False, True, True], axis=-1)),
    "boolean_mask all": lambda tf, run: run(tf.boolean_mask(A, A > 5)),
    "boolean_mask fed": lambda tf, run: _fed(
        tf, run, lambda x: tf.boolean_mask(x, x[:, 0] > 2), A, [None, 4]
    ),
    "boolean_mask static": lambda tf, run: _static(tf.boolean_mask(B, [True, False, True], axis=1)),
    "boolean_mask scalar": lambda tf, run: tf.boolean_mask(A, True),
    "boolean_mask misfit": lambda tf, run: tf.boolean_mask(A, [True, False]),
    "boolean_mask gradient": lambda tf, run: run(
        tf.gradients(tf.boolean_mask(x := tf.constant(A), [True, False, True]) ** 2, x)[0]
    ),
    "boolean_mask strings": lambda tf, run: run(tf.boolean_mask(tf.constant(["a", "b"]), [False, True])),
    "invert_permutation": lambda tf, run: run(tf.invert_permutation([2, 0, 1], name="i")),
    "invert_permutation bad": lambda tf, run: run(tf.invert_permutation([2, 2, 1])),
    "unravel_index": lambda tf, run: run(tf.unravel_index([7, 2], [3, 4], name="u")),
    "unravel_index scalar": lambda tf, run: run(tf.unravel_index(indices=7, dims=[3, 4])),
    "unravel_index bad": lambda tf, run: run(tf.unravel_index([12], [3, 4])),
    "reverse": lambda tf, run: run(tf.reverse(A, [1], name="r")),
    "reverse -1 0": lambda tf, run: run(tf.reverse_v2(A, axis=[-1, 0])),
    "reverse fed axis": lambda tf, run: _fed(tf, run, lambda i: tf.reverse(A, i), np.array([0], np.int32)),
    "reverse bad": lambda tf, run: tf.reverse(A, [2]),
    "reverse gradient": lambda tf, run: _grad(tf, run, lambda x: tf.reverse(x, [0]), A),
    "reverse_sequence": lambda tf, run: run(
        tf.reverse_sequence(A, [1, 2, 4], seq_axis=1, batch_axis=0, name="r")
    ),
    "reverse_sequence dims": lambda tf, run: run(
        tf.reverse_sequence(A, [1, 2, 3, 0], seq_dim=0, batch_dim=1)
    ),
    "reverse_sequence too long": lambda tf, run: run(tf.reverse_sequence(A, [1, 2, 5], 1)),
    "reverse_sequence gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.reverse_sequence(x, [1, 2, 4], 1), A
    ),
    "sort": lambda tf, run: run(
        tf.sort([[3.0, 1.0, 2.0], [1.0, 5.0, 4.0]], axis=0, direction="DESCENDING", name="s")
    ),
    "sort ints": lambda tf, run: run(tf.sort([3, 1, 2])),
    "sort bad": lambda tf, run: tf.sort([3, 1, 2], direction="UP"),
    "sort gradient": lambda tf, run: _grad(tf, run, tf.sort, np.float32([3, 1, 2])),
    "argsort": lambda tf, run: run(
        tf.argsort([3.0, 1.0, 2.0, 1.0], axis=-1, direction="ASCENDING", stable=True, name="s")
    ),
    "argsort descending": lambda tf, run: run(tf.argsort([[3, 1, 2, 3]], direction="DESCENDING")),
    "roll": lambda tf, run: run(tf.roll(A, shift=1, axis=0, name="r")),
    "roll axes": lambda tf, run: run(tf.roll(A, [1, -2], [0, 1])),
    "roll gradient": lambda tf, run: _grad(tf, run, lambda x: tf.roll(x, [1], [1]), A),
    "repeat": lambda tf, run: run(tf.repeat([[1, 2], [3, 4]], repeats=[1, 3], axis=0, name="r")),
    "repeat flat": lambda tf, run: run(tf.repeat([[1, 2], [3, 4]], 2)),
    "repeat static": lambda tf, run: _static(tf.repeat(A, 2, axis=1)),
    "repeat gradient": lambda tf, run: run(
        tf.gradients(tf.repeat(x := tf.constant(A), [1, 0, 2], axis=0) ** 2, x)
    ),
    "searchsorted left": lambda tf, run: run(tf.searchsorted([[1, 3, 5], [2, 4, 6]], [[3], [3]])),
    "unique": lambda tf, run: _named(run(tf.unique([5, 1, 5, 2, 1], out_idx=tf.int64, name="u"))),
    "unique floats": lambda tf, run: run(tf.unique([0.5, 0.25, 0.5]).y),
    "unique strings": lambda tf, run: run(list(tf.unique(["b", "a", "b"]))),
    "unique static": lambda tf, run: [_static(t) for t in tf.unique([5, 1, 5])],
    "unique matrix": lambda tf, run: run(tf.unique(A)),
    "unique_with_counts": lambda tf, run: _named(run(tf.unique_with_counts([5, 1, 5, 2, 1], tf.int32, "u"))),
    "setdiff1d": lambda tf, run: _named(
        run(tf.setdiff1d([1, 2, 3, 4, 2], [2, 4], index_dtype=tf.int64, name="d"))
    ),
    "bincount": lambda tf, run: run(tf.bincount([1, 1, 3, 2], minlength=6, dtype=tf.int64)),
    "bincount weights": lambda tf, run: run(tf.bincount([1, 1, 3], weights=[0.5, 1.0, 2.0], maxlength=2)),
    "bincount matrix": lambda tf, run: run(tf.bincount([[1, 1], [3, 2]])),
    "bincount empty": lambda tf, run: run(tf.bincount(np.zeros(0, np.int32))),
    "bincount negative": lambda tf, run: run(tf.bincount([-1, 1])),
    "histogram_fixed_width": lambda tf, run: run(
        tf.histogram_fixed_width(
            [-1.0, 0.0, 1.5, 2.0, 5.0, 15.0], [0.0, 5.0], nbins=5, dtype=tf.int64, name="h"
        )
    ),
    "histogram_fixed_width_bins": lambda tf, run: run(
        tf.histogram_fixed_width_bins(
            [-1.0, 0.0, 1.5, 2.0, 5.0, 15.0], [0.0, 5.0], nbins=5, dtype=tf.int32, name="h"
        )
    ),
    "histogram bad range": lambda tf, run: run(tf.histogram_fixed_width([1.0], [5.0, 0.0])),
    "confusion_matrix": lambda tf, run: run(
        tf.confusion_matrix(
            [1, 2, 4], [2, 2, 4], num_classes=5, dtype=tf.float32, name="c", weights=[0.5, 1.0, 2.0]
        )
    ),
    "confusion_matrix classes": lambda tf, run: run(tf.confusion_matrix([1, 2, 3], [2, 2, 0])),
    "confusion_matrix column": lambda tf, run: run(tf.confusion_matrix([[1], [0]], [1, 1])),
    "confusion_matrix outside": lambda tf, run: run(tf.confusion_matrix([1, 2], [1, 1], num_classes=2)),
    "confusion_matrix static": lambda tf, run: _static(tf.confusion_matrix([1, 2], [1, 1], num_classes=3)),
    "count_nonzero": lambda tf, run: run(
        tf.count_nonzero([[1, 0], [2, 3]], axis=1, keepdims=True, dtype=tf.int32, name="c")
    ),
    "count_nonzero older": lambda tf, run: run(
        tf.count_nonzero([[1.0, 0.0]], reduction_indices=[0], keep_dims=True)
    ),
    "count_nonzero input": lambda tf, run: run(tf.count_nonzero(input=[True, False])),
    "count_nonzero strings": lambda tf, run: run(tf.count_nonzero(["a", ""])),
    "diag": lambda tf, run: run(tf.diag([1, 2], name="d")),
    "diag 2": lambda tf, run: run(tf.diag([[1.0, 2.0]])),
    "diag_part": lambda tf, run: run(tf.diag_part(A[:, :3], name="d")),
    "diag_part bad": lambda tf, run: run(tf.diag_part(A)),
    "diag gradient": lambda tf, run: _grad(tf, run, tf.diag, np.float32([1, 2])),
    "matrix_diag": lambda tf, run: run(tf.matrix_diag([[1, 2], [3, 4]], name="d")),
    "matrix_diag k": lambda tf, run: run(tf.matrix_diag([1, 2], k=1)),
    "matrix_diag all": lambda tf, run: run(
        tf.matrix_diag(
            [[8, 9, 0], [1, 2, 3], [0, 4, 5]],
            k=(-1, 1),
            num_rows=3,
            num_cols=4,
            padding_value=7,
            align="LEFT_RIGHT",
        )
    ),
    "matrix_diag default align": lambda tf, run: run(
        tf.matrix_diag([[0, 8, 9], [1, 2, 3], [4, 5, 0]], k=(-1, 1))
    ),
    "matrix_diag rows": lambda tf, run: run(tf.matrix_diag([1, 2], num_rows=3)),
    "matrix_diag gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.matrix_diag(x, k=-1), np.float32([[1, 2]])
    ),
    "matrix_diag_part": lambda tf, run: run(tf.matrix_diag_part(B, name="d")),
    "matrix_diag_part k": lambda tf, run: run(
        tf.matrix_diag_part(B, k=(-1, 2), padding_value=9.0, align="LEFT_LEFT")
    ),
    "matrix_diag_part default": lambda tf, run: run(tf.matrix_diag_part(A, k=(-2, 3))),
    "matrix_diag_part right": lambda tf, run: run(tf.matrix_diag_part(A, k=(-2, 3), align="RIGHT_RIGHT")),
    "matrix_diag_part bad": lambda tf, run: run(tf.matrix_diag_part(A, k=9)),
    "matrix_diag_part gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.matrix_diag_part(x, k=(0, 1)), A
    ),
    "matrix_set_diag": lambda tf, run: run(tf.matrix_set_diag(A, [7.0, 8.0, 9.0], name="s")),
    "matrix_set_diag k": lambda tf, run: run(
        tf.matrix_set_diag(A, [[7.0, 8.0], [5.0, 6.0]], k=(-2, -1), align="LEFT_LEFT")
    ),
    "matrix_set_diag bad": lambda tf, run: run(tf.matrix_set_diag(A, [7.0, 8.0])),
    "matrix_set_diag gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.matrix_set_diag(x, [7.0, 8.0, 9.0]), A
    ),
    "matrix_band_part": lambda tf, run: run(tf.matrix_band_part(A, 0, 1, name="b")),
    "matrix_band_part -1": lambda tf, run: run(tf.matrix_band_part(B, num_lower=-1, num_upper=0)),
    "matrix_band_part gradient": lambda tf, run: _grad(tf, run, lambda x: tf.matrix_band_part(x, 0, -1), A),
    "matrix_band_part vector": lambda tf, run: run(tf.matrix_band_part([1.0], 0, 0)),
    "dynamic_partition": lambda tf, run: run(tf.dynamic_partition(A, [1, 0, 1], num_partitions=3, name="p")),
    "dynamic_partition matrix": lambda tf, run: run(
        tf.dynamic_partition([[1, 2], [3, 4]], [[0, 1], [1, 0]], 2)
    ),
    "dynamic_partition bad": lambda tf, run: run(tf.dynamic_partition([1, 2], [0, 2], 2)),
    "dynamic_partition gradient": lambda tf, run: _parts_gradient(tf, run),
    "dynamic_stitch": lambda tf, run: run(
        tf.dynamic_stitch([[0, 2], [1, 2]], [[1.0, 2.0], [3.0, 4.0]], name="s")
    ),
    "dynamic_stitch rows": lambda tf, run: run(tf.dynamic_stitch([2, [0, 1]], [[5, 6], [[1, 2], [3, 4]]])),
    "dynamic_stitch gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.dynamic_stitch([[0, 2], [1, 3]], [x, x * 2]), np.float32([1, 2])
    ),
    "space_to_depth": lambda tf, run: run(tf.space_to_depth(IMAGE, 2, name="s", data_format="NHWC")),
    "space_to_depth small": lambda tf, run: run(tf.space_to_depth(IMAGE, block_size=1)),
    "space_to_depth odd": lambda tf, run: run(tf.space_to_depth(IMAGE, 3)),
    "depth_to_space": lambda tf, run: run(tf.depth_to_space(IMAGE, block_size=2, name="d")),
    "depth_to_space gradient": lambda tf, run: _grad(tf, run, lambda x: tf.depth_to_space(x, 2), IMAGE),
    "space_to_depth static": lambda tf, run: _static(
        tf.space_to_depth(tf.placeholder(tf.float32, [None, 4, None, 3]), 2)
    ),
    "space_to_batch_nd": lambda tf, run: run(tf.space_to_batch_nd(IMAGE, [2, 3], [[0, 0], [1, 1]], name="s")),
    "space_to_batch_nd 1": lambda tf, run: run(
        tf.space_to_batch_nd(A[:, :, None], block_shape=[2], paddings=[[2, 0]])
    ),
    "space_to_batch": lambda tf, run: run(tf.space_to_batch(IMAGE, [[0, 0], [0, 0]], block_size=2, name="s")),
    "space_to_batch static": lambda tf, run: _static(
        tf.space_to_batch(tf.placeholder(tf.float32, [None, 4, 4, 1]), [[0, 0], [1, 1]], 2)
    ),
    "space_to_batch gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.space_to_batch(x, [[1, 1], [0, 0]], 2), IMAGE
    ),
    "batch_to_space_nd": lambda tf, run: run(
        tf.batch_to_space_nd(
            np.arange(24.0, dtype=np.float32).reshape(6, 2, 2, 1),
            block_shape=[2, 3],
            crops=[[1, 0], [0, 2]],
            name="b",
        )
    ),
    "batch_to_space": lambda tf, run: run(
        tf.batch_to_space(
            np.arange(16.0, dtype=np.float32).reshape(4, 2, 2, 1),
            crops=[[0, 0], [0, 1]],
            block_size=2,
            name="b",
        )
    ),
    "batch_to_space bad": lambda tf, run: run(tf.batch_to_space(np.zeros((3, 2, 2, 1)), [[0, 0], [0, 0]], 2)),
    "required_space_to_batch_paddings": lambda tf, run: run(
        list(tf.required_space_to_batch_paddings([5, 7], [2, 3], base_paddings=[[1, 0], [0, 0]], name="r"))
    ),
    "required_space_to_batch_paddings plain": lambda tf, run: run(
        list(tf.required_space_to_batch_paddings([5, 7], [2, 3]))
    ),
    "extract_image_patches": lambda tf, run: run(
        tf.extract_image_patches(
            IMAGE, ksizes=[1, 2, 2, 1], strides=[1, 2, 1, 1], rates=[1, 1, 2, 1], padding="VALID", name="e"
        )
    ),
    "extract_image_patches same": lambda tf, run: run(
        tf.extract_image_patches(
            IMAGE, sizes=[1, 3, 2, 1], strides=[1, 3, 2, 1], rates=[1, 1, 1, 1], padding="SAME"
        )
    ),
    "extract_image_patches gradient": lambda tf, run: _grad(
        tf,
        run,
        lambda x: tf.extract_image_patches(x, [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], "SAME"),
        IMAGE,
    ),
    "extract_volume_patches": lambda tf, run: run(
        tf.extract_volume_patches(
            IMAGE[..., None], ksizes=[1, 2, 2, 2, 1], strides=[1, 1, 2, 2, 1], padding="SAME", name="e"
        )
    ),
    "broadcast_to": lambda tf, run: run(tf.broadcast_to([1, 2], [3, 2], name="b")),
    "broadcast_to bad": lambda tf, run: run(tf.broadcast_to([1, 2], [3, 3])),
    "broadcast_to gradient": lambda tf, run: _grad(
        tf, run, lambda x: tf.broadcast_to(x, [3, 2, 4]), A[:2, :1]
    ),
    "broadcast_to fed": lambda tf, run: _fed(
        tf, run, lambda s: tf.broadcast_to(2.0, s), np.array([2, 2], np.int32)
    ),
    "broadcast_static_shape": lambda tf, run: tf.broadcast_static_shape(
        tf.TensorShape([2, 1]), tf.TensorShape([None, 1, 3])
    ).as_list(),
    "broadcast_static_shape bad": lambda tf, run: tf.broadcast_static_shape(
        tf.TensorShape([2]), tf.TensorShape([3])
    ),
    "broadcast_dynamic_shape": lambda tf, run: run(tf.broadcast_dynamic_shape([2, 1], [4, 1, 3])),
    "meshgrid": lambda tf, run: run(tf.meshgrid([1, 2, 3], [4, 5], name="m")),
    "meshgrid ij": lambda tf, run: run(tf.meshgrid([1.0, 2.0], [4.0, 5.0], [6.0], indexing="ij")),
    "meshgrid bad": lambda tf, run: tf.meshgrid([1], [2], indexing="no"),
    "meshgrid misspelt": lambda tf, run: tf.meshgrid([1], [2], index="ij"),
    "sequence_mask": lambda tf, run: run(tf.sequence_mask([1, 3, 2], maxlen=5, dtype=tf.float32, name="s")),
    "sequence_mask longest": lambda tf, run: run(tf.sequence_mask([[1, 3], [0, 2]])),
    "sequence_mask fed": lambda tf, run: _fed(
        tf, run, lambda n: tf.sequence_mask(n, tf.reduce_max(n)), np.array([1, 2], np.int64)
    ),
    "sequence_mask static": lambda tf, run: _static(tf.sequence_mask(tf.placeholder(tf.int32, [None]), 4)),
    "where_v2": lambda tf, run: run(tf.where_v2([[True], [False]], [1.0, 2.0], 5.0, name="w")),
    "where_v2 places": lambda tf, run: run(tf.where_v2([[True], [False]])),
    "where_v2 gradient": lambda tf, run: run(
        tf.gradients(tf.where_v2([[True], [False]], x := tf.constant([1.0, 2.0]), 5.0) ** 2, x)
    ),
    "bitcast": lambda tf, run: run(tf.bitcast([1.0, -2.0], tf.int32, name="b")),
    "bitcast smaller": lambda tf, run: run(tf.bitcast(tf.constant([1, 256]), tf.uint8)),
    "bitcast larger": lambda tf, run: run(tf.bitcast(tf.constant([[1, 0, 0, 0]], tf.uint8), tf.int32)),
    "bitcast bad": lambda tf, run: run(tf.bitcast(tf.constant([1, 0, 0], tf.uint8), tf.int32)),
    "saturate_cast": lambda tf, run: run(tf.saturate_cast([-300.0, 1.7, 300.0], tf.uint8, name="s")),
    "saturate_cast ints": lambda tf, run: run(tf.saturate_cast(tf.constant([-300, 3, 300]), tf.int8)),
    "saturate_cast large": lambda tf, run: run(tf.saturate_cast([1e20, -1e20], tf.int32)),
    "to_complex64": lambda tf, run: run(tf.to_complex64([1.0], name="t")),
    "to_complex128": lambda tf, run: run(tf.to_complex128([1.0])),
    "identity_n": lambda tf, run: run(tf.identity_n([A, [1]], name="i")),
    "guarantee_const": lambda tf, run: run(tf.guarantee_const([1, 2], name="g")),
    "shape_n": lambda tf, run: run(tf.shape_n([A, B], out_type=tf.int64, name="s")),
    "parallel_stack": lambda tf, run: run(tf.parallel_stack([tf.constant([1]), tf.constant([2])], name="p")),
    "ensure_shape": lambda tf, run: _fed(tf, run, lambda x: tf.ensure_shape(x, [None, 4], name="e"), A),
    "ensure_shape static": lambda tf, run: _static(
        tf.ensure_shape(tf.placeholder(tf.float32, [3, None]), [None, 4])
    ),
    "ensure_shape misfit": lambda tf, run: _fed(tf, run, lambda x: tf.ensure_shape(x, [None, 3]), A),
    "ensure_shape cannot": lambda tf, run: tf.ensure_shape(A, [None, 3]),
    "is_tensor": lambda tf, run: [tf.is_tensor(x) for x in (tf.constant(1), tf.Variable(1), 1, np.ones(2))],
    "is_numeric_tensor": lambda tf, run: [
        tf.is_numeric_tensor(x) for x in (tf.constant(1), tf.constant(True), tf.constant("a"), 1)
    ],
    "get_static_value": lambda tf, run: tf.get_static_value(tf.constant([1, 2])),
    "get_static_value none": lambda tf, run: tf.get_static_value(tf.placeholder(tf.int32)),
    "dimension_value": lambda tf, run: [
        tf.dimension_value(tf.Dimension(3)),
        tf.dimension_value(None),
        tf.dimension_value(2),
    ],
    "dimension_at_index": lambda tf, run: [
        str(tf.dimension_at_index(tf.TensorShape([None, 3]), i)) for i in (0, 1)
    ],
    "timestamp": lambda tf, run: _static(tf.timestamp(name="t")),
    "check_numerics": lambda tf, run: run(tf.check_numerics(A, "message", name="c")),
    "check_numerics nan": lambda tf, run: run(tf.check_numerics(NAN, "message")),
    "check_numerics ints": lambda tf, run: tf.check_numerics([1], "message"),
    "check_numerics gradient": lambda tf, run: _grad(tf, run, lambda x: tf.check_numerics(x, "m"), A),
    "verify_tensor_all_finite": lambda tf, run: run(tf.verify_tensor_all_finite(A, "msg", name="v")),
    "verify_tensor_all_finite nan": lambda tf, run: run(tf.verify_tensor_all_finite(x=NAN, message="msg")),
    "add_check_numerics_ops": lambda tf, run: run([tf.log([1.0]), tf.add_check_numerics_ops()])[0],
    "add_check_numerics_ops nan": lambda tf, run: run([tf.log([-1.0]), tf.add_check_numerics_ops()]),
    "assert_near": lambda tf, run: run(
        tf.assert_near([1.0], [1.01], rtol=0.0, atol=0.1, data=["d"], summarize=2, message="m", name="a")
    ),
    "assert_near far": lambda tf, run: run(tf.assert_near([1.0], [1.01])),
    "assert_integer": lambda tf, run: run(tf.assert_integer([1], message="m", name="a")),
    "assert_integer float": lambda tf, run: tf.assert_integer([1.0]),
    "assert_rank_in": lambda tf, run: run(
        tf.assert_rank_in(A, [1, 2], data=["d"], summarize=1, message="m", name="a")
    ),
    "assert_rank_in other": lambda tf, run: tf.assert_rank_in(A, (1, 3)),
    "assert_rank_in fed": lambda tf, run: _fed(tf, run, lambda x: tf.assert_rank_in(x, [1, 3]), A),
    "assert_proper_iterable": lambda tf, run: tf.assert_proper_iterable([1]),
    "assert_proper_iterable array": lambda tf, run: tf.assert_proper_iterable(A),
    "assert_proper_iterable int": lambda tf, run: tf.assert_proper_iterable(1),
    "assert_same_float_dtype": lambda tf, run: (
        tf.assert_same_float_dtype([tf.constant(1.0), None], dtype=tf.float32).name
    ),
    "assert_same_float_dtype none": lambda tf, run: tf.assert_same_float_dtype().name,
    "assert_same_float_dtype differ": lambda tf, run: tf.assert_same_float_dtype(
        [tf.constant(1.0), tf.constant(1.0, tf.float64)]
    ),
    "assert_same_float_dtype int": lambda tf, run: tf.assert_same_float_dtype([tf.constant(1)]),
    "assert_scalar": lambda tf, run: run(tf.assert_scalar(tf.constant(1), name="s", message="m")),
    "assert_scalar vector": lambda tf, run: tf.assert_scalar(tf.constant([1])),
    "is_non_decreasing": lambda tf, run: run(
        [tf.is_non_decreasing(x, name="i") for x in ([1, 1, 2], [2, 1], [[1.0]])]
    ),
    "is_strictly_increasing": lambda tf, run: run(
        [tf.is_strictly_increasing(x, name="i") for x in ([1, 1, 2], [1, 2])]
    ),
    "switch_case": lambda tf, run: run(
        tf.switch_case(tf.constant(1), [lambda: tf.constant(5), lambda: tf.constant(6)], name="s")
    ),
    "switch_case default": lambda tf, run: run(
        tf.switch_case(
            tf.constant(7),
            {1: lambda: tf.constant(5), 2: lambda: tf.constant(6)},
            default=lambda: tf.constant(8),
        )
    ),
    "switch_case last": lambda tf, run: run(
        tf.switch_case(tf.constant(7), [(3, lambda: tf.constant(5)), (1, lambda: tf.constant(6))])
    ),
    "switch_case numbers": lambda tf, run: run(
        tf.switch_case(tf.constant(7), {1: lambda: tf.constant(5), 0: lambda: tf.constant(6)})
    ),
    "switch_case otherwise": lambda tf, run: run(
        tf.switch_case(tf.constant(-1), [(1, lambda: 5), (0, lambda: 6)], default=lambda: tf.constant(8))
    ),
    "depth_to_space static": lambda tf, run: _static(
        tf.depth_to_space(tf.placeholder(tf.float32, [None, None, 4, 8]), 2)
    ),
    "debugging": lambda tf, run: run(tf.debugging.assert_equal([1], [2])),
    "manip": lambda tf, run: run(tf.manip.roll([1, 2], 1, 0)),
    "dtypes": lambda tf, run: run(tf.dtypes.saturate_cast(300, tf.dtypes.uint8)),
}
DIFFERENT = {"boolean_mask axis -1": "an axis that is counted from the end works here"}
