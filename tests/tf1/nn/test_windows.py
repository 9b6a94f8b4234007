"""Arguments of convolution and pooling: channels first, second derivatives, devices of one kind, messages."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import lessonlib.tf1 as tf

RNG = np.random.default_rng(6)
IMAGE = RNG.normal(size=(2, 5, 4, 2)).astype(np.float32)
FILTERS = RNG.normal(size=(3, 2, 2, 3)).astype(np.float32)
ONES = [1, 1, 1, 1]


def run(fetches):
    with tf.Session(device="cpu") as session:
        return session.run(fetches)


@pytest.mark.parametrize(
    "function",
    [
        lambda x, form: tf.nn.convolution(x, FILTERS, "SAME", [2, 1], data_format=form),
        lambda x, form: tf.nn.depthwise_conv2d(x, FILTERS, ONES, "VALID", data_format=form),
        lambda x, form: tf.nn.max_pool2d(
            x, [1, 1, 2, 2] if form == "NCHW" else [1, 2, 2, 1], 2, "SAME", form
        ),
        lambda x, form: tf.nn.pool(x, [2, 2], "AVG", "SAME", data_format=form),
    ],
)
def test_channels_first_is_the_same_transposed(function):
    turned = tf.transpose(function(tf.constant(IMAGE.transpose(0, 3, 1, 2)), "NCHW"), [0, 2, 3, 1])
    plain, other = run([function(tf.constant(IMAGE), "NHWC"), turned])
    np.testing.assert_allclose(other, plain, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: tf.nn.conv3d(x, tf.ones([2, 2, 2, 2, 1], tf.float64), [1] * 5, "SAME"),
        lambda x: tf.nn.avg_pool3d(x, 2, 2, "SAME"),
        lambda x: tf.nn.depthwise_conv2d(x[0], tf.ones([2, 2, 2, 2], tf.float64), ONES, "SAME"),
        lambda x: tf.nn.lrn(x[0], 1),
        lambda x: tf.nn.conv3d_transpose(
            x, tf.ones([2, 2, 2, 1, 2], tf.float64), [1, 4, 3, 3, 1], [1, 2, 1, 1, 1]
        ),
    ],
)
def test_second_derivatives_against_central_differences(function):
    start = RNG.normal(size=(1, 2, 3, 3, 2))
    x = tf.placeholder(tf.float64, start.shape)
    y = function(x)
    slope = tf.gradients(y * y * y, x)[0]
    curve = tf.gradients(tf.reduce_sum(slope * slope), x)[0]
    with tf.Session(device="cpu") as session:
        found = session.run(curve, {x: start})
        for index in ((0, 0, 0, 0, 0), (0, 1, 2, 1, 1)):
            step = np.zeros_like(start)
            step[index] = 1e-5
            up, down = (np.sum(session.run(slope, {x: start + sign * step}) ** 2) for sign in (1, -1))
            np.testing.assert_allclose(found[index], (up - down) / 2e-5, rtol=1e-4, atol=1e-5)


def test_depthwise_against_torch():
    kernel = torch.tensor(FILTERS).permute(2, 3, 0, 1).reshape(6, 1, 3, 2)
    expected = F.conv2d(torch.tensor(IMAGE).permute(0, 3, 1, 2), kernel, groups=2).permute(0, 2, 3, 1)
    found = run(tf.nn.depthwise_conv2d(IMAGE, FILTERS, ONES, "VALID"))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: tf.nn.conv3d(IMAGE, FILTERS, 1, "SAME"),
            r"along 3 axes takes inputs of rank 5, but .* has shape \(2, 5, 4, 2\)",
        ),
        (lambda: tf.nn.pool(IMAGE, [2, 2, 2], "MAX", "SAME"), r"ksize must be a positive number, 2 of them"),
        (
            lambda: tf.nn.pool(IMAGE, [2, 2], "MAX", "FULL"),
            r"padding must be 'SAME' or 'VALID', but is 'FULL'",
        ),
        (
            lambda: tf.nn.max_pool1d(IMAGE[0], 2, 2, "SAME", "NHWC"),
            r"data_format of 1-D windows must be 'NWC' or 'NCW', but is 'NHWC'",
        ),
        (
            lambda: tf.nn.conv3d_transpose(
                tf.ones([1, 2, 2, 2, 1]), tf.ones([2, 2, 2, 1, 1]), [1, 9, 4, 4, 1], 2
            ),
            r"does not make 2 of 9: output_shape does not fit",
        ),
        (
            lambda: tf.nn.conv3d_transpose(
                tf.ones([1, 2, 2, 2, 1]), tf.ones([2, 2, 2, 1, 1]), tf.shape(IMAGE), 2
            ),
            r"output_shape whose 3 sizes between batch and channels are known numbers",
        ),
        (
            lambda: tf.nn.pool(IMAGE, [2, 2], "MAX", "SAME", dilations=2),
            r"Pooling with dilations \(2, 2\) needs padding 'VALID' and strides 1",
        ),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError, match=message):
        call()
