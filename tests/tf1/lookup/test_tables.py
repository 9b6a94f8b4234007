"""Tables from words to numbers and back, against dictionaries."""

import pytest

import lessonlib.tf1 as tf


def run(fetches):
    with tf.Session(device="cpu") as session:
        return session.run(fetches)


def test_a_table_of_words():
    entries = tf.lookup.KeyValueTensorInitializer(["a", "b"], [10, 20], tf.string, tf.int64)
    table = tf.lookup.StaticHashTable(entries, -1)
    found, size, one = run(
        [table.lookup([["b", "x"], ["a", "a"]]), table.size(), table.lookup(tf.constant("a"))]
    )
    assert found.tolist() == [[20, -1], [10, 10]]
    assert (size, one) == (2, 10)
    run(table.initializer)
    with pytest.raises(TypeError, match="Keys must be dtype string, got int32"):
        table.lookup([1])


def test_both_directions(tmp_path):
    file = tmp_path / "words.txt"
    file.write_text("red\ngreen\nblue\n")
    there = tf.contrib.lookup.index_table_from_file(str(file), vocab_size=2)
    back = tf.contrib.lookup.index_to_string_table_from_file(str(file), default_value="?")
    places, words = run([there.lookup(["green", "blue"]), back.lookup(tf.constant([0, 9], tf.int64))])
    assert places.tolist() == [1, -1]
    assert words.tolist() == [b"red", b"?"]
    names = tf.contrib.lookup.index_to_string_table_from_tensor(tf.constant(["x", "y"]))
    assert run(names.lookup(tf.constant([1], tf.int64))).tolist() == [b"y"]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: tf.lookup.KeyValueTensorInitializer(["a"], [1, 2]),
            ValueError,
            "a value for each key: 1 and 2",
        ),
        (lambda: tf.lookup.KeyValueTensorInitializer(["a", "a"], [1, 2]), ValueError, "must differ"),
        (
            lambda: tf.lookup.KeyValueTensorInitializer(tf.placeholder(tf.int64, [2]), [1, 2]),
            TypeError,
            "must be known",
        ),
        (lambda: tf.contrib.lookup.index_table_from_file("none"), ValueError, "must be a file"),
    ],
)
def test_mistakes(make, error, message):
    with pytest.raises(error, match=message):
        make()
