"""What is drawn of a graph: scopes, folded scopes, edges."""

import pytest

from lessonlib import tf1 as tf
from lessonlib.viz.scopes import Node, outline


@pytest.fixture(autouse=True)
def fresh_graph():
    tf.reset_default_graph()


def shown(scope):
    """The tree as nested lists of labels."""
    return [
        child.label if isinstance(child, Node) else {child.label: shown(child)} for child in scope.children
    ]


def operations():
    return tf.get_default_graph().operations


def test_scopes_nest_and_labels_leave_out_what_is_around():
    with tf.name_scope("outer"):
        tf.constant(1.0, name="a")
        with tf.name_scope("inner"):
            tf.constant(1.0, name="b")
            tf.constant(1.0, name="c")
    tf.constant(1.0, name="d")
    root, _ = outline(operations())
    assert shown(root) == [{"outer": ["a", {"inner": ["b", "c"]}]}, "d"]


def test_an_operation_is_no_scope_though_others_have_its_name_as_prefix():
    tf.Variable(1.0, name="w")
    root, _ = outline(operations())
    assert shown(root) == ["w/initial_value", "w", "w/Assign"]


def test_a_scope_around_one_node_becomes_part_of_its_label():
    with tf.name_scope("outer"), tf.name_scope("inner"):
        tf.constant(1.0, name="a")
    root, _ = outline(operations())
    assert shown(root) == ["outer/inner/a"]


def test_edges_are_drawn_once_and_control_is_told_apart():
    a = tf.constant(1.0, name="a")
    with tf.control_dependencies([a]):
        tf.add(a, a, name="twice")
    _, edges = outline(operations())
    assert [(e.source.name, e.target.name, e.control) for e in edges] == [
        ("a", "twice", False),
        ("a", "twice", True),
    ]


def two_scopes(small, large):
    for name, size in (("small", small), ("large", large)):
        with tf.name_scope(name):
            x = tf.constant(0.0, name="start")
            for _ in range(size - 1):
                x = tf.square(x)
    return outline(operations(), most=10)


def test_nothing_is_folded_that_fits():
    root, _ = two_scopes(4, 6)
    assert len(list(root.nodes())) == 10


def test_the_smallest_scope_that_is_enough_is_folded():
    root, edges = two_scopes(3, 10)
    assert shown(root) == [{"small": ["start", "Square", "Square_1"]}, "large"]
    (folded,) = [node for node in root.nodes() if node.folded]
    assert len(folded.operations) == 10
    assert all(edge.source is not edge.target for edge in edges)


def test_when_no_single_scope_is_enough_all_innermost_ones_are_folded():
    root, edges = two_scopes(12, 14)
    assert shown(root) == ["small", "large"]
    assert edges == []


def test_without_scopes_everything_is_drawn():
    for _ in range(12):
        tf.constant(1.0)
    root, _ = outline(operations(), most=10)
    assert len(list(root.nodes())) == 12
