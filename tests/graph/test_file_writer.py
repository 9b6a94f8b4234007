"""Event files, and reading them back."""

import pytest

import lessonlib.tf1 as tf


def value(x):
    return tf.Summary(value=[tf.Summary.Value(tag="t", simple_value=x)])


def events(folder):
    return [event for name in sorted(folder.iterdir()) for event in tf.train.summary_iterator(name)]


def test_a_writer_goes_on_after_it_was_reopened(tmp_path):
    with tf.summary.FileWriter(tmp_path) as writer:
        writer.add_summary(value(1.0), 1)
        writer.reopen()
        writer.add_summary(value(2.0), 2)
    found = {event.step: event.summary.value[0].simple_value for event in events(tmp_path) if event.step}
    assert found == {1: 1.0, 2: 2.0}


def test_a_damaged_event_file(tmp_path):
    with tf.summary.FileWriter(tmp_path) as writer:
        writer.add_summary(value(1.0), 1)
    (name,) = tmp_path.iterdir()
    whole = name.read_bytes()
    for place in (8, 20, len(whole) - 1):
        name.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(tf.errors.DataLossError, match=r"damaged record"):
            list(tf.train.summary_iterator(name))
    name.write_bytes(whole[:-3])  # as while it is being written
    assert len(list(tf.train.summary_iterator(name))) == 1
    with pytest.raises(tf.errors.NotFoundError, match=r"no such file"):
        list(tf.train.summary_iterator(tmp_path / "other"))


def test_what_cannot_be_written(tmp_path):
    with tf.summary.FileWriter(tmp_path) as writer:
        with pytest.raises(TypeError, match=r"needs a tf.Graph or a GraphDef, but got 'graph'"):
            writer.add_graph("graph")
        with pytest.raises(TypeError, match=r"needs a MetaGraphDef"):
            writer.add_meta_graph({})
        writer.add_run_metadata(tf.RunMetadata(), "run")
        with pytest.raises(ValueError, match=r"The provided tag was already used"):
            writer.add_run_metadata(tf.RunMetadata(), "run")
