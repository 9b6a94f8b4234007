"""RunMetadata and the Chrome trace that is made of it."""

import json

import lessonlib.tf1 as tf
from lessonlib.tf1.timeline import Timeline


def traced():
    a = tf.placeholder(tf.float32, [3], name="a")
    b = tf.multiply(tf.add(a, 1.0, name="plus"), a, name="times")
    metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, output_partition_graphs=True)
    with tf.Session() as session:
        value = session.run(b, {a: [1, 2, 3]}, options=options, run_metadata=metadata)
    assert value.tolist() == [2, 6, 12]
    return metadata


def test_step_stats_tell_what_ran():
    metadata = traced()
    (device,) = metadata.step_stats.dev_stats
    assert device.device.endswith(("/device:CPU:0", "/device:GPU:0"))
    nodes = {node.node_name: node for node in device.node_stats}
    assert nodes["times"].timeline_label == "times = Mul(plus, a)"
    assert nodes["times"].output[0].tensor_description.allocation_description.requested_bytes == 12
    assert nodes["plus"].all_start_micros <= nodes["times"].all_start_micros
    assert "plus" in {node.name for node in metadata.partition_graphs[0].node}


def test_the_chrome_trace():
    trace = json.loads(Timeline(traced().step_stats).generate_chrome_trace_format(show_memory=True))
    bars = {event["args"]["name"]: event for event in trace["traceEvents"] if event["ph"] == "X"}
    assert bars["times"]["name"] == "Mul"
    assert bars["times"]["args"]["input0"] == "plus"
    assert bars["times"]["args"]["output_bytes"] == 12
    assert all(bar["dur"] >= 1 for bar in bars.values())
    arrows = [event for event in trace["traceEvents"] if event["ph"] in "st"]
    assert len(arrows) >= 2


def test_without_a_trace_level_the_metadata_stay_empty():
    metadata = traced()
    with tf.Session() as session:
        session.run(tf.constant(1), options=tf.RunOptions(), run_metadata=metadata)
    assert len(metadata.step_stats.dev_stats) == 0


def test_variables_are_updated_by_a_traced_run():
    v = tf.Variable(1.0)
    add = v.assign_add(2.0)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(add, options=tf.RunOptions(trace_level=1), run_metadata=tf.RunMetadata())
        assert session.run(v) == 3
