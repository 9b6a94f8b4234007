"""A graph written to a file and read in a program that has none of its Python."""

import json

import numpy as np
import pytest

import lessonlib.tf1 as tf

ROWS = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]], np.float32)


def build():
    """A small trained model with most of what a graph can hold."""
    tf.set_random_seed(3)
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.placeholder_with_default(tf.zeros([2, 1]), [None, 1], name="y")
    with tf.variable_scope("model"):
        hidden = tf.layers.dense(x, 4, tf.nn.relu, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.01))
        kept = tf.nn.dropout(hidden, keep_prob=0.9)
        scaled = tf.cond(tf.reduce_sum(x) > 0, lambda: kept * 2.0, lambda: kept)
        _, grown = tf.while_loop(
            lambda i, h: i < 3, lambda i, h: (i + 1, h + hidden), [tf.constant(0), scaled]
        )
        out = tf.layers.dense(grown[:, 1:], 1, name="out")
    with tf.control_dependencies([tf.assert_less(tf.shape(x)[0], 100)]):
        out = tf.identity(out, name="prediction")
    loss = tf.losses.mean_squared_error(y, out) + tf.losses.get_regularization_loss()
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(0.05).minimize(loss, global_step=step, name="train")
    tf.summary.scalar("loss", loss)
    tf.add_to_collection("ends", loss)
    tf.add_to_collection("ends", train)
    tf.add_to_collection("note", ("text", 3))
    return x, loss, train


def run_on(session, graph, steps):
    loss, train = graph.get_collection("ends")
    return [session.run([loss, train], {"x:0": ROWS})[0] for _ in range(steps)]


@pytest.fixture
def written(tmp_path):
    """(path of a checkpoint with its graph, the listing of the graph)."""
    build()
    graph = tf.get_default_graph()
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        run_on(session, graph, 5)
        path = tf.train.Saver(max_to_keep=3).save(session, tmp_path / "m.ckpt", global_step=5)
        return path, str(graph)


def test_the_graph_comes_back(written):
    path, listing = written
    tf.reset_default_graph()
    saver = tf.train.import_meta_graph(path + ".meta")
    graph = tf.get_default_graph()
    assert str(graph) == listing
    assert [v.name for v in tf.trainable_variables()][:2] == ["model/dense/kernel:0", "model/dense/bias:0"]
    assert tf.train.get_global_step() in tf.global_variables()
    assert tf.get_collection("note") == [("text", 3)]
    assert len(tf.get_collection("ends")) == 2
    assert len(tf.losses.get_regularization_losses()) == 1
    with tf.Session(device="cpu") as session:
        saver.restore(session, path)
        assert session.run(tf.train.get_global_step()) == 5
        losses = run_on(session, graph, 5)
        assert session.run(tf.train.get_global_step()) == 10
        assert isinstance(session.run(tf.summary.merge_all(), {"x:0": ROWS}), bytes)
    assert np.isfinite(losses).all()


def test_it_computes_the_same_random_numbers_included(tmp_path):
    build()
    first = tf.get_default_graph()
    record = tf.train.export_meta_graph()
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        expected = run_on(session, first, 4)
    tf.reset_default_graph()
    tf.train.import_meta_graph(json.loads(json.dumps(record)))
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        assert run_on(session, tf.get_default_graph(), 4) == expected


def test_the_imported_graph_can_be_built_on(written):
    path, _ = written
    tf.reset_default_graph()
    saver = tf.train.import_meta_graph(path + ".meta")
    prediction = tf.get_default_graph().get_tensor_by_name("prediction:0")
    slope = tf.gradients(prediction, tf.get_default_graph().get_tensor_by_name("x:0"))[0]
    with tf.variable_scope("model", reuse=True):
        kernel = tf.get_variable("dense/kernel", [3, 4])
    with tf.variable_scope("model"):
        assert tf.layers.dense(prediction, 2, name="new").name.startswith("model_2/new/")
    with tf.Session(device="cpu") as session:
        saver.restore(session, path)
        assert session.run(slope, {"x:0": ROWS}).shape == (2, 3)
        assert session.run(kernel).shape == (3, 4)


def test_into_a_graph_that_has_these_names():
    tf.Variable(1.0, name="w")
    record = tf.train.export_meta_graph()
    saver = tf.train.import_meta_graph(record)
    assert [v.name for v in tf.global_variables()] == ["w:0", "w_1:0"]
    assert list(saver.as_record()["variables"].items()) == [("w", "w_1")]
    tf.train.import_meta_graph(record, import_scope="copy")
    assert tf.global_variables()[-1].name == "copy/w:0"


def test_devices_and_collections_can_be_left_out():
    with tf.device("/cpu:0"):
        a = tf.constant(1.0, name="a")
    tf.add_to_collection("kept", a)
    tf.add_to_collection("dropped", a)
    record = tf.train.export_meta_graph(collection_list=["kept"], clear_devices=True)
    tf.reset_default_graph()
    assert tf.train.import_meta_graph(record) is None
    graph = tf.get_default_graph()
    assert graph.get_operation_by_name("a").device == ""
    assert list(graph.collections) == ["kept"]


