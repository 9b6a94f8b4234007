"""Convolution over sequences, and transposed convolution as a layer, against torch with the same weights."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import lessonlib.tf1 as tf

RNG = np.random.default_rng(8)
SEQUENCES = RNG.normal(size=(2, 9, 3)).astype(np.float32)
IMAGES = RNG.normal(size=(2, 4, 5, 3)).astype(np.float32)


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def torch_conv1d(x, kernel, stride, padding, dilation=1):
    data = torch.tensor(x).permute(0, 2, 1)
    if padding == "SAME":
        reach = (kernel.shape[0] - 1) * dilation + 1
        more = max((-(-x.shape[1] // stride) - 1) * stride + reach - x.shape[1], 0)
        data = F.pad(data, (more // 2, more - more // 2))
    weights = torch.tensor(kernel).permute(2, 1, 0)
    return F.conv1d(data, weights, stride=stride, dilation=dilation).permute(0, 2, 1)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (1, 2)])
def test_conv1d(padding, stride, dilation):
    kernel = RNG.normal(size=(4, 3, 5)).astype(np.float32)
    x = tf.placeholder(tf.float32, [None, 9, 3])
    y = tf.nn.conv1d(x, kernel, stride, padding, dilations=dilation)
    value = run(y, {x: SEQUENCES})
    expected = torch_conv1d(SEQUENCES, kernel, stride, padding, dilation)
    np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-5)
    assert y.shape.as_list() == [None, *value.shape[1:]]


def test_conv1d_over_sequences_of_unknown_length():
    x = tf.placeholder(tf.float32, [None, None, 3])
    y = tf.layers.conv1d(x, 5, 4, padding="same", strides=2, activation=tf.nn.relu)
    assert [v.op.name for v in tf.trainable_variables()] == ["conv1d/kernel", "conv1d/bias"]
    assert y.shape.as_list() == [None, None, 5]
    value, kernel = run([y, tf.trainable_variables()[0]], {x: SEQUENCES})
    expected = torch.relu(torch_conv1d(SEQUENCES, kernel, 2, "SAME"))
    np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-5)


def test_conv1d_gradient_against_autograd():
    kernel = tf.Variable(RNG.normal(size=(4, 3, 5)).astype(np.float32))
    slope, value = run([tf.gradients(tf.nn.conv1d(SEQUENCES, kernel, 2, "VALID"), kernel)[0], kernel])
    weights = torch.tensor(value.transpose(2, 1, 0), requires_grad=True)
    F.conv1d(torch.tensor(SEQUENCES).permute(0, 2, 1), weights, stride=2).sum().backward()
    np.testing.assert_allclose(slope, weights.grad.permute(2, 1, 0), rtol=1e-4, atol=1e-5)


def test_what_conv1d_refuses():
    kernel = np.ones((2, 3, 4), np.float32)
    with pytest.raises(ValueError, match=r"data_format must be 'NWC', but is 'NCW'.*\n.*tf\.transpose"):
        tf.nn.conv1d(SEQUENCES, kernel, 1, "SAME", data_format="NCW")
    with pytest.raises(
        ValueError, match=r"conv1d takes sequences \(batch, time, in\), but .* \(2, 4, 5, 3\)"
    ):
        tf.nn.conv1d(IMAGES, kernel, 1, "SAME")
    with pytest.raises(
        ValueError, match=r"stride of conv1d is a number, \[n\] or \[1, n, 1\], but is \[2, 2\]"
    ):
        tf.nn.conv1d(SEQUENCES, kernel, [2, 2], "SAME")


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("kernel_size", "strides"), [(3, 1), (4, 2), (2, 3), ([5, 3], [2, 1])])
def test_conv2d_transpose_is_the_gradient_of_conv2d(padding, kernel_size, strides):
    x = tf.placeholder(tf.float32, [None, 4, 5, 3])
    y = tf.layers.conv2d_transpose(x, 2, kernel_size, strides, padding)
    assert [v.op.name for v in tf.trainable_variables()] == [
        "conv2d_transpose/kernel",
        "conv2d_transpose/bias",
    ]
    back = tf.nn.conv2d(y, tf.trainable_variables()[0], strides, padding)
    assert back.shape.as_list() == [None, 4, 5, 3]
    value, kernel = run([y, tf.trainable_variables()[0]], {x: IMAGES})
    assert y.shape.as_list() == [None, *value.shape[1:]]
    large = torch.zeros(value.shape, requires_grad=True)
    (torch_conv2d(large, kernel, strides, padding) * torch.tensor(IMAGES)).sum().backward()
    np.testing.assert_allclose(value, large.grad, rtol=1e-4, atol=1e-5)


def torch_conv2d(x, kernel, strides, padding):
    steps = [strides] * 2 if isinstance(strides, int) else strides
    data = x.permute(0, 3, 1, 2)
    if padding == "same":
        more = [
            max((-(-x.shape[1 + i] // steps[i]) - 1) * steps[i] + kernel.shape[i] - x.shape[1 + i], 0)
            for i in (0, 1)
        ]
        data = F.pad(data, (more[1] // 2, more[1] - more[1] // 2, more[0] // 2, more[0] - more[0] // 2))
    return F.conv2d(data, torch.tensor(kernel).permute(3, 2, 0, 1), stride=tuple(steps)).permute(0, 2, 3, 1)


def test_conv2d_transpose_wants_known_sizes():
    x = tf.placeholder(tf.float32, [None, None, 5, 3])
    with pytest.raises(
        ValueError, match=r"known height and width, but .* shape \(\?, \?, 5, 3\)\.\n  Remedy"
    ):
        tf.layers.conv2d_transpose(x, 2, 3)


@pytest.mark.parametrize(("size", "padding"), [(5, "SAME"), (9, "SAME"), (4, "VALID")])
def test_a_transposed_convolution_has_a_size_that_a_convolution_could_start_from(size, padding):
    images, filters = tf.ones([1, 4, 4, 1]), tf.ones([2, 2, 1, 1])
    with pytest.raises(ValueError, match=rf"An output of {size} with padding '{padding}'"):
        tf.nn.conv2d_transpose(images, filters, [1, size, size, 1], [1, 1, 1, 1], padding)
