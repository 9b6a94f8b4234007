"""Names, scopes, the default graph, listing and validating."""

import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.graph import ancestors


def test_names_count_up_as_in_tensorflow():
    x = tf.Variable(3, name="x")
    f = x * x * x + x + 2
    assert f.name == "add_1:0"
    assert [op.name for op in tf.get_default_graph().operations][3:] == [
        "mul",
        "mul_1",
        "add",
        "add_1/y",
        "add_1",
    ]
    assert tf.add(x, x).name == "Add_2:0"  # names that differ only in case count together
    assert tf.matmul([[1.0]], [[1.0]]).name == "MatMul:0"


def test_names_differ_beyond_case():
    assert [tf.constant(1, name=n).op.name for n in ("A", "a", "a", "a_1")] == ["A", "a_1", "a_2", "a_1_1"]


def test_printing_a_tensor():
    a = tf.placeholder(tf.float32, [None, 3], name="A")
    assert str(a) == 'Tensor("A:0", shape=(?, 3), dtype=float32)'
    assert repr(a + 5) == "<tf.Tensor 'add:0' shape=(?, 3) dtype=float32>"
    assert str(tf.constant("hi")) == 'Tensor("Const:0", shape=(), dtype=string)'
    assert str(tf.placeholder(tf.int32)) == 'Tensor("Placeholder:0", shape=<unknown>, dtype=int32)'


def test_name_scopes_nest_and_reopen():
    with tf.name_scope("loss") as scope:
        assert scope == "loss/"
        with tf.name_scope("inner"):
            assert tf.constant(1, name="c").op.name == "loss/inner/c"
    with tf.name_scope("loss") as second:
        assert second == "loss_1/"
    with tf.name_scope(scope):
        assert tf.constant(1, name="c").op.name == "loss/c"


def test_a_scope_closes_when_its_block_fails():
    with pytest.raises(RuntimeError, match="boom"), tf.name_scope("loss"):
        raise RuntimeError("boom")
    assert tf.constant(1, name="c").op.name == "c"


def test_default_graph():
    first = tf.get_default_graph()
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(2)
        with pytest.raises(RuntimeError, match="Do not reset the default graph inside"):
            tf.reset_default_graph()
    assert x.graph is graph
    assert tf.get_default_graph() is first
    tf.reset_default_graph()
    assert tf.get_default_graph() is not first


def test_control_dependencies_order_operations():
    first = tf.no_op("first")
    with tf.control_dependencies([first]):
        second = tf.constant(1) + 1
    assert first in ancestors([second.op])
    with tf.control_dependencies([first]), tf.control_dependencies(None):
        assert tf.no_op().control_inputs == ()


def test_listing():
    a = tf.placeholder(tf.float32, [None, 2], name="a")
    with tf.control_dependencies([tf.no_op("ready")]):
        tf.matmul(a, tf.ones([2, 1]), name="product")
    assert (
        "  product = MatMul(a, ones) after ready -> float32 (?, 1)"
        in str(tf.get_default_graph()).splitlines()
    )


def test_finding_tensors_by_name():
    a = tf.constant(1, name="a")
    graph = tf.get_default_graph()
    assert graph.get_tensor_by_name("a:0") is a
    assert graph.get_operation_by_name("a") is a.op
    with pytest.raises(KeyError, match=r"'a:1' refers to nothing"):
        graph.get_tensor_by_name("a:1")


def corrupt_name(op):
    op.name = op.graph.operations[0].name


def corrupt_input(op):
    op.inputs = (op.graph.operations[-1].outputs[0],)


def corrupt_type(op):
    op.type = "Unheard"


@pytest.mark.parametrize(
    ("corrupt", "finding"),
    [
        (corrupt_name, "'a' shares its name"),
        (corrupt_input, "'neg' takes an input that was made after it"),
        (corrupt_type, "'neg' has an unknown type 'Unheard'"),
    ],
)
def test_validate_prints_the_graph_with_its_finding(corrupt, finding):
    with tf.Graph().as_default() as graph:
        b = tf.negative(tf.constant(1, name="a"), name="neg")
        tf.square(b)
        graph.validate()
        corrupt(b.op)
        with pytest.raises(AssertionError, match=rf"Operation {finding}[\s\S]*<tf.Graph with 3 operations>"):
            graph.validate()


@pytest.mark.parametrize("use", [bool, len, float, int, list])
def test_a_symbolic_tensor_is_no_value(use):
    with pytest.raises(
        TypeError, match=r"not allowed: a symbolic tensor has no value[\s\S]*Remedy: use the value"
    ):
        use(tf.constant(1))


@pytest.mark.slow
@pytest.mark.nightly
def test_a_chain_of_100_000_operations_builds_differentiates_and_runs():
    from lessonlib.graph import gradients

    with tf.Graph().as_default() as graph:
        x = y = tf.placeholder(tf.float32, [], name="x")
        for _ in range(100_000):
            y = -y
        slope = gradients(y, x)[0]
        graph.validate()
        with tf.Session(graph=graph) as session:
            assert session.run([y, slope], {x: 2.0}) == [2.0, 1.0]
