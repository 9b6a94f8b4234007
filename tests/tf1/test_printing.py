"""tf.print: what TensorFlow 2.21 writes for the same values, and where it goes."""

import sys

import numpy as np
import pytest

import lessonlib.tf1 as tf


def printed(capsys, *inputs, **options):
    with tf.Session() as sess:
        sess.run(tf.print(*inputs, **options))
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.5, "1.5"), (True, "1"), ("text", '"text"'), (list(range(10)), "[0 1 2 ... 7 8 9]"),
        ([1 / 3, 0.1, 1e-9, 1e20], "[0.333333343 0.1 1e-09 1e+20]"),
        ([True, False], "[1 0]"), (["a", "b"], '["a" "b"]'),
        ([[1, 2], [3, 4]], "[[1 2]\n [3 4]]"), (np.array([1 / 3]), "[0.33333333333333331]"),
        (np.arange(12).reshape(2, 2, 3), "[[[0 1 2]\n  [3 4 5]]\n\n [[6 7 8]\n  [9 10 11]]]"),
        ([float("nan"), float("inf")], "[nan inf]"),
    ],
)  # fmt: skip
def test_values_of_tensors(capsys, value, text):
    assert printed(capsys, tf.constant(value)) == text + "\n"


def test_text_and_structures(capsys):
    mixed = {"a": tf.constant(1), "b": [tf.constant(2), "x", None, 3]}
    assert (
        printed(capsys, "loss", 2.5, mixed, (tf.constant(1),))
        == "loss 2.5 {'a': 1, 'b': [2, 'x', None, 3]} (1,)\n"
    )


def test_options(capsys):
    rows = tf.constant(np.arange(64).reshape(8, 8))
    assert printed(capsys, rows, summarize=1, sep="|", end="") == "[[0 ... 7]\n ...\n [56 ... 63]]"
    assert printed(capsys, "a", tf.range(7), sep="|", end="!", summarize=-1) == "a|[0 1 2 3 4 5 6]!"


def test_other_streams(capsys, tmp_path):
    path = tmp_path / "printed.txt"
    with tf.Session() as sess:
        sess.run(
            [tf.print("out", output_stream=sys.stdout), tf.print("file", output_stream=f"file://{path}")]
        )
        sess.run(tf.print("warned", output_stream=tf.logging.warning))
    shown = capsys.readouterr()
    assert (shown.out, path.read_text("utf-8")) == ("out\n", "file\n")
    assert "warned" in shown.err
    with pytest.raises(ValueError, match=r"output_stream must be sys.stdout, sys.stderr, tf.logging.info"):
        tf.print("a", output_stream=3)


def test_it_prints_where_control_dependencies_say(capsys):
    x = tf.constant([1.0, 2.0])
    with tf.control_dependencies([tf.print("x is", x)]):
        y = x * 2.0
    with tf.Session() as sess:
        assert sess.run(y).tolist() == [2, 4]
    assert capsys.readouterr().err == "x is [1 2]\n"
