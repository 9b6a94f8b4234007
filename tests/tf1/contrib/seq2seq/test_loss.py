"""The loss of sequences against torch, and a network that learns to spell."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

RNG = np.random.default_rng(2)
LOGITS = RNG.normal(size=(3, 4, 5)).astype(np.float32)
TARGETS = RNG.integers(0, 5, (3, 4))
WEIGHTS = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [2, 0, 0, 0]], np.float32)


def run(fetches):
    with tf.Session(device="cpu") as session:
        return session.run(fetches)


@pytest.mark.parametrize("over_time", [True, False])
@pytest.mark.parametrize("over_batch", [True, False])
def test_sequence_loss_against_torch(over_time, over_batch):
    loss = tf.contrib.seq2seq.sequence_loss(
        LOGITS, TARGETS, WEIGHTS, average_across_timesteps=over_time, average_across_batch=over_batch
    )
    each = torch.nn.functional.cross_entropy(
        torch.tensor(LOGITS).flatten(0, 1), torch.tensor(TARGETS).flatten(), reduction="none"
    )
    expected = each.reshape(3, 4).numpy() * WEIGHTS
    axes = tuple([0] * over_batch + [1] * over_time)
    if axes:
        expected = expected.sum(axes) / (WEIGHTS.sum(axes) + 1e-12)
    np.testing.assert_allclose(run(loss), expected, rtol=1e-5)


def test_nothing_counts_is_no_loss():
    assert run(tf.contrib.seq2seq.sequence_loss(LOGITS, TARGETS, 0 * WEIGHTS)) == 0.0


def test_another_loss_function():
    def wrong(labels, logits):
        return tf.cast(tf.not_equal(tf.argmax(logits, 2), labels), tf.float32)

    loss = tf.contrib.seq2seq.sequence_loss(
        LOGITS, TARGETS, np.ones((3, 4), np.float32), softmax_loss_function=wrong
    )
    assert run(loss) == pytest.approx((LOGITS.argmax(2) != TARGETS).mean())


def test_ranks_that_do_not_fit():
    with pytest.raises(ValueError, match=r"sequence_loss needs targets of rank 2, but .* has shape \(3,\)"):
        tf.contrib.seq2seq.sequence_loss(LOGITS, [0, 1, 2], WEIGHTS)


def test_a_network_learns_to_spell():
    """The tutorials' first recurrent program: each letter of a word predicts the next."""
    tf.set_random_seed(777)
    letters = ["h", "i", "e", "l", "o"]
    word = [letters.index(c) for c in "hihello"]
    X = tf.placeholder(tf.float32, [None, 6, 5])
    Y = tf.placeholder(tf.int32, [None, 6])
    cell = tf.contrib.rnn.BasicLSTMCell(num_units=5, state_is_tuple=True)
    initial_state = cell.zero_state(1, tf.float32)
    outputs, _ = tf.nn.dynamic_rnn(cell, X, initial_state=initial_state, dtype=tf.float32)
    flat = tf.reshape(outputs, [-1, 5])
    outputs = tf.reshape(tf.layers.dense(flat, 5), [1, 6, 5])
    loss = tf.reduce_mean(
        tf.contrib.seq2seq.sequence_loss(logits=outputs, targets=Y, weights=tf.ones([1, 6]))
    )
    train = tf.train.AdamOptimizer(learning_rate=0.1).minimize(loss)
    prediction = tf.argmax(outputs, axis=2)
    feed = {X: np.eye(5)[word[:-1]][None], Y: [word[1:]]}
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        for _ in range(60):
            session.run(train, feed)
        result = session.run(prediction, {X: feed[X]})
    assert "".join(letters[i] for i in result[0]) == "ihello"
