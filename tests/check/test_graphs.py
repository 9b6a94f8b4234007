"""A learner's graph in a test's hands, and a test's graph in the learner's."""

from __future__ import annotations

import numpy as np
import pytest

import lessonlib.tf1 as tf
from lessonlib.check.failure import CheckFailed, LearnerError
from lessonlib.check.graphs import fetch_graph, send_graph

LINE = """
import numpy as np
from types import SimpleNamespace
import lessonlib.tf1 as tf

def line(slope):
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 2), name="X")
        W = tf.Variable([[slope], [1.0]], name="W")
        step = tf.Variable(0, trainable=False, name="step")
        y_hat = tf.matmul(X, W, name="y_hat")
        train = tf.train.GradientDescentOptimizer(0.5).minimize(tf.reduce_sum(y_hat), global_step=step)
        saver = tf.train.Saver([W], max_to_keep=2)
        init = tf.global_variables_initializer()
    parts = {"graph": graph, "X": X, "all": [W, step], "y_hat": y_hat, "train": train, "init": init}
    return {**parts, "saver": saver}

def as_object(slope):
    return SimpleNamespace(**line(slope))
"""


def test_a_copy_has_the_parts_and_runs_by_itself(work):
    answer = work(LINE)
    parts = fetch_graph(answer.line(3.0))
    X = np.array([[1.0, 2.0], [0.0, 1.0]], np.float32)
    with tf.Session(graph=parts["graph"]) as sess:
        sess.run(parts["init"])
        np.testing.assert_allclose(sess.run(parts["y_hat"], {parts["X"]: X}), [[5.0], [1.0]])
        sess.run(parts["train"], {parts["X"]: X})
        W, step = sess.run(parts["all"])
    np.testing.assert_allclose(W, [[2.5], [-0.5]])  # the slopes are the column sums of X: 1 and 3
    assert step == 1
    assert [type(part) for part in parts["all"]] == [tf.Variable, tf.Variable]
    assert parts["X"].shape.as_list() == [None, 2]
    assert parts["saver"].as_record() == {"variables": {"W": "W"}, "max_to_keep": 2}
    assert tf.get_default_graph() is not parts["graph"]


def test_of_an_object_the_parts_are_named(work):
    parts = fetch_graph(work(LINE).as_object(3.0), "y_hat", "saver")
    assert list(parts) == ["graph", "y_hat", "saver"]
    assert parts["y_hat"].graph is parts["graph"]
    assert list(fetch_graph(work(LINE).line(3.0), "X")) == ["graph", "X"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("made = None", r"The parts of the graph are not there.\n  got:      None"),
        ("made = {'X': 1}", r"The dictionary has no entry 'graph'.\n  got:      the entries \['X'\]"),
        ("made = {**line(1.0), 'graph': 'G'}", r"The part 'graph' is not a graph.\n  got:      'G'"),
        ("made = {**line(1.0), 'X': 3}", r"The part 'X' is not in the graph.\n  got:      3 \(int\)"),
        ("made = {**line(1.0), 'X': tf.constant(3, name='mine')}", "The part 'X' is not in the graph"),
        ("made = {**line(1.0), 'X': SimpleNamespace(name=np.ones(3))}", "The part 'X' is not in the graph"),
        ("made = {**line(1.0), 'all': [1]}", r"The part 'all\[0\]' is not in the graph"),
        ("made = {**line(1.0), 'saver': None}", "The part 'saver' is not in the graph"),
    ],
)
def test_what_is_no_graph_is_told(work, code, message):
    with pytest.raises(CheckFailed, match=message):
        fetch_graph(work(f"{LINE}\n{code}").made)


def test_a_forged_graph_is_told(work):
    forged = "from types import SimpleNamespace\nmade = {'graph': object()}\n"
    with pytest.raises(LearnerError, match="no attribute"):
        fetch_graph(work(f"import lessonlib.tf1 as tf\n{forged}").made)
    for record, message in (({}, r"cannot be read.\n  got:      The meta graph record"), (7, "got:      7 ")):
        library = f"tf = SimpleNamespace(train=SimpleNamespace(export_meta_graph=lambda graph: {record}))"
        with pytest.raises(CheckFailed, match=message):
            fetch_graph(work(forged + library).made)


def test_a_graph_that_is_sent_runs_in_the_learners_code(work):
    graph = tf.Graph()
    with graph.as_default():
        start = tf.placeholder(tf.float32, (), name="start")
        w = tf.Variable(5.0, name="w")
        half = tf.assign(w, w / 2, name="half")
        saver = tf.train.Saver(max_to_keep=9)
    parts = {"graph": graph, "start": start, "all": [w], "half": half.op, "tensor": half, "saver": saver}
    answer = work(
        f"{LINE}\ndef use(graph, start, all, half, tensor, saver):\n"
        "    with tf.Session(graph=graph) as sess:\n"
        "        sess.run(all[0].initializer)\n        sess.run(half)\n"
        "        return sess.run([tensor, start], {start: 3.0}), saver.as_record()['max_to_keep']"
    )
    values, kept = answer.use(**send_graph(answer, parts))
    assert (values, kept) == ([1.25, 3.0], 9)
