"""Objects of a program's classes as tensors. `tests/tf1/recorded/calls/choices.py` compares with TensorFlow."""

import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.conversion import converted


def own(function, priority=100):
    kind = type("Own", (), {})
    tf.register_tensor_conversion_function(kind, function, priority)
    return kind()


def test_nothing_is_converted_that_nobody_registered():
    assert converted(object()) is None


def test_the_function_is_told_dtype_and_name():
    told = {}

    def function(value, dtype=None, name=None, as_ref=False):
        told.update(dtype=dtype, name=name, as_ref=as_ref)
        return tf.constant(1, dtype)

    assert tf.convert_to_tensor(own(function), tf.int64, "n").dtype == tf.int64
    assert told == {"dtype": tf.int64, "name": "n", "as_ref": False}


def test_a_tensor_of_another_dtype_is_a_type_error():
    with pytest.raises(TypeError, match=r"requested dtype float64 .* float32"):
        tf.convert_to_tensor(own(lambda *_, **__: tf.constant(1.0)), tf.float64)


def test_what_gives_no_tensor_says_what_it_gave():
    with pytest.raises(RuntimeError, match=r"for Own must give a tensor or NotImplemented, but gave 3"):
        tf.identity(own(lambda *_, **__: 3))


def test_a_subclass_is_converted_too_and_the_smaller_number_is_asked_first():
    base = own(lambda *_, **__: tf.constant(1.0))
    kind = type("Below", (type(base),), {})
    other = type("Other", (), {})
    tf.register_tensor_conversion_function((kind, other), lambda *_, **__: tf.constant(2.0), 50)
    with tf.Session() as sess:
        assert sess.run([tf.identity(base), tf.identity(kind()), tf.identity(other())]) == [1, 2, 2]
