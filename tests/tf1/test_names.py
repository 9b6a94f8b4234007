"""The facade: every name that it promises is there, and a name that is not says so."""

import pytest

import lessonlib.tf1 as tf


@pytest.mark.parametrize("module", [tf, tf.nn, tf.train, tf.summary, tf.errors])
def test_every_promised_name_exists(module):
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_a_missing_name_points_to_the_nearest():
    with pytest.raises(
        AttributeError,
        match=r"lessonlib.tf1 has no 'global_variables_initialzer'.*tf\.global_variables_initializer",
    ):
        tf.global_variables_initialzer()
    with pytest.raises(AttributeError, match=r"lessonlib.tf1 has no 'qqqqqq'\.$"):
        tf.qqqqqq  # noqa: B018


def test_public_functions_have_docstrings():
    missing = [name for name in tf.__all__ if callable(getattr(tf, name)) and not getattr(tf, name).__doc__]
    assert missing == []


def test_dtypes_answer_to_all_their_names():
    assert tf.float32 == "float"
    assert tf.as_dtype("double") is tf.float64
    assert str(tf.int32) == "<dtype: 'int32'>"
    assert repr(tf.bool) == "tf.bool"


def test_nn_dropout_by_keep_prob_and_by_rate():
    tf.set_random_seed(0)
    x = tf.ones([4000])
    with tf.Session(device="cpu") as session:
        for kept in (tf.nn.dropout(x, keep_prob=0.8), tf.nn.dropout(x, rate=0.2)):
            value = session.run(kept)
            assert (value > 0).mean() == pytest.approx(0.8, abs=0.03)
            assert value.max() == pytest.approx(1.25)
    with pytest.raises(ValueError, match="needs keep_prob or rate, and not both"):
        tf.nn.dropout(x)
