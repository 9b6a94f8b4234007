"""A model built with slim, trained by its loop, and measured."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

slim = tf.contrib.slim


def model():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3)).astype(np.float32)
    y = (x @ np.array([1.0, -2.0, 0.5]) > 0).astype(np.int64)
    with slim.arg_scope([slim.fully_connected], weights_regularizer=slim.l2_regularizer(1e-4)):
        net = slim.fully_connected(x, 8, scope="hidden")
        logits = slim.fully_connected(net, 2, activation_fn=None, scope="logits")
    slim.losses.softmax_cross_entropy(logits, slim.one_hot_encoding(y, 2))
    return slim.losses.get_total_loss(), tf.argmax(logits, 1), y


def test_train_and_evaluate_once(tmp_path):
    tf.set_random_seed(0)
    loss, predictions, y = model()
    train_op = slim.learning.create_train_op(loss, tf.train.AdamOptimizer(0.05), clip_gradient_norm=5.0)
    assert slim.learning.train(train_op, str(tmp_path), number_of_steps=50, log_every_n_steps=25) < 0.2
    assert slim.learning.train(train_op, str(tmp_path), number_of_steps=50) is None
    path = tf.train.latest_checkpoint(str(tmp_path))
    assert path.endswith("model.ckpt-50")
    value, update = tf.metrics.accuracy(y, predictions)
    found = slim.evaluation.evaluate_once("", path, str(tmp_path / "eval"), 2, eval_op=update, final_op=value)
    assert found > 0.95


def test_create_train_op_counts_clips_and_checks():
    w = tf.get_variable("w", initializer=[3.0, 4.0])
    feed = tf.placeholder_with_default(1.0, [])
    done = tf.get_variable("done", initializer=0.0, trainable=False)
    tf.add_to_collection("update_ops", done.assign_add(1.0))
    sgd = tf.train.GradientDescentOptimizer(1.0)
    train_op = slim.learning.create_train_op(
        tf.reduce_sum(w * w) * feed, sgd, clip_gradient_norm=1.0, gradient_multipliers={"w": 0.5},
        summarize_gradients=True,
    )  # fmt: skip
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        assert session.run(train_op) == 25.0
        np.testing.assert_allclose(session.run(w), [3 - 0.6, 4 - 0.8], rtol=1e-5)
        assert session.run([done, tf.train.get_global_step()]) == [1.0, 1]
        with pytest.raises(tf.errors.InvalidArgumentError, match="LossTensor is inf or nan"):
            session.run(train_op, {feed: np.inf})


def test_losses_take_predictions_first():
    a, b = tf.constant([[1.0, 2.0]]), tf.constant([[0.0, 1.0]])
    found = [
        slim.losses.mean_squared_error(a, b, 2.0), slim.losses.sparse_softmax_cross_entropy(a, [1]),
        slim.losses.absolute_difference(a, b), tf.contrib.losses.sigmoid_cross_entropy(a, b),
    ]  # fmt: skip
    expected = [
        tf.losses.mean_squared_error(b, a, 2.0), tf.losses.sparse_softmax_cross_entropy([1], a),
        tf.losses.absolute_difference(b, a), tf.losses.sigmoid_cross_entropy(b, a),
    ]  # fmt: skip
    with tf.Session(device="cpu") as session:
        ours, theirs = session.run([found, expected])
    assert ours == theirs
    assert slim.losses.get_losses()[:4] == found


def test_what_is_refused():
    with pytest.raises(NotImplementedError, match=r"slim\.nets\.vgg is not supported.*\n.*torchvision"):
        _ = slim.nets.vgg
    loss = tf.square(tf.get_variable("w", initializer=1.0))
    train_op = slim.learning.create_train_op(loss, tf.train.GradientDescentOptimizer(0.1))
    with pytest.raises(NotImplementedError, match="master"):
        slim.learning.train(train_op, None, master="grpc://x")
    with pytest.raises(ValueError, match="number_of_steps must be"):
        slim.learning.train(train_op, None, number_of_steps=0)
