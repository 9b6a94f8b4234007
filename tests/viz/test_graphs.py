"""Drawings of computation graphs: complete, readable, and told in words."""

import re
import time

import pytest

from lessonlib import tf1 as tf
from lessonlib.viz import computation_graph
from lessonlib.viz.graph_layout import arrange
from lessonlib.viz.scopes import outline


@pytest.fixture(autouse=True)
def fresh_graph():
    tf.reset_default_graph()


def polynomial():
    x = tf.Variable(3, name="x")
    y = tf.Variable(4, name="y")
    return tf.add(x * x * y, y + 2, name="f")


def logistic_regression():
    with tf.name_scope("inputs"):
        X = tf.placeholder(tf.float32, (None, 3), name="X")
        y = tf.placeholder(tf.float32, (None, 1), name="y")
    with tf.name_scope("model"):
        w = tf.Variable(tf.zeros((3, 1)), name="w")
        b = tf.Variable(tf.zeros((1,)), name="b")
        logits = tf.add(tf.matmul(X, w), b, name="logits")
    with tf.name_scope("loss"):
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits), name="mean")
    with tf.name_scope("train"):
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    return loss, step


def test_only_what_the_fetch_needs_is_drawn_and_told():
    f = polynomial()
    alt = computation_graph(tf.get_default_graph(), f).alt
    assert alt == (
        "Graph of 7 operations, for f. mul takes x; mul_1 takes mul and y; add takes y and add/y; "
        "f takes mul_1 and add."
    )
    assert computation_graph(tf.get_default_graph()).alt.startswith("Graph of 11 operations. x/Assign takes")


def test_boxes_say_name_type_and_shape_or_value(texts):
    f = polynomial()
    drawn = texts(computation_graph(tf.get_default_graph(), [f], title="A polynomial"))
    assert {"A polynomial", "x", "Variable ()", "mul_1", "Mul ()", "add/y", "Const 2", "fetched"} <= set(
        drawn
    )


def test_fetches_come_in_all_forms_of_a_session():
    f = polynomial()
    graph = tf.get_default_graph()
    forms = [f, f.op, "f:0", "f", [f], (f,), {"f": f}, [[f]]]
    assert len({computation_graph(graph, form) for form in forms}) == 1
    variable = graph.get_collection("variables")[0]
    assert computation_graph(graph, variable).alt == "Graph of 1 operation, for x."


def test_scopes_are_framed_and_named(texts):
    loss, _ = logistic_regression()
    picture = computation_graph(tf.get_default_graph(), loss)
    assert "Name scopes: inputs, model and loss." in picture.alt
    assert {"inputs", "model", "loss"} <= set(texts(picture))


def test_a_picture_can_have_fewer_boxes():
    loss, _ = logistic_regression()
    graph = tf.get_default_graph()
    narrow = computation_graph(graph, loss, most=4)
    assert narrow.alt.startswith("Graph of ")
    assert "drawn as 3 boxes with inputs folded (2 operations), model folded" in narrow.alt
    with pytest.raises(ValueError, match="most is 0, expected 1 or more boxes"):
        computation_graph(graph, loss, most=0)


def test_a_large_graph_is_folded_and_says_so(texts):
    _, step = logistic_regression()
    with tf.name_scope("more"):
        x = tf.constant(0.0)
        for _ in range(30):
            x = tf.square(x)
    picture = computation_graph(tf.get_default_graph(), [step, x])
    # So many boxes are too many. Folding "train" is enough, and hides less than folding "more".
    told = re.match(
        r"Graph of (\d+) operations, drawn as (\d+) boxes with train folded \((\d+) oper", picture.alt
    )
    operations, boxes, inside = map(int, told.groups())
    assert boxes == operations - inside + 1 < operations
    assert {"train", f"{inside} operations", "folded scope"} <= set(texts(picture))


def test_same_graph_same_bytes():
    loss, _ = logistic_regression()
    graph = tf.get_default_graph()
    assert computation_graph(graph, loss).svg == computation_graph(graph, loss).svg


def boxes_of(layout, size):
    return [
        (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2) for x, y in layout.nodes.values()
    ]


def disjoint(a, b):
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_boxes_do_not_overlap_and_stay_in_their_frames():
    logistic_regression()
    root, edges = outline(tf.get_default_graph().operations, most=100)
    size = (90, 38)
    layout = arrange(root, edges, lambda node: size)
    boxes = boxes_of(layout, size)
    assert all(disjoint(a, b) for k, a in enumerate(boxes) for b in boxes[:k])
    for scope, x, y, width, height in layout.frames:
        inside = set(scope.nodes())
        frame = (x, y, x + width, y + height)
        for node, box in zip(layout.nodes, boxes, strict=True):
            contained = x <= box[0] and y <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]
            assert contained if node in inside else disjoint(frame, box)


def test_every_edge_arrives_at_its_node():
    logistic_regression()
    root, edges = outline(tf.get_default_graph().operations, most=100)
    layout = arrange(root, edges, lambda node: (90, 38))
    arriving = {(wire.source, wire.target) for wire in layout.wires if wire.target}
    assert arriving == {(edge.source, edge.target) for edge in edges}
    for wire in layout.wires:
        if wire.target:
            x, y = layout.nodes[wire.target]
            assert (wire.x2, wire.y2) == pytest.approx((x, y - 19))


def test_wires_are_unbroken_from_node_to_node():
    logistic_regression()
    root, edges = outline(tf.get_default_graph().operations, most=100)
    layout = arrange(root, edges, lambda node: (90, 38))
    ends = {(wire.source, round(wire.x2, 3), round(wire.y2, 3)) for wire in layout.wires}
    starts = {(node, round(x, 3), round(y + 19, 3)) for node, (x, y) in layout.nodes.items()}
    for wire in layout.wires:
        assert (wire.source, round(wire.x1, 3), round(wire.y1, 3)) in ends | starts


def test_forty_nodes_are_laid_out_in_a_moment():
    x = tf.constant(0.0)
    for k in range(39):
        x = tf.add(x, x) if k % 3 else tf.square(x)
    began = time.process_time()
    computation_graph(tf.get_default_graph())
    assert time.process_time() - began < 10  # about 0.1 s; the bound only says that nothing explodes


def test_the_fetched_box_is_marked():
    f = polynomial()
    picture = computation_graph(tf.get_default_graph(), f)
    assert len(re.findall(r"stroke-width: 1\.6", picture.svg)) == 2  # the fetched box, and the legend's


def test_bad_input_is_told():
    graph = tf.get_default_graph()
    with pytest.raises(ValueError, match="the graph has no operations to draw"):
        computation_graph(graph)
    polynomial()
    with pytest.raises(KeyError, match="nowhere"):
        computation_graph(graph, "nowhere")
    with pytest.raises(TypeError, match=r"3\.5"):
        computation_graph(graph, 3.5)
