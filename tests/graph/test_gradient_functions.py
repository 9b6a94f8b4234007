"""Gradients that a program gives to operations. `tests/tf1/recorded/calls/gradients.py` compares with TensorFlow."""

import contextlib

import numpy as np
import pytest

import lessonlib.tf1 as tf

X = np.float32([-2.0, 3.0])


@tf.RegisterGradient("EngineTestTenfold")
def tenfold(op, g):
    return g * 10


def overridden(kind, name="EngineTestTenfold"):
    return tf.get_default_graph().gradient_override_map({kind: name})


def slope(y, x):
    with tf.Session() as sess:
        return sess.run(tf.gradients(y, x)[0]).tolist()


def test_an_operation_type_that_is_none_is_refused():
    with pytest.raises(NotImplementedError, match=r"no operation of type 'Relux'.*\n.*tensor\.op\.type"):
        overridden("Relux").__enter__()


@pytest.mark.parametrize(("theirs", "build"), [
    ("AddV2", lambda x: x + 1.0), ("BiasAdd", lambda x: tf.nn.bias_add(x[None], [1.0, 1.0])),
    ("Pack", lambda x: tf.stack([x])), ("Snapshot", tf.identity), ("Inv", tf.reciprocal),
])  # fmt: skip
def test_types_under_tensorflows_names(theirs, build):
    with overridden(theirs):
        y = build(tf.constant(X))
    assert y.op.gradient == "EngineTestTenfold"


def test_the_gradient_of_another_type_must_fit():
    x = tf.constant(X)
    with overridden("Relu", "Conv2D"):
        y = tf.nn.relu(x)
    with pytest.raises(NotImplementedError, match=r"gradient of Conv2D cannot stand for that of Relu"):
        tf.gradients(y, x)


def test_an_unknown_gradient_says_which_there_are():
    x = tf.constant(X)
    with overridden("Relu", "EngineTestMissing"):
        y = tf.nn.relu(x)
    with pytest.raises(LookupError, match=r"'EngineTestMissing'; there are: .*EngineTestTenfold"):
        tf.gradients(y, x)


def test_inside_a_branch_it_is_refused():
    x = tf.constant(X)
    with (
        pytest.raises(NotImplementedError, match=r"inside a branch or a loop.*\n.*custom_gradient"),
        overridden("Relu"),
    ):
        tf.cond(tf.constant(True), lambda: tf.nn.relu(x), lambda: x)


def test_two_graphs_have_their_own_maps():
    other = tf.Graph()
    with overridden("Relu"), other.as_default():
        assert tf.nn.relu(X).op.gradient == ""


def test_the_error_for_a_loss_without_gradient_names_the_operation():
    with contextlib.suppress(KeyError):  # an earlier test of this process did
        tf.NotDifferentiable("EngineTestNone")
    v = tf.Variable(X)
    with overridden("Square", "EngineTestNone"):
        loss = tf.reduce_sum(tf.square(v, name="blocks"))
    with pytest.raises(ValueError, match=r"through 'blocks' \(Square\), which has no gradient"):
        tf.train.GradientDescentOptimizer(0.1).minimize(loss)


def test_a_graph_that_is_written_and_read_keeps_it(tmp_path):
    x = tf.placeholder_with_default(X, [2], name="x")
    with overridden("Relu"):
        y = tf.nn.relu(x, name="y")
    assert slope(y, x) == [10, 10]
    message = tf.get_default_graph().as_graph_def()
    tf.train.export_meta_graph(str(tmp_path / "m.meta"))
    for read in (
        lambda: tf.import_graph_def(message, name=""),
        lambda: tf.train.import_meta_graph(str(tmp_path / "m.meta")),
    ):
        tf.reset_default_graph()
        read()
        graph = tf.get_default_graph()
        assert slope(graph.get_tensor_by_name("y:0"), graph.get_tensor_by_name("x:0")) == [10, 10]
