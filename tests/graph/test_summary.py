"""Summaries, read back with TensorBoard's own reader."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def events(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    return EventAccumulator(str(folder), size_guidance={"histograms": 0}).Reload()


def test_scalars_histograms_images_and_the_graph(tmp_path):
    x = tf.placeholder(tf.float32, [None], name="x")
    with tf.name_scope("loss"):
        tf.summary.scalar("mse", tf.reduce_mean(tf.square(x)))
    tf.summary.histogram("values", x)
    tf.summary.image("pictures", tf.reshape(x, [2, 2, 1, 1]))
    merged = tf.summary.merge_all()
    with tf.Session() as session, tf.summary.FileWriter(tmp_path, session.graph) as writer:
        for step in range(3):
            writer.add_summary(session.run(merged, {x: np.arange(4) * step}), global_step=step)
    read = events(tmp_path)
    assert read.Tags()["scalars"] == ["loss/mse"]
    assert [(e.step, e.value) for e in read.Scalars("loss/mse")] == [(0, 0.0), (1, 3.5), (2, 14.0)]
    histogram = read.Histograms("values")[2].histogram_value
    assert (histogram.min, histogram.max, histogram.num) == (0.0, 6.0, 4.0)
    assert read.Tags()["images"] == ["pictures/image/0", "pictures/image/1"]
    names = {node.name for node in read_graph(read).node}
    assert names == {op.name for op in tf.get_default_graph().operations}
    shapes = {
        n.name: n.attr["_output_shapes"].list.shape[0].dim[0].size
        for n in read_graph(read).node
        if n.name == "x"
    }
    assert shapes == {"x": -1}


def read_graph(read):
    from tensorboard.compat.proto.graph_pb2 import GraphDef

    return GraphDef.FromString(read.Graph().SerializeToString())


def test_nothing_to_merge():
    assert tf.summary.merge_all() is None


def test_tags_are_unique():
    tf.summary.scalar("cost", tf.constant(1.0))
    assert tf.summary.scalar("cost", tf.constant(1.0)).op.attrs["tag"] == "cost_1"


def test_a_summary_that_has_not_run(tmp_path):
    summary = tf.summary.scalar("cost", tf.constant(1.0))
    with (
        tf.summary.FileWriter(tmp_path) as writer,
        pytest.raises(TypeError, match=r"needs the bytes that session.run"),
    ):
        writer.add_summary(summary)


def test_a_histogram_of_nan():
    summary = tf.summary.histogram("w", tf.constant([np.nan]))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"histogram summary 'w' got a NaN"):
        tf.Session().run(summary)
