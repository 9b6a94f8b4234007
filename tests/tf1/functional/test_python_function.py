"""What TensorFlow 2 has for functions is refused, with what to do."""

import pytest

import lessonlib.tf1 as tf


@pytest.mark.parametrize(
    ("call", "remedy"),
    [
        (lambda: tf.function(lambda x: x), "leave the decorator out"),
        (lambda: tf.wrap_function(lambda x: x, []), "tf.placeholder for each entry"),
        (lambda: tf.py_function(lambda x: x, [1], tf.int32), r"tf.py_func\(func, inp, Tout\)"),
    ],
)
def test_refused(call, remedy):
    with pytest.raises(NotImplementedError, match=remedy):
        call()
