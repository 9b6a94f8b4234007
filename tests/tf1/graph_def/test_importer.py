"""Graphs that TensorFlow wrote (``tests/tf1/files/tensorflow``), with what it computed."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lessonlib.tf1 as tf
from lessonlib.graph.errors import GraphError

KEPT = Path(__file__).parents[1] / "files" / "tensorflow"
ANSWERS = json.loads((KEPT / "answers.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def fresh_graph():
    tf.reset_default_graph()


def frozen(name):
    graph_def = tf.GraphDef()
    graph_def.ParseFromString((KEPT / f"{name}.pb").read_bytes())
    return graph_def


@pytest.mark.parametrize(("name", "last"), [("mlp", "probabilities"), ("cnn", "out")])
def test_a_frozen_graph_computes_what_it_did(name, last):
    (out,) = tf.import_graph_def(frozen(name), return_elements=[f"{last}:0"])
    assert out.name == f"import/{last}:0"
    answer, graph = ANSWERS[name], tf.get_default_graph()
    graph.validate()
    feed = {"import/x:0": np.float32(answer["feed"]["x:0"])}
    with tf.Session() as sess:
        for tensor in answer:
            if tensor.endswith(":0") and tensor.partition(":")[0] in {
                node.name for node in frozen(name).node
            }:
                np.testing.assert_allclose(
                    sess.run(f"import/{tensor}", feed), answer[tensor], rtol=1e-5, atol=1e-6
                )


def test_inputs_are_replaced_and_elements_returned():
    x = tf.constant(np.ones([2, 3], np.float32))
    found = tf.import_graph_def(frozen("mlp"), {"x": x}, ["probabilities", "logits/BiasAdd:0"], name="net")
    assert (found[0].name, found[0].type, found[1].name) == (
        "net/probabilities",
        "Softmax",
        "net/logits/BiasAdd:0",
    )
    with tf.Session() as sess:
        np.testing.assert_allclose(sess.run(found[0].outputs[0]).sum(1), 1, rtol=1e-6)


def test_without_a_name_the_names_stay():
    tf.import_graph_def(frozen("mlp"), name="")
    assert tf.get_default_graph().get_tensor_by_name("probabilities:0").shape.as_list() == [None, 2]


def test_what_is_unknown_is_listed_at_once_and_left_out():
    graph_def = frozen("mlp")
    for name, op, source in [
        ("a", "Fantasy", "x"),
        ("b", "Fantasy", "x"),
        ("c", "Dream", "x"),
        ("d", "Relu", "b"),
    ]:
        graph_def.node.add(name=name, op=op, input=[source])
    with pytest.warns(
        UserWarning, match=r"4 of the \d+ operations .* 1 Dream, 2 Fantasy; the others need these"
    ):
        tf.import_graph_def(graph_def, name="")
    tf.get_default_graph().get_operation_by_name("probabilities")
    with (
        pytest.warns(UserWarning, match="were left out"),
        pytest.raises(ValueError, match=r"'d:0' was not imported. It was left out with"),
    ):
        tf.import_graph_def(graph_def, return_elements=["d:0"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.node.add(name="x", op="NoOp"), "two of its nodes have one name"),
        (lambda g: g.node.add(name="y", op="Relu", input=["nowhere"]), "'y' has the unknown input 'nowhere'"),
    ],
)
def test_damage(change, message):
    graph_def = frozen("mlp")
    change(graph_def)
    with pytest.raises(ValueError, match=message):
        tf.import_graph_def(graph_def)


def test_wrong_arguments():
    with pytest.raises(TypeError, match=r"must be a tf.GraphDef, but is bytes"):
        tf.import_graph_def(b"")
    with pytest.raises(ValueError, match="input_map has 'z:0', which is not in the graph"):
        tf.import_graph_def(frozen("mlp"), {"z": tf.constant(1.0)})
    with pytest.raises(ValueError, match="'z:0' is not in the graph that was imported"):
        tf.import_graph_def(frozen("mlp"), return_elements=["z:0"])


def test_a_constant_that_claims_to_be_large_is_left_out():
    graph_def = tf.GraphDef()
    node = graph_def.node.add(name="c", op="Const")
    node.attr["dtype"].type = 1
    node.attr["value"].tensor.dtype = 1
    node.attr["value"].tensor.float_val.append(1)
    for size in (2**40, 2**20):
        node.attr["value"].tensor.tensor_shape.dim.add(size=size)
    with pytest.warns(
        UserWarning, match=r"1 Const \(a constant of shape \(1099511627776, 1048576\) has 1 elements\)"
    ):
        tf.import_graph_def(graph_def)


@pytest.mark.filterwarnings("ignore:.*were left out")
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_messages_are_refused_or_left_out(data):
    tf.reset_default_graph()
    content = bytearray((KEPT / "mlp.pb").read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        graph_def = tf.GraphDef.FromString(bytes(content))
    except Exception:  # protobuf's own error
        return
    try:
        tf.import_graph_def(graph_def)
    except GraphError:
        return
    tf.get_default_graph().validate()
