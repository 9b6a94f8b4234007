"""tf.nn's functions that no other test covers (test_op_table.py has the kernels and gradients)."""

import pytest

import lessonlib.tf1 as tf


def test_dropout_by_keep_prob_and_by_rate():
    tf.set_random_seed(0)
    x = tf.ones([4000])
    with tf.Session(device="cpu") as session:
        for kept in (tf.nn.dropout(x, keep_prob=0.8), tf.nn.dropout(x, rate=0.2)):
            value = session.run(kept)
            assert (value > 0).mean() == pytest.approx(0.8, abs=0.03)
            assert value.max() == pytest.approx(1.25)
    with pytest.raises(ValueError, match="needs keep_prob or rate, and not both"):
        tf.nn.dropout(x)
