"""The loss of label sequences against TensorFlow's values, and its messages."""

from types import SimpleNamespace

import numpy as np
import pytest

import lessonlib.tf1 as tf

X = np.sin(np.arange(40, dtype=np.float32)).reshape(5, 2, 4)
LABELS = SimpleNamespace(
    indices=np.array([[0, 0], [0, 1], [0, 2], [1, 0]], np.int64),
    values=np.array([0, 0, 2, 1], np.int32),
    dense_shape=np.array([2, 3], np.int64),
)
# What TensorFlow 2.21 gives for these labels: the losses, and the gradient at the first time step.
SECOND = [0.132620, 0.017694, 0.213764, -0.364078]
PLAIN = ([6.267018, 2.969777], [[-0.535674, 0.333593, 0.357004, -0.154923], SECOND])
COLLAPSED = ([3.246485, 2.969777], [[-0.476819, 0.333593, 0.357004, -0.213778], SECOND])
IMPOSSIBLE = ([np.inf, 2.969777], [[0.143804, 0.333593, 0.357004, 0.165599], SECOND])


@pytest.mark.parametrize(
    ("lengths", "options", "expected"),
    [
        ([5, 4], {}, PLAIN),
        ([3, 4], {"preprocess_collapse_repeated": True}, COLLAPSED),
        ([3, 4], {}, IMPOSSIBLE),
        ([3, 4], {"ignore_longer_outputs_than_inputs": True}, IMPOSSIBLE),
    ],
)
@pytest.mark.parametrize("time_major", [True, False])
def test_losses_and_gradients(lengths, options, expected, time_major):
    x = tf.constant(X)
    inputs = x if time_major else tf.transpose(x, [1, 0, 2])
    loss = tf.nn.ctc_loss(LABELS, inputs, lengths, time_major=time_major, **options)
    assert loss.shape.as_list() == [2]
    with tf.Session(device="cpu") as session:
        value, slope = session.run([loss, tf.gradients(loss, x)[0]])
    np.testing.assert_allclose(value, expected[0], rtol=1e-5)
    np.testing.assert_allclose(slope[0], expected[1], rtol=1e-4, atol=1e-5)


def test_more_labels_than_time_steps():
    loss = tf.nn.ctc_loss(LABELS, logits=X, sequence_length=[2, 4])
    ignored = tf.nn.ctc_loss(LABELS, X, [2, 4], ignore_longer_outputs_than_inputs=True)
    with tf.Session(device="cpu") as session:
        with pytest.raises(
            tf.errors.InvalidArgumentError, match="example 0: they need 3 steps, and there are 2"
        ):
            session.run(loss)
        np.testing.assert_allclose(session.run(ignored), [0, 2.969777], rtol=1e-5)


def test_messages():
    with pytest.raises(TypeError, match="to be a SparseTensor, but got ndarray"):
        tf.nn.ctc_loss(np.zeros((2, 3)), X, [5, 5])
    with pytest.raises(ValueError, match="needs inputs and sequence_length"):
        tf.nn.ctc_loss(LABELS, X)
    with pytest.raises(NotImplementedError, match="leave ctc_merge_repeated out"):
        tf.nn.ctc_loss(LABELS, X, [5, 5], ctc_merge_repeated=False)
