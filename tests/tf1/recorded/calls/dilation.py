"""Dilation, averages of losses, labels of sequences, variables in parts."""

import numpy as np

X = np.sin(np.arange(2 * 7 * 6 * 2, dtype=np.float32)).reshape(2, 7, 6, 2)
W = np.cos(np.arange(3 * 2 * 2 * 3, dtype=np.float32)).reshape(3, 2, 2, 3)
SCORES = np.sin(np.arange(6 * 3 * 4, dtype=np.float32)).reshape(6, 3, 4)
LABELS = [[1, 2, 2], [3, 0, 0], [2, 1, 0]]
LOSSES = np.float32([[1, 2], [3, 4], [5, 6]])


def dilated(tf, run, rates, padding, x=X, shape=(3, 2), **kwargs):
    fed = tf.placeholder(tf.float32, [None, None, None, 2]) if kwargs.pop("open", False) else tf.constant(x)
    told = []

    def op(images, axes, padding):
        told.append([axes, padding])
        return tf.nn.conv2d(images, tf.constant(W), [1, 1, 1, 1], padding)

    y = tf.nn.with_space_to_batch(fed, rates, padding, op, filter_shape=shape, **kwargs)
    return [told, run([y, tf.gradients(y * y, fed)[0]], {fed: x})]


def lines(tf, run):
    """One axis, with the channels second."""
    x = np.transpose(X[:, :, 0], [0, 2, 1])

    def op(images, axes, padding):
        return tf.reduce_sum(tf.stack([images[:, :, :-1], images[:, :, 1:] * 2]), 0)

    return run(tf.nn.with_space_to_batch(tf.constant(x), [2], "VALID", op, data_format="NCW"))


def dense_ctc(tf, run, lengths=(3, 1, 2), labels=LABELS, scores=SCORES, **kwargs):
    logits = tf.constant(scores)
    loss = tf.nn.ctc_loss_v2(
        tf.constant(labels), logits, tf.constant(lengths), tf.constant([6, 5, 6]), **kwargs
    )
    return run([loss, tf.gradients(loss, logits)[0]])


def sparse_ctc(tf, run, blank):
    logits = tf.constant(SCORES)
    labels = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0], [2, 1]], tf.constant([1, 2, 1, 2, 1]), [3, 2])
    loss = tf.nn.ctc_loss_v2(labels, logits, None, tf.constant([6, 5, 6]), blank_index=blank)
    return run([loss, tf.gradients(loss, logits)[0]])


def parted(tf, run, shape, slicing, initializer=None, **kwargs):
    def of_size(shape, dtype=None, partition_info=None):
        return tf.fill(shape, tf.cast(len(shape) + 1, dtype))

    found = tf.create_partitioned_variables(
        shape, slicing, of_size if initializer is None else initializer, **kwargs
    )
    again = [[one.name, str(one.shape), one.trainable] for one in found]
    return [again, run(list(found)), [one.name for one in tf.trainable_variables()]]


def shared_parts(tf, run):
    first = tf.create_partitioned_variables([3], [3], tf.zeros_initializer(), name="p")
    again = tf.create_partitioned_variables([3], [3], tf.zeros_initializer(), name="p", reuse=True)
    return [one is other for one, other in zip(first, again, strict=True)]


CALLS = {
    "SAME": lambda tf, run: dilated(tf, run, [2, 3], "SAME"),
    "VALID": lambda tf, run: dilated(tf, run, [2, 2], "VALID"),
    "one axis": lambda tf, run: dilated(tf, run, [1, 2], "SAME"),
    "no dilation": lambda tf, run: dilated(tf, run, [1, 1], "SAME"),
    "open sizes": lambda tf, run: dilated(tf, run, np.array([2, 3]), "SAME", open=True),
    "spatial_dims": lambda tf, run: dilated(tf, run, [2, 3], "SAME", spatial_dims=[1, 2]),
    "channels second": lines,
    "no filter_shape": lambda tf, run: dilated(tf, run, [2, 2], "SAME", shape=None),
    "no padding": lambda tf, run: dilated(tf, run, [2, 2], "FULL"),
    "rate 0": lambda tf, run: dilated(tf, run, [0, 2], "SAME"),
    "compute_average_loss": lambda tf, run: run(tf.nn.compute_average_loss(LOSSES)),
    "compute_average_loss size": lambda tf, run: run(tf.nn.compute_average_loss(LOSSES, global_batch_size=4)),
    "compute_average_loss weights": lambda tf, run: run(
        tf.nn.compute_average_loss(LOSSES, [1.0, 0.5, 2.0], 2)
    ),
    "compute_average_loss all weights": lambda tf, run: run(tf.nn.compute_average_loss(LOSSES, LOSSES / 2)),
    "compute_average_loss one weight": lambda tf, run: run(tf.nn.compute_average_loss(LOSSES[:, 0], 0.5)),
    "compute_average_loss float64": lambda tf, run: run(
        tf.nn.compute_average_loss(LOSSES.astype(np.float64), sample_weight=3.0)
    ),
    "compute_average_loss scalar": lambda tf, run: tf.nn.compute_average_loss(tf.constant(1.0)),
    "compute_average_loss float size": lambda tf, run: tf.nn.compute_average_loss(
        LOSSES, global_batch_size=1.5
    ),
    "compute_average_loss vector size": lambda tf, run: tf.nn.compute_average_loss(
        LOSSES, global_batch_size=[2]
    ),
    "scale_regularization_loss": lambda tf, run: run(tf.nn.scale_regularization_loss(LOSSES)),
    "ctc_loss_v2": dense_ctc,
    "ctc_loss_v2 blank": lambda tf, run: dense_ctc(
        tf, run, labels=[[1, 3, 3], [3, 0, 0], [0, 1, 0]], blank_index=2
    ),
    "ctc_loss_v2 batch first": lambda tf, run: dense_ctc(
        tf, run, scores=SCORES.transpose(1, 0, 2), logits_time_major=False
    ),
    "ctc_loss_v2 sparse": lambda tf, run: sparse_ctc(tf, run, 0),
    "ctc_loss_v2 sparse last": lambda tf, run: sparse_ctc(tf, run, -1),
    "ctc_loss_v2 sparse no blank": lambda tf, run: sparse_ctc(tf, run, None),
    "collapse_repeated": lambda tf, run: run(
        tf.nn.collapse_repeated(
            tf.constant([[1, 1, 2, 2, 1], [3, 3, 3, 3, 3], [4, 5, 6, 7, 8]]), tf.constant([5, 2, 3]), name="c"
        )
    ),
    "collapse_repeated nothing": lambda tf, run: run(
        tf.nn.collapse_repeated(tf.constant([[1, 1], [2, 3]]), tf.constant([0, 2]))
    ),
    "parts": lambda tf, run: parted(tf, run, [5, 2], [3, 1]),
    "parts of columns": lambda tf, run: parted(
        tf, run, [2, 5], [1, 2], name="p", trainable=False, dtype=tf.int32
    ),
    "parts of a value": lambda tf, run: parted(tf, run, [3, 2], [2, 1], tf.constant(LOSSES)),
    "parts whole": lambda tf, run: parted(tf, run, [3], [1]),
    "parts shared": shared_parts,
    "parts of two axes": lambda tf, run: parted(tf, run, [4, 4], [2, 2]),
    "parts too many": lambda tf, run: parted(tf, run, [2], [3]),
    "parts of another rank": lambda tf, run: parted(tf, run, [2], [1, 1]),
}
