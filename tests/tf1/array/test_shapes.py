"""Static shapes where sizes are unknown, and the messages of functions that rearrange."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

X = [None, 4, None, 8]


def unknown(shape=None, dtype="float32"):
    return tf.placeholder(dtype, shape)


@pytest.mark.parametrize(
    ("build", "shape"),
    [
        (lambda: tf.reverse(unknown([None, 2]), [0]), [None, 2]),
        (lambda: tf.sort(unknown([None, 2])), [None, 2]),
        (lambda: tf.roll(unknown([None, 2]), 1, 0), [None, 2]),
        (lambda: tf.repeat(unknown([None, 2]), 3, axis=1), [None, 6]),
        (lambda: tf.repeat(unknown([None, 2]), 3, axis=0), [None, 2]),
        (lambda: tf.space_to_depth(unknown(X), 2), [None, 2, None, 32]),
        (lambda: tf.depth_to_space(unknown(X), 2), [None, 8, None, 2]),
        (lambda: tf.space_to_batch(unknown([2, 4, None, 3]), [[0, 0], [0, 0]], 2), [8, 2, None, 3]),
        (lambda: tf.batch_to_space(unknown([8, 2, None, 3]), [[0, 1], [0, 0]], 2), [2, 3, None, 3]),
        (lambda: tf.matrix_diag(unknown([None, 3])), [None, 3, 3]),
        (lambda: tf.matrix_diag_part(unknown([None, 3, 4])), [None, 3]),
        (lambda: tf.matrix_band_part(unknown([None, 3]), 0, 1), [None, 3]),
        (lambda: tf.diag(unknown([None])), [None, None]),
        (lambda: tf.meshgrid(unknown([None]), [1.0, 2.0])[0], [2, None]),
        (lambda: tf.sequence_mask(unknown([None], "int32"), 4), [None, 4]),
        (lambda: tf.sequence_mask(unknown([3], "int32")), [3, None]),
        (lambda: tf.broadcast_to(unknown([None]), unknown([2], "int32")), [None, None]),
        (lambda: tf.extract_image_patches(unknown([None, 6, None, 3]), [1, 2, 2, 1], [1, 2, 2, 1], [1] * 4, "SAME"),
         [None, 3, None, 12]),
        (lambda: tf.segment_sum(unknown([None, 3]), unknown([None], "int32")), [None, 3]),
        (lambda: tf.unsorted_segment_sum(unknown([None, 3]), unknown([None], "int32"), 5), [5, 3]),
        (lambda: tf.dynamic_partition(unknown([None, 3]), unknown([None], "int32"), 2)[1], [None, 3]),
        (lambda: tf.dynamic_stitch([[0], unknown([None], "int32")], [[1.0], unknown([None])]), [None]),
        (lambda: tf.bitcast(unknown([None]), tf.uint8), [None, 4]),
        (lambda: tf.random_gamma([5], unknown([None])), [5, None]),
        (lambda: tf.cumprod(unknown([None, 2])), [None, 2]),
        (lambda: tf.boolean_mask(unknown([None, 2, 3]), [True, False], axis=1), [None, None, 3]),
    ],
)  # fmt: skip
def test_static_shapes(build, shape):
    assert build().shape.as_list() == shape


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: tf.reverse([1, 2], [1]), ValueError, r"axis must be in the range \[-1, 1\), but is \[1\]"),
        (lambda: tf.reverse_sequence([[1]], [1]), ValueError, "tf.reverse_sequence needs seq_axis"),
        (lambda: tf.argsort([1], unknown([], "int32")), ValueError, "axis to sort along must be known"),
        (lambda: tf.searchsorted([1], [1], side="top"), ValueError, "side must be 'left' or 'right', but is 'top'"),
        (lambda: tf.space_to_depth(np.zeros((1, 3, 4, 1)), 2), ValueError, "size 3 is not divisible by 2"),
        (lambda: tf.space_to_depth(np.zeros((1, 4, 4, 1)), 2, data_format="X"), ValueError, "data_format must"),
        (lambda: tf.matrix_diag([1], k=(2, 1)), ValueError, r"k must be a number, or two in ascending order"),
        (lambda: tf.matrix_diag([1], align="UP"), ValueError, "align must be one of RIGHT_LEFT"),
        (lambda: tf.extract_image_patches([[[[1.0]]]], [2, 1, 1, 1], [1] * 4, [1] * 4, "SAME"), ValueError,
         "ksizes must be 4 numbers of which the first and last are 1"),
        (lambda: tf.dynamic_stitch([[0]], []), ValueError, "as many data as indices, but got 0 and 1"),
        (lambda: tf.sequence_mask([1.0]), TypeError, "The lengths of tf.sequence_mask are integers, but are float32"),
        (lambda: tf.sequence_mask([1], [2]), ValueError, "maxlen must be a scalar for sequence_mask"),
        (lambda: tf.to_bfloat16([1.0]), NotImplementedError, "Remedy: tf.float16"),
        (lambda: tf.get_static_value(1, partial=True), NotImplementedError, "partial=True.* is not supported"),
        (lambda: tf.switch_case(0, []), ValueError, "at least one function"),
        (lambda: tf.switch_case(0, [1]), TypeError, r"must hold \(number, function\) pairs, but has 1"),
        (lambda: tf.switch_case(0, [(0, int), (0, int)]), ValueError, "has the number 0 twice"),
        (lambda: tf.confusion_matrix([1, 2], [1, 2, 3]), ValueError, "need as many predictions and weights"),
    ],
)  # fmt: skip
def test_messages(build, error, message):
    with pytest.raises(error, match=message):
        build()
