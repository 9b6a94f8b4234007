"""Adam's steps from the powers of its beta2, in the checkpoint that TensorFlow wrote after three steps."""

from pathlib import Path

import numpy as np
import pytest

import lessonlib.tf1 as tf
from lessonlib.tf1.train.adam_steps import steps_before

KEPT = str(Path(__file__).parents[1] / "files" / "tensorflow" / "mlp.ckpt-3")


def perceptron():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    hidden = tf.layers.dense(x, 4, tf.nn.relu, name="hidden")
    logits = tf.layers.dense(hidden, 2, name="logits")
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.train.AdamOptimizer(0.1).minimize(
        tf.reduce_mean(losses), global_step=tf.train.get_or_create_global_step(), name="train"
    )


def test_a_saver_goes_on_where_tensorflow_ended():
    perceptron()
    with tf.Session() as sess:
        tf.train.Saver().restore(sess, KEPT)
        assert sess.run("train/step:0") == 3.0
        assert sess.run("global_step:0") == 3
        slot = sess.run("hidden/kernel/Adam:0")
    np.testing.assert_array_equal(slot, tf.train.load_variable(KEPT, "hidden/kernel/Adam"))


def test_another_optimizers_powers_are_not_taken():
    perceptron()
    w = tf.get_variable("logits/w", [1])
    tf.train.AdamOptimizer(0.1).minimize(w * w, var_list=[w])
    second = [v for v in tf.global_variables() if v.op.name == "Adam/step"]
    with tf.Session() as sess, pytest.raises(tf.errors.NotFoundError, match="Adam/step"):
        tf.train.Saver([*second, *tf.global_variables("train/step")]).restore(sess, KEPT)


@pytest.mark.parametrize("steps", [0, 1, 3, 1000])
def test_steps_before(steps):
    power = np.float32(0.999) ** np.float32(steps + 1)
    assert steps_before(float(power), 0.999) == steps


def test_a_power_that_has_become_zero():
    assert steps_before(0.0, 0.999) == 1e6
