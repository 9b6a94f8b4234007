"""tf.layers against torch, with the same weights."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import lessonlib.tf1 as tf

RNG = np.random.default_rng(5)
IMAGES = RNG.normal(size=(2, 7, 6, 3)).astype(np.float32)


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def test_dense_makes_named_variables():
    x = tf.placeholder(tf.float32, [None, 4])
    tf.layers.dense(x, 3)
    y = tf.layers.dense(x, 2, activation=tf.nn.relu)
    names = [v.name for v in tf.trainable_variables()]
    assert names == ["dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"]
    assert y.shape.as_list() == [None, 2]
    data = RNG.normal(size=(5, 4)).astype(np.float32)
    value, kernel, bias = run([y, *tf.trainable_variables()[2:]], {x: data})
    np.testing.assert_allclose(value, np.maximum(data @ kernel + bias, 0), rtol=1e-5, atol=1e-6)


def test_dense_shares_by_name():
    x = tf.ones([1, 2])
    first, second = tf.layers.dense(x, 3, name="a"), tf.layers.dense(x, 3, name="a", reuse=True)
    assert len(tf.global_variables()) == 2
    a, b = run([first, second])
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("strides", [1, 2])
def test_conv2d_and_pooling(padding, strides):
    x = tf.placeholder(tf.float32, [None, 7, 6, 3])
    y = tf.layers.conv2d(x, 4, [3, 2], strides=strides, padding=padding)
    pooled = tf.layers.max_pooling2d(y, 2, 2)
    value, top, kernel = run([y, pooled, tf.trainable_variables()[0]], {x: IMAGES})
    image = torch.tensor(IMAGES).permute(0, 3, 1, 2)
    if padding == "same":
        rows, columns = (max((-(-n // strides) - 1) * strides + k - n, 0) for n, k in ((7, 3), (6, 2)))
        image = F.pad(image, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))
    expected = F.conv2d(image, torch.tensor(kernel).permute(3, 2, 0, 1), stride=strides)
    np.testing.assert_allclose(value, expected.permute(0, 2, 3, 1), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(top, F.max_pool2d(expected, 2).permute(0, 2, 3, 1), rtol=1e-4, atol=1e-5)
    assert y.shape.as_list() == [None, *value.shape[1:]]


def test_average_pooling_does_not_count_the_padding():
    value = run(tf.layers.average_pooling2d(tf.ones([1, 3, 3, 1]), 2, 2, padding="same"))
    np.testing.assert_array_equal(value, np.ones((1, 2, 2, 1)))


def test_dropout_drops_only_while_training():
    tf.set_random_seed(1)
    switch = tf.placeholder(tf.bool)
    x = tf.ones([200, 100])
    y = tf.layers.dropout(x, 0.7, training=switch)
    with tf.Session(device="cpu") as session:
        np.testing.assert_array_equal(session.run(y, {switch: False}), np.ones((200, 100)))
        value = session.run(y, {switch: True})
    assert np.unique(value).tolist() == [0.0, pytest.approx(1 / 0.3)]
    assert (value > 0).mean() == pytest.approx(0.3, abs=0.01)


def test_the_documents_third_argument_is_noise_shape_and_nothing_is_dropped():
    switch = tf.placeholder(tf.bool)
    y = tf.layers.dropout(tf.ones([4, 4]), 0.7, switch)
    np.testing.assert_array_equal(run(y, {switch: True}), np.ones((4, 4)))


def test_dropouts_gradient_uses_the_same_mask():
    tf.set_random_seed(2)
    x = tf.ones([50])
    y = tf.layers.dropout(x, 0.5, training=True)
    value, slope = run([y, tf.gradients(y, x)[0]])
    np.testing.assert_array_equal(value, slope)


def test_a_dropout_rate_out_of_range():
    with pytest.raises(
        ValueError, match=r"dropout rate must be a number from 0 up to, not including, 1; got 1\.5"
    ):
        tf.layers.dropout(tf.ones([2]), 1.5, training=True)


def test_batch_normalization_against_torch():
    data = RNG.normal(2.0, 3.0, size=(50, 4)).astype(np.float32)
    x, switch = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.bool)
    y = tf.layers.batch_normalization(x, momentum=0.9, training=switch)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    moving = [v for v in tf.global_variables() if "moving" in v.name]
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        value, _ = session.run([y, updates], {x: data, switch: True})
        later = session.run(y, {x: data, switch: False})
        mean, variance = session.run(moving)
    running_mean, running_variance = torch.zeros(4), torch.ones(4)
    trained = F.batch_norm(
        torch.tensor(data), running_mean, running_variance, training=True, momentum=0.1, eps=1e-3
    )
    np.testing.assert_allclose(value, trained, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(mean, running_mean, rtol=1e-4)
    np.testing.assert_allclose(
        variance, 0.9 + 0.1 * data.var(0), rtol=1e-4
    )  # TensorFlow keeps the biased variance
    np.testing.assert_allclose(later, (data - mean) / np.sqrt(variance + 1e-3), rtol=1e-4, atol=1e-5)


def test_an_unknown_last_size():
    with pytest.raises(ValueError, match=r"The last dimension of the inputs to dense should be defined"):
        tf.layers.dense(tf.placeholder(tf.float32, [3, None]), 2)


def test_flatten():
    assert tf.layers.flatten(tf.placeholder(tf.float32, [None, 5, 4, 3])).shape.as_list() == [None, 60]
    x = tf.placeholder(tf.float32, [2, None, 3])
    y = tf.layers.flatten(x)
    assert y.shape.as_list() == [2, None]  # TensorFlow keeps the rank only
    assert run(y, {x: np.zeros((2, 4, 3))}).shape == (2, 12)


def test_layers_without_a_name_are_counted_in_their_variable_scope():
    x = tf.ones([1, 2])
    with tf.name_scope("not_a_variable_scope"):
        tf.layers.dense(x, 2)
    with tf.variable_scope("m"):
        tf.layers.dense(x, 2)
        tf.layers.dense(x, 2)
    kernels = [v.op.name for v in tf.global_variables() if "kernel" in v.name]
    assert kernels == ["dense/kernel", "m/dense/kernel", "m/dense_1/kernel"]
    with tf.variable_scope("m", reuse=True):
        tf.layers.dense(x, 2)
        tf.layers.dense(x, 2)
    assert len([v for v in tf.global_variables() if "kernel" in v.name]) == 3
