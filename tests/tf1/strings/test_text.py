"""Strings: text of Python and NumPy, and messages."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        return session.run(fetches, feed)


@pytest.mark.parametrize("given", [[b"a\x00", b"b"], np.array([b"a\x00", b"b"], object), ["a\x00", b"b"]])
def test_zero_bytes_at_the_end_stay(given):
    assert run(tf.constant(given)).tolist() == [b"a\x00", b"b"]


def test_bytes_that_are_no_text_stand_beside_text():
    assert run(tf.constant(["a", b"\xff"])).tolist() == [b"a", b"\xff"]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: tf.string_to_number(["x"]), "could not correctly convert string: x"),
        (lambda: tf.substr("abc", 4, 1), "pos 4 out of range"),
        (lambda: tf.regex_replace("a", "(", "b"), r"Invalid pattern: \("),
        (lambda: tf.as_string([1.0], fill="xy"), "Fill must be one of"),
        (lambda: tf.decode_csv("1,2", [[0]]), "Expect 1 fields but have 2"),
        (lambda: tf.decode_csv("1.5", [[0]]), "is not a valid int32: 1.5"),
        (lambda: tf.decode_raw(b"abc", tf.int16), "length 3 that is not a multiple of 2"),
        (lambda: tf.decode_base64("*"), "Invalid character found in base64"),
    ],
)
def test_messages(build, message):
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        run(build())


def test_numbers_are_refused_with_the_remedy():
    with pytest.raises(TypeError, match=r"needs strings, but got int32\. Remedy: tf\.as_string"):
        tf.strings.lower(tf.constant(1))
