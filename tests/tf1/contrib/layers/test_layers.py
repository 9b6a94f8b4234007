"""The layers of tf.contrib against torch and NumPy, and the names of their variables against TensorFlow 1.15's."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import lessonlib.tf1 as tf

layers = tf.contrib.layers
RNG = np.random.default_rng(5)
IMAGES = RNG.normal(size=(2, 6, 6, 3)).astype(np.float32)
ROWS = RNG.normal(size=(4, 3)).astype(np.float32)
NORMAL = tf.random_normal_initializer(seed=1)


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def names():
    return [variable.op.name for variable in tf.global_variables()]


def first(images):
    return torch.tensor(images).permute(0, 3, 1, 2)


def last(images):
    return images.permute(0, 2, 3, 1).numpy()


def kernel(weights):
    return torch.tensor(weights).permute(3, 2, 0, 1)


def test_fully_connected():
    y = layers.fully_connected(ROWS, 2, weights_initializer=NORMAL, biases_initializer=tf.ones_initializer())
    found, weights = run([y, tf.global_variables()[0]])
    assert names() == ["fully_connected/weights", "fully_connected/biases"]
    np.testing.assert_allclose(found, np.maximum(ROWS @ weights + 1, 0), rtol=1e-5)
    layers.fully_connected(ROWS, 2, activation_fn=None, biases_initializer=None)
    assert names()[2:] == ["fully_connected_1/weights"]
    layers.linear(ROWS, 2, scope="top")
    assert names()[3:] == ["top/weights", "top/biases"]
    layers.relu(ROWS, 2, scope="top", reuse=True)
    assert len(names()) == 5


def test_all_that_a_layer_adds_to_collections():
    y = layers.fully_connected(
        ROWS, 2, tf.nn.tanh, layers.batch_norm, {"decay": 0.5}, NORMAL, layers.l2_regularizer(0.1), trainable=False,
        variables_collections={"weights": ["mine"]}, outputs_collections="outputs", scope="a",
    )  # fmt: skip
    assert names()[:2] == ["a/weights", "a/BatchNorm/beta"]
    assert [v.op.name for v in tf.get_collection("mine")] == ["a/weights"]
    assert [v.op.name for v in tf.contrib.framework.get_model_variables()] == names()
    assert tf.get_collection("outputs") == [y]
    assert [v.op.name for v in tf.trainable_variables()] == ["a/BatchNorm/beta"]
    assert len(tf.get_collection("regularization_losses")) == 1
    assert len(tf.get_collection("update_ops")) == 2


@pytest.mark.parametrize(("padding", "stride", "rate"), [("SAME", 1, 1), ("VALID", 2, 1), ("SAME", 1, 2)])
def test_conv2d(padding, stride, rate):
    y = layers.conv2d(IMAGES, 4, [3, 3], stride, padding, rate=rate, weights_initializer=NORMAL)
    found, weights = run([y, tf.global_variables()[0]])
    border = rate if padding == "SAME" else 0
    expected = F.conv2d(first(IMAGES), kernel(weights), stride=stride, padding=border, dilation=rate)
    np.testing.assert_allclose(found, last(expected.relu()), rtol=1e-4, atol=1e-5)
    assert names() == ["Conv/weights", "Conv/biases"]


def test_channels_first_is_the_same():
    with tf.variable_scope("net"):
        a = layers.conv2d(IMAGES, 4, 3, weights_initializer=NORMAL, scope="c")
    with tf.variable_scope("net", reuse=True):
        turned = IMAGES.transpose(0, 3, 1, 2).copy()
        b = layers.conv2d(turned, 4, 3, data_format="NCHW", weights_initializer=NORMAL, scope="c")
    one, other = run([a, b])
    np.testing.assert_allclose(one, other.transpose(0, 2, 3, 1), rtol=1e-5, atol=1e-6)


def test_conv2d_transpose():
    y = layers.conv2d_transpose(IMAGES, 4, 2, stride=2, weights_initializer=NORMAL, activation_fn=None)
    found, weights = run([y, tf.global_variables()[0]])
    assert names() == ["Conv2d_transpose/weights", "Conv2d_transpose/biases"]
    expected = F.conv_transpose2d(first(IMAGES), torch.tensor(weights).permute(3, 2, 0, 1), stride=2)
    np.testing.assert_allclose(found, last(expected), rtol=1e-4, atol=1e-5)


def test_separable_conv2d():
    y = layers.separable_conv2d(IMAGES, 5, 3, 2, weights_initializer=NORMAL, activation_fn=None)
    found, depthwise, pointwise = run([y, *tf.global_variables()[:2]])
    assert names() == [
        "SeparableConv2d/depthwise_weights", "SeparableConv2d/pointwise_weights", "SeparableConv2d/biases",
    ]  # fmt: skip
    each = torch.tensor(depthwise).permute(2, 3, 0, 1).reshape(6, 1, 3, 3)
    middle = F.conv2d(first(IMAGES), each, padding=1, groups=3)
    np.testing.assert_allclose(found, last(F.conv2d(middle, kernel(pointwise))), rtol=1e-4, atol=1e-4)
    assert layers.separable_conv2d(IMAGES, None, 3, 2).shape.as_list() == [2, 6, 6, 6]


def test_pooling():
    largest, mean = run([layers.max_pool2d(IMAGES, 2), layers.avg_pool2d(IMAGES, [3, 3], 1, "SAME")])
    np.testing.assert_allclose(largest, last(F.max_pool2d(first(IMAGES), 2)))
    assert mean.shape == (2, 6, 6, 3)
    np.testing.assert_allclose(
        mean[:, 1:-1, 1:-1], last(F.avg_pool2d(first(IMAGES), 3, 1)), rtol=1e-4, atol=1e-6
    )


def test_conv1d_and_ranks():
    assert layers.conv1d(ROWS[None], 5, 2).shape.as_list() == [1, 4, 5]
    with pytest.raises(ValueError, match="expects input with rank 4, got 3"):
        layers.conv2d(ROWS[None], 5, 2)
    with pytest.raises(NotImplementedError, match=r"Remedy: tf\.layers\.conv3d"):
        layers.convolution(np.ones((1, 2, 2, 2, 1), np.float32), 3, 2)


@pytest.mark.parametrize("shape", [(6, 3), (2, 3, 3, 3), (2, 4, 3)])
def test_batch_norm_while_learning(shape):
    x = RNG.normal(2, 3, shape).astype(np.float32)
    y = layers.batch_norm(x, decay=0.9, scale=True)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        found, *_ = session.run([y, *tf.get_collection("update_ops")])
        mean, variance = session.run(tf.contrib.framework.get_variables(suffix="mean")), None
        variance = session.run(tf.contrib.framework.get_variables(suffix="variance"))
    axes, n = tuple(range(len(shape) - 1)), np.prod(shape[:-1])
    now = x.var(axes)
    np.testing.assert_allclose(found, (x - x.mean(axes)) / np.sqrt(now + 0.001), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(mean[0], 0.1 * x.mean(axes), rtol=1e-4)
    # TensorFlow's fused kernel, which it takes for ranks 2 and 4, keeps the variance over n - 1.
    kept = now * n / (n - 1) if len(shape) in (2, 4) else now
    np.testing.assert_allclose(variance[0], 0.9 + 0.1 * kept, rtol=1e-4)
    assert names() == [f"BatchNorm/{name}" for name in ("beta", "gamma", "moving_mean", "moving_variance")]


def test_batch_norm_in_place_and_decided_by_a_tensor():
    learning = tf.placeholder(tf.bool, [])
    y = layers.batch_norm(ROWS, 0.5, updates_collections=None, is_training=learning, center=False)
    moving = tf.contrib.framework.get_variables(suffix="moving_mean")[0]
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        as_it_was = session.run(y, {learning: False})
        np.testing.assert_allclose(as_it_was, ROWS / np.sqrt(1.001), rtol=1e-5)
        assert not session.run(moving).any()
        session.run(y, {learning: True})
        np.testing.assert_allclose(session.run(moving), ROWS.mean(0) / 2, rtol=1e-5)
    assert tf.get_collection("update_ops") == []
    assert names() == ["BatchNorm/moving_mean", "BatchNorm/moving_variance"]


def test_layer_norm_and_instance_norm():
    found = run([layers.layer_norm(IMAGES), layers.instance_norm(IMAGES), layers.unit_norm(ROWS, 1)])
    assert names() == ["LayerNorm/beta", "LayerNorm/gamma", "InstanceNorm/beta", "InstanceNorm/gamma"]
    expected = F.layer_norm(torch.tensor(IMAGES), IMAGES.shape[1:], eps=1e-12)
    np.testing.assert_allclose(found[0], expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[1], last(F.instance_norm(first(IMAGES), eps=1e-6)), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[2], F.normalize(torch.tensor(ROWS)), rtol=1e-5)
    with pytest.raises(ValueError, match="must be less than the rank"):
        layers.layer_norm(ROWS, begin_norm_axis=2)


def test_flatten_dropout_one_hot_bias_add():
    dropped = layers.dropout(tf.ones([1000]), 0.8, seed=3)
    kept = layers.dropout(ROWS, 0.5, is_training=False)
    found = run(
        [layers.flatten(IMAGES), dropped, kept, layers.one_hot_encoding([2, 0], 3), layers.bias_add(ROWS)]
    )
    assert found[0].shape == (2, 108)
    assert set(np.unique(found[1])) == {0.0, np.float32(1.25)}
    np.testing.assert_array_equal(found[2], ROWS)
    np.testing.assert_array_equal(found[3], np.eye(3)[[2, 0]])
    np.testing.assert_array_equal(found[4], ROWS)
    assert names() == ["BiasAdd/biases"]


def test_repeat_and_stack():
    layers.repeat(IMAGES, 2, layers.conv2d, 4, [3, 3], scope="conv1")
    layers.stack(ROWS, layers.fully_connected, [4, 5], scope="fc")
    layers.stack(IMAGES, layers.conv2d, [(4, [3, 3]), (5, 1)])
    assert [name for name in names() if name.endswith("weights")] == [
        "conv1/conv1_1/weights", "conv1/conv1_2/weights", "fc/fc_1/weights", "fc/fc_2/weights",
        "Stack/convolution2d_1/weights", "Stack/convolution2d_2/weights",
    ]  # fmt: skip


def test_embed_sequence():
    one = layers.embed_sequence([[0, 2]], 3, 4, scope="words")
    other = layers.embed_sequence([[2]], scope="words", reuse=True)
    assert names() == ["words/embeddings"]
    a, b = run([one, other])
    np.testing.assert_array_equal(a[:, 1:], b)
    with pytest.raises(ValueError, match="Must specify vocab size and embedding dimension"):
        layers.embed_sequence([[0]], 3)


def test_optimize_loss():
    w = tf.get_variable("w", initializer=[3.0, 4.0])
    step = tf.train.get_or_create_global_step()
    loss = tf.reduce_sum(tf.square(w))
    train = layers.optimize_loss(
        loss, step, 0.5, "SGD", clip_gradients=1.0, gradient_multipliers={"w": 2.0},
        learning_rate_decay_fn=lambda rate, step: rate / 2, summaries=list(layers_summaries()),
    )  # fmt: skip
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        assert session.run(train) == 25.0
        np.testing.assert_allclose(session.run(w), [3 - 0.25 * 0.6, 4 - 0.25 * 0.8], rtol=1e-5)
        assert session.run(step) == 1
    assert len(tf.get_collection("summaries")) == 5


def layers_summaries():
    return ("learning_rate", "loss", "gradients", "gradient_norm", "global_gradient_norm")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"optimizer": "Newton"},
            r"should be one of \[Adagrad, Adam, Momentum, RMSProp, SGD\], but is 'Newton'",
        ),
        ({"optimizer": 3}, "Unrecognized optimizer: 3"),
        ({"optimizer": "SGD", "summaries": ["x"]}, "Summaries should be one of"),
        ({"optimizer": "SGD", "learning_rate_decay_fn": lambda a, b: a}, "global_step is required"),
        ({"optimizer": tf.train.AdamOptimizer, "learning_rate": None}, "Learning rate is None"),
    ],
)
def test_optimize_loss_mistakes(arguments, message):
    loss = tf.square(tf.get_variable("w", initializer=1.0))
    with pytest.raises(ValueError, match=message):
        layers.optimize_loss(loss, None, **{"learning_rate": 0.1, **arguments})


def test_summaries():
    x = layers.fully_connected(ROWS, 2)
    tf.add_to_collection("activations", x)
    assert len(layers.summarize_activations()) == 1
    layers.summarize_tensors(tf.trainable_variables())
    assert len(tf.get_collection("summaries")) == 4
    assert all(isinstance(summary, bytes) for summary in run(tf.get_collection("summaries")))


def test_mistakes():
    with pytest.raises(TypeError, match=r"takes floating-point numbers.*tf\.cast"):
        layers.fully_connected([[1, 2]], 2)
    with pytest.raises(ValueError, match="needs to know size -1"):
        layers.fully_connected(tf.placeholder(tf.float32, [None, None]), 2)
    with pytest.raises(NotImplementedError, match="renorm"):
        layers.batch_norm(ROWS, renorm=True)
    with pytest.raises(TypeError, match="unexpected keyword"):
        layers.fully_connected(ROWS, 2, activation=None)
    with pytest.raises(ValueError, match="data_format has to be either NCHW or NHWC"):
        layers.conv2d(IMAGES, 2, 3, data_format="NHCW")
