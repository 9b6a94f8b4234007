"""Layers as objects: sharing, scopes, updates and messages. Their values are in ``recorded/calls/layers.py``."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

X = np.ones((2, 4), np.float32)


def test_two_calls_share_the_variables_and_train_them_together():
    layer = tf.layers.Dense(3, name="shared")
    first, second = layer(tf.constant(X)), layer(tf.constant(2 * X))
    assert [v.name for v in tf.global_variables()] == ["shared/kernel:0", "shared/bias:0"]
    slopes = tf.gradients(first + second, layer.kernel)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(slopes[0]), np.full((4, 3), 6.0))


def test_a_layer_in_two_graphs_of_scopes():
    layer = tf.layers.Dense(3)
    with tf.variable_scope("outer"):
        assert layer(tf.constant(X)).name == "outer/dense/BiasAdd:0"
    assert layer(tf.constant(X)).name == "outer/dense/BiasAdd_1:0"
    assert layer.scope_name == "outer/dense"


def test_numbering_starts_again_with_the_graph():
    names = []
    for _ in range(2):
        with tf.Graph().as_default():
            names.append([tf.layers.Dense(1).name, tf.layers.Dense(1).name])
    assert names == [["dense_1", "dense_2"]] * 2


def test_channels_first_is_the_same_transposed():
    image = np.random.default_rng(1).normal(size=(2, 5, 4, 3)).astype(np.float32)
    turned = tf.constant(image.transpose(0, 3, 1, 2))
    pairs = []
    for make in (
        lambda form: tf.layers.Conv2D(2, 3, 2, "same", form, kernel_initializer=tf.ones_initializer()),
        lambda form: tf.layers.Conv2DTranspose(
            2, 3, 2, "same", form, kernel_initializer=tf.ones_initializer()
        ),
        lambda form: tf.layers.AveragePooling2D(2, 2, "same", form),
        lambda form: tf.layers.BatchNormalization(1 if form == "channels_first" else 3),
    ):
        training = (
            {"training": True} if make("channels_last").__class__.__name__ == "BatchNormalization" else {}
        )
        plain = make("channels_last")(tf.constant(image), **training)
        other = make("channels_first")(turned, **training)
        pairs.append([plain, tf.transpose(other, [0, 2, 3, 1])])
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        for plain, other in session.run(pairs):
            np.testing.assert_allclose(other, plain, rtol=1e-4, atol=1e-5)


def test_a_frozen_layer_has_no_updates_and_trains_nothing():
    tf.layers.BatchNormalization(trainable=False)(tf.constant(X), training=True)
    assert tf.get_collection(tf.GraphKeys.UPDATE_OPS) == []
    assert tf.trainable_variables() == []
    assert len(tf.global_variables()) == 4


def test_a_layer_of_ones_own_without_call_passes_its_inputs_on():
    x = tf.constant(X)
    assert tf.layers.Layer()(x) is x


def test_a_list_of_inputs():
    class Sum(tf.layers.Layer):
        def build(self, input_shape):
            self.shapes = [shape.as_list() for shape in input_shape]
            super().build(input_shape)

        def call(self, inputs):
            return tf.add_n(inputs)

    layer = Sum()
    y = layer([tf.constant(X), tf.constant(X)])
    assert layer.shapes == [[2, 4], [2, 4]]
    with tf.Session(device="cpu") as session:
        np.testing.assert_array_equal(session.run(y), 2 * X)


class _Nothing(tf.layers.Layer):
    def call(self, inputs):
        return None


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: _Nothing()(X), ValueError, r"call method of layer private__nothing_1 must return a tensor"),
        (lambda: tf.layers.Dense(0), ValueError, r"needs a positive number of units, but got 0"),
        (lambda: tf.layers.Dense(2, "rely"), ValueError, r"There is no activation function 'rely'"),
        (
            lambda: tf.layers.Dense(2, kernel_initializer="one")(X),
            ValueError,
            r"There is no initializer 'one'",
        ),
        (
            lambda: tf.layers.Dense(2)(np.ones((2, 3), np.int32)),
            TypeError,
            r"A dense layer takes floating-point numbers, but its inputs are int32",
        ),
        (
            lambda: tf.layers.conv2d(X, 2, 3),
            ValueError,
            r"Input 0 of layer conv2d_1 is incompatible with the layer: expected ndim=4, found ndim=2",
        ),
        (
            lambda: tf.layers.conv2d(np.ones((1, 5, 5, 1), np.float32), 2, 3, 2, dilation_rate=2),
            ValueError,
            r"strides 2 and dilation_rate 2: only one",
        ),
        (lambda: tf.layers.Dense(2).scope_name, ValueError, r"has not been used yet: call it first"),
        (lambda: tf.layers.Dense(2).count_params(), ValueError, r"has no variables before its first call"),
        (
            lambda: tf.layers.batch_normalization(X, renorm=True),
            NotImplementedError,
            r"BatchNormalization\(renorm=True\) is not supported",
        ),
    ],
)
def test_messages(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_missing_argument_is_a_type_error():
    with pytest.raises(TypeError, match="missing a required argument: 'units'"):
        tf.layers.dense(X)