def test_an_error_still_names_the_line_of_the_author(tmp_path):
    x = tf.placeholder(tf.float32, [None], name="x")
    tf.reshape(x, [3], name="three")
    record = tf.train.export_meta_graph(tmp_path / "g.meta")
    tf.reset_default_graph()
    tf.train.import_meta_graph(record)
    with (
        tf.Session() as session,
        pytest.raises(tf.errors.InvalidArgumentError, match=r"'three'[\s\S]*of test_writer\.py"),
    ):
        session.run("three:0", {"x:0": [1, 2]})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{damaged", "it is no JSON"),
        (b"[1, 2]", "its format is not lessonlib-metagraph-1"),
        (b'{"format": "other"}', "its format is not"),
        (b'{"format": "lessonlib-metagraph-1"}', "KeyError: 'operations'"),
    ],
)
def test_a_foreign_file(tmp_path, content, why):
    (tmp_path / "m.meta").write_bytes(content)
    with pytest.raises(tf.errors.DataLossError, match=rf"m\.meta cannot be read: .*{why}[\s\S]*Remedy"):
        tf.train.import_meta_graph(tmp_path / "m.meta")


def test_what_is_neither_ours_nor_tensorflows(tmp_path):
    (tmp_path / "m.meta").write_bytes(b"\x0a\x8c\x01protobuf")
    with pytest.raises(
        tf.errors.DataLossError, match=r"m\.meta cannot be read: it is damaged, or no MetaGraphDef"
    ):
        tf.train.import_meta_graph(tmp_path / "m.meta")


def test_no_file(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match=r"no meta graph .*none\.meta"):
        tf.train.import_meta_graph(str(tmp_path / "none.meta"))


def unknown_type(record):
    record["operations"][0]["type"] = "Quantum"


def missing_input(record):
    record["operations"][-1]["inputs"] = ["nothing:0"]


def missing_variable(record):
    record["collections"]["variables"] = [{"variable": "nothing"}]


def missing_in_saver(record):
    record["saver"] = {"variables": {"w": "nothing"}, "max_to_keep": 5}


def truncated_constant(record):
    record["operations"][0]["attrs"]["value"]["array"] = "AAAA"


@pytest.mark.parametrize(
    "damage", [unknown_type, missing_input, missing_variable, missing_in_saver, truncated_constant]
)
def test_a_damaged_file_adds_nothing(damage):
    tf.Variable(1.0, name="w")
    record = json.loads(json.dumps(tf.train.export_meta_graph()))
    damage(record)
    tf.reset_default_graph()
    with pytest.raises(tf.errors.DataLossError, match="damaged"):
        tf.train.import_meta_graph(record)
    assert tf.get_default_graph().operations == []
    assert tf.get_default_graph().collections == {}


def test_python_cannot_be_written(tmp_path):
    w = tf.Variable(1.0)
    tf.py_func(np.sin, [w], tf.float32, name="sine")
    with pytest.raises(
        ValueError, match=r"'sine' \(PyFunc\) cannot be written .*[\s\S]*Created at line .*[\s\S]*Remedy"
    ):
        tf.train.export_meta_graph(tmp_path / "g.meta")
    assert list(tmp_path.iterdir()) == []
    saver = tf.train.Saver()
    with tf.Session() as session:
        session.run(w.initializer)
        with pytest.warns(UserWarning, match=r"The checkpoint has no meta graph\. Operation 'sine'"):
            saver.save(session, tmp_path / "m")
        saver.save(session, tmp_path / "m")  # a second warning would fail this test
    assert sorted(p.name for p in tmp_path.iterdir()) == ["checkpoint", "m.safetensors"]


def test_a_dataset_cannot_be_written():
    tf.data.Dataset.range(3).make_one_shot_iterator().get_next()
    with pytest.raises(ValueError, match=r"OneShotIterator.* cannot be written"):
        tf.train.export_meta_graph()


def test_old_graphs_go_with_their_checkpoints(tmp_path):
    w = tf.Variable(1.0)
    saver = tf.train.Saver(max_to_keep=1)
    with tf.Session() as session:
        session.run(w.initializer)
        saver.save(session, tmp_path / "m", global_step=1)
        tf.constant(5.0, name="later")
        saver.save(session, tmp_path / "m", global_step=2)
        saver.save(session, tmp_path / "n", write_meta_graph=False)
    assert sorted(p.name for p in tmp_path.glob("*.meta")) == []
    with tf.Session() as session:
        session.run(w.initializer)
        path = tf.train.Saver().save(session, tmp_path / "m", global_step=3)
    names = [op["name"] for op in json.loads((tmp_path / "m-3.meta").read_text())["operations"]]
    assert "later" in names
    assert path.endswith("m-3")
