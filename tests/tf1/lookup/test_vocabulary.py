"""Vocabularies: buckets for unknown words, files, and mistakes. recorded/calls/programs has TensorFlow's answers."""

import pytest

import lessonlib.tf1 as tf


def run(fetches):
    with tf.Session(device="cpu") as session:
        return session.run(fetches)


def test_unknown_words_share_the_buckets():
    table = tf.contrib.lookup.index_table_from_tensor(["a", "b"], num_oov_buckets=3)
    places, size = run([table.lookup(["b", "x", "y", "x", "a"]), table.size()])
    assert (places[0], places[4], size) == (1, 0, 5)
    assert all(2 <= place < 5 for place in places[1:4])
    assert places[1] == places[3]


def test_a_file_of_words(tmp_path):
    file = tmp_path / "words.txt"
    file.write_text("red\ngreen\n")
    table = tf.contrib.lookup.index_table_from_file(str(file), num_oov_buckets=1)
    assert run(table.lookup(["green", "pink"])).tolist() == [1, 2]


def test_every_word_is_unknown():
    table = tf.lookup.StaticVocabularyTable(None, 2)
    assert set(run(table.lookup(["a", "b", "c", "d"])).tolist()) <= {0, 1}


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda entries, file: tf.lookup.StaticVocabularyTable(entries, 0), ValueError, "must be > 0"),
        (
            lambda entries, file: tf.lookup.StaticVocabularyTable(
                tf.lookup.KeyValueTensorInitializer(["a"], [1.5]), 1
            ),
            TypeError,
            "must be int64, but are float32",
        ),
        (
            lambda entries, file: tf.lookup.StaticVocabularyTable(entries, 1).lookup([1]),
            TypeError,
            "Keys must be dtype string, got int32",
        ),
        (
            lambda entries, file: tf.lookup.TextFileInitializer(file, tf.string, 1, tf.int64, -1),
            ValueError,
            "Line 1 of .* has no column 1",
        ),
        (
            lambda entries, file: tf.lookup.TextFileInitializer(
                file, tf.string, -2, tf.int64, -1, vocab_size=3
            ),
            ValueError,
            "has 2 lines, but vocab_size is 3",
        ),
    ],
)
def test_mistakes(make, error, message, tmp_path):
    (tmp_path / "words.txt").write_text("red\ngreen\n")
    entries = tf.lookup.KeyValueTensorInitializer(["a"], tf.constant([0], tf.int64))
    with pytest.raises(error, match=message):
        make(entries, str(tmp_path / "words.txt"))
