import numpy as np
import pytest
from google.protobuf import text_format

import lessonlib.tf1 as tf


@pytest.fixture
def session():
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    weights = tf.get_variable("w", [3, 2])
    tf.nn.softmax(tf.matmul(x, weights), name="y")
    tf.get_variable("unused", [4])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess


def test_a_frozen_graph_needs_no_variables(session):
    x = np.float32([[1, 2, 3]])
    before = session.run("y:0", {"x:0": x})
    frozen = tf.graph_util.convert_variables_to_constants(session, session.graph_def, ["y"])
    assert "unused" not in [node.name for node in frozen.node]
    graph_def = tf.GraphDef.FromString(frozen.SerializeToString())
    with tf.Graph().as_default():
        (y,) = tf.import_graph_def(graph_def, {"x:0": x}, ["y:0"])
        with tf.Session() as sess:
            np.testing.assert_array_equal(sess.run(y), before)


def test_lists_of_variables(session):
    for arguments in ({"variable_names_whitelist": []}, {"variable_names_blacklist": ["w"]}):
        kept = tf.graph_util.convert_variables_to_constants(session, session.graph_def, ["y"], **arguments)
        assert [node.op for node in kept.node if node.name == "w"] == ["Variable"]


@pytest.mark.parametrize("as_text", [True, False])
def test_a_written_graph_is_read_again(session, tmp_path, as_text):
    path = tf.train.write_graph(session.graph, tmp_path / "new", "graph.pb", as_text=as_text)
    graph_def = tf.GraphDef()
    content = (tmp_path / "new" / "graph.pb").read_bytes()
    text_format.Merge(content.decode(), graph_def) if as_text else graph_def.ParseFromString(content)
    assert path == str(tmp_path / "new" / "graph.pb")
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
        graph.validate()
        assert [op.name for op in graph.operations] == [op.name for op in session.graph.operations]


def test_errors(session):
    with pytest.raises(ValueError, match="'z' is not in graph"):
        tf.graph_util.extract_sub_graph(session.graph_def, ["z"])
    with pytest.raises(TypeError, match="must be an iterable of strings"):
        tf.graph_util.extract_sub_graph(session.graph_def, "y")
    tf.py_func(lambda: 1, [], tf.int64)
    with pytest.raises(ValueError, match="only this program has"):
        session.graph.as_graph_def()
