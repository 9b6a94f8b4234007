"""ReLU and max pooling change places where no one can tell."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf


def graph_of_pooling(padding="SAME", fetch_relu=False):
    """Image placeholder, filters, pooled output, its gradients for the filters and for the image."""
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None, 5, 5, 2])
    w = tf.get_variable("w", [3, 3, 2, 4], initializer=tf.random_normal_initializer(seed=1))
    cut = tf.nn.relu(tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME"), name="cut")
    pooled = tf.nn.max_pool(cut, [1, 2, 2, 1], [1, 2, 2, 1], padding)
    loss = tf.reduce_sum(tf.square(pooled) * 0.5 + pooled)
    fetches = [pooled, *tf.gradients(loss, [w, x])]
    return x, [*fetches, cut] if fetch_relu else fetches


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_the_exchange_changes_no_value(padding):
    images = np.random.default_rng(0).normal(size=(3, 5, 5, 2)).astype(np.float32)
    x, fetches = graph_of_pooling(padding)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        got = session.run(fetches, {x: images})
        assert "relu after max pooling" in session.plan(fetches).source
        w = torch.tensor(session.run(fetches[1].graph.get_tensor_by_name("w:0")), requires_grad=True)
    image = torch.tensor(images, requires_grad=True)
    conv = torch.nn.functional.conv2d(image.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), padding=1)
    pooled = torch.nn.functional.max_pool2d(torch.relu(conv), 2, ceil_mode=padding == "SAME")
    (pooled.square() * 0.5 + pooled).sum().backward()
    for ours, theirs in zip(got, (pooled.permute(0, 2, 3, 1), w.grad, image.grad), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-4, atol=1e-4)


def test_windows_without_a_positive_number_and_nan():
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [1, 2, 4, 1])
    pooled = tf.nn.max_pool(tf.nn.relu(tf.identity(x) * 1.0), 2, 2, "VALID")
    grad = tf.gradients(pooled, x)[0]
    values = np.array([[-1.0, -2.0, 3.0, np.nan], [-3.0, 0.0, 1.0, 2.0]], np.float32).reshape(1, 2, 4, 1)
    with tf.Session() as session:
        assert "relu after max pooling" in session.plan([pooled, grad]).source
        got, back = session.run([pooled, grad], {x: values})
    np.testing.assert_array_equal(got.ravel(), [0.0, np.nan])
    np.testing.assert_array_equal(back.reshape(2, 4), [[0, 0, 0, 1], [0, 0, 0, 0]])


@pytest.mark.parametrize("how", ["fetched", "fed", "traced"])
def test_no_exchange_where_someone_sees_the_relu(how):
    x, fetches = graph_of_pooling(fetch_relu=how == "fetched")
    images = np.random.default_rng(1).normal(size=(2, 5, 5, 2)).astype(np.float32)
    cut = x.graph.get_tensor_by_name("cut:0")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        if how == "traced":
            step = next(s for s in session.trace(fetches, {x: images}) if s.name == "cut")
            assert step.value.min() == 0
        feeds = {x: images, cut: np.ones((2, 5, 5, 4), np.float32)} if how == "fed" else {x: images}
        if how != "traced":
            assert "relu after max pooling" not in session.plan(fetches, feeds).source
        assert session.run(fetches[0], feeds).min() >= 0


def test_a_relu_with_another_reader_stays_in_its_place():
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [1, 4, 4, 1])
    cut = tf.nn.relu(x * 2.0)
    fetches = [tf.nn.max_pool(cut, 2, 2, "VALID"), tf.reduce_sum(cut)]
    with tf.Session() as session:
        assert "relu after max pooling" not in session.plan(fetches).source
        pooled, total = session.run(fetches, {x: np.arange(-8.0, 8.0).reshape(1, 4, 4, 1)})
    np.testing.assert_array_equal(pooled.ravel(), [0, 0, 10, 14])
    assert total == 56
