"""Sessions against what real TensorFlow answered to the same questions."""

import threading

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf


@pytest.fixture
def session():
    with tf.Session(device="cpu") as session:
        yield session


def test_values_come_back_as_numpy_in_the_structure_of_the_request(session):
    a, b = tf.constant(1.0), tf.constant([1.0, 2.0])
    assert type(session.run(a)) is np.float32
    result = session.run({"a": a, "b": [a, (b, a)]})
    assert result["a"] == 1.0
    assert isinstance(result["b"][1], tuple)
    np.testing.assert_array_equal(result["b"][1][0], [1.0, 2.0])


def test_named_tuples_keep_their_type(session):
    from collections import namedtuple

    Pair = namedtuple("Pair", "x y")
    assert session.run(Pair(tf.constant(1), tf.constant(2))) == Pair(1, 2)


def test_an_operation_gives_none(session):
    assert session.run(tf.global_variables_initializer()) is None


def test_strings_are_bytes(session):
    assert session.run(tf.constant("Hello, TensorFlow!")) == b"Hello, TensorFlow!"


def test_a_list_of_one_stays_a_list_beside_others(session):
    a, b = tf.constant(1), tf.constant(2)
    assert session.run([a, [b]]) == [1, [2]]
    assert session.run([a, b, []]) == [1, 2, []]


def test_fetching_by_name(session):
    tf.constant(7, name="seven")
    assert session.run("seven:0") == 7
    with pytest.raises(KeyError, match=r"'sevn' refers to nothing.* Did you mean seven"):
        session.run("sevn:0")


def test_any_tensor_can_be_fed(session):
    a = tf.constant([1.0, 2.0, 3.0])
    b = a * 2
    c = b + 1
    np.testing.assert_array_equal(session.run(c, {b: [0.0, 0.0, 0.0]}), [1, 1, 1])
    np.testing.assert_array_equal(session.run(c), [3, 5, 7])


def test_feeds_take_the_dtype_of_the_tensor(session):
    x = tf.placeholder(tf.float32, [2])
    for value in (
        [1, 2],
        np.array([1, 2]),
        np.array([1.0, 2.0]),
        torch.tensor([1.0, 2.0], dtype=torch.float64),
    ):
        result = session.run(x * 1, {x: value})
        assert result.dtype == np.float32
        np.testing.assert_array_equal(result, [1, 2])


def test_results_share_no_memory_with_the_session_or_with_feeds(session):
    x, v = tf.placeholder(tf.float32, [2]), tf.Variable([1.0, 2.0])
    session.run(v.initializer)
    fed = np.array([1.0, 2.0], np.float32)
    for fetch, feed in ((x, {x: fed}), (tf.reshape(x, [2, 1]), {x: fed}), (tf.identity(x), {x: fed})):
        session.run(fetch, feed)[:] = 9
    for fetch in (v, v.read_value(), tf.reshape(v, [2, 1]), tf.constant([5.0])):
        session.run(fetch)[:] = 9
    np.testing.assert_array_equal(fed, [1, 2])
    np.testing.assert_array_equal(session.run(v), [1, 2])
    np.testing.assert_array_equal(session.run(v.assign(x), {x: fed}), [1, 2])
    fed[:] = 7
    np.testing.assert_array_equal(session.run(v), [1, 2])


def test_unfed_placeholder(session):
    x = tf.placeholder(tf.float32, (None, 3), name="X")
    for fetch in (x, x + 5):
        with pytest.raises(
            tf.errors.InvalidArgumentError,
            match=r"feed a value for placeholder 'X' .*\(\?, 3\)[\s\S]*test_session.py[\s\S]*feed_dict",
        ):
            session.run(fetch)
    assert session.run(tf.constant(1)) == 1


def test_wrong_shape_fed(session):
    x = tf.placeholder(tf.float32, (None, 3), name="A")
    with pytest.raises(
        ValueError, match=r"Cannot feed value of shape \(1, 2\) for Tensor A:0, which has shape \(\?, 3\)"
    ):
        session.run(x + 5, {x: [[1, 2]]})


@pytest.mark.parametrize("value", ["text", [[1, 2], [3]], {"a": 1}])
def test_values_that_are_no_numbers(session, value):
    x = tf.placeholder(tf.float32, name="A")
    with pytest.raises(
        TypeError, match=r"Cannot feed .* for Tensor A:0, which has dtype float32[\s\S]*Remedy"
    ):
        session.run(x, {x: value})


def test_a_fraction_does_not_go_into_an_integer(session):
    x = tf.placeholder(tf.int32, name="n")
    with pytest.raises(
        TypeError, match=r"Cannot feed 2\.5 of type 'float' for Tensor n:0, which has dtype int32"
    ):
        session.run(x, {x: 2.5})


def test_feed_key_must_be_a_tensor(session):
    with pytest.raises(TypeError, match=r"Cannot interpret feed_dict key as Tensor: 3 of type 'int'"):
        session.run(tf.constant(1), {3: 4})


def test_uninitialised_variable(session):
    v = tf.Variable(1.0, name="w")
    for fetch in (v, v + 1, tf.assign_add(v, 1.0)):
        with pytest.raises(
            tf.errors.FailedPreconditionError,
            match=r"uninitialized value w[\s\S]*test_session.py[\s\S]*Remedy",
        ):
            session.run(fetch)


@pytest.mark.parametrize("fetch", [None, 3, 2.5, object()])
def test_what_cannot_be_fetched(session, fetch):
    with pytest.raises(TypeError, match=r"Argument `fetch` = .* has invalid type"):
        session.run(fetch)


def test_tensor_of_another_graph(session):
    with tf.Graph().as_default():
        other = tf.constant(1)
    with pytest.raises(
        ValueError, match=r"is not an element of this session's graph[\s\S]*tf.Session\(graph="
    ):
        session.run(other)
    with pytest.raises(ValueError, match="must be from the same graph"):
        tf.constant(1) + other


def test_closed_session():
    session = tf.Session()
    x = tf.constant(1)
    session.close()
    with pytest.raises(RuntimeError, match=r"Attempted to use a closed Session[\s\S]*Remedy"):
        session.run(x)
    with tf.Session() as second:
        pass
    with pytest.raises(RuntimeError, match="closed Session"):
        second.run(x)


def test_eval_needs_a_session():
    x = tf.constant(1)
    with pytest.raises(
        ValueError, match=r"Cannot use `eval\(\)`: No default session is registered[\s\S]*session=sess"
    ):
        x.eval()
    with tf.Session() as session:
        assert x.eval() == 1
    assert x.eval(session=tf.Session()) == 1
    with pytest.raises(ValueError, match="No default session"):
        x.eval()
    assert session is not None


def test_interactive_session_is_the_default_until_closed():
    x = tf.Variable(3)
    session = tf.InteractiveSession()
    x.initializer.run()
    assert x.eval() == 3
    session.close()
    with pytest.raises(ValueError, match="No default session"):
        x.eval()


def test_two_threads_with_a_session_each_share_nothing():
    graph = tf.get_default_graph()
    counter = tf.Variable(0)
    increment = counter.assign_add(1)
    initializer = tf.global_variables_initializer()
    totals = {}

    def work(times: int) -> None:
        with tf.Session(graph=graph) as session:
            session.run(initializer)
            for _ in range(times):
                session.run(increment)
            totals[times] = session.run(counter)

    threads = [threading.Thread(target=work, args=(n,)) for n in (10, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == {10: 10, 200: 200}


def test_a_failing_kernel_keeps_its_place():
    x, w = tf.placeholder(tf.float32, name="x"), tf.Variable(tf.ones([3, 2]), name="w")
    product = tf.matmul(x, w, name="scores")
    with tf.Session() as session:
        session.run(w.initializer)
        message = (
            r"In operation 'scores' \(MatMul\) with inputs \[\(1, 2\), \(3, 2\)\][\s\S]*: product = tf.matmul"
        )
        with pytest.raises(tf.errors.InvalidArgumentError, match=message):
            session.run(product, {x: [[1.0, 2.0]]})


def test_a_failing_constant_keeps_its_place(session):
    inverse = tf.matrix_inverse(tf.zeros([2, 2]), name="inv")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"singular[\s\S]*In operation 'inv'"):
        session.run(inverse)


def test_a_plan_is_compiled_once(session):
    x = tf.placeholder(tf.float32)
    y = x + 1
    assert session.plan(y, [x]) is session.plan(y, {x: 1})
    session.run(y, {x: 1})
    assert session.plan(y) is session.plan(y, [x])


def test_trace_shows_every_node_in_order(session):
    w = tf.constant(3, name="w")
    x = tf.add(w, 2, name="x")
    y = tf.add(x, 5, name="y")
    steps = session.trace(y)
    assert [step.name for step in steps] == ["w", "x/y", "x", "y/y", "y"]
    assert [step.value for step in steps] == [3, 2, 5, 5, 10]
    assert steps[2].inputs == ("w", "x/y")
    assert steps[4].type == "Add"
    assert all(step.seconds >= 0 and step.shape == () for step in steps)


def test_trace_updates_variables_like_run(session):
    v = tf.Variable(1.0)
    session.run(v.initializer)
    session.trace(v.assign_add(2.0))
    assert session.run(v) == 3.0


def test_seeds_repeat_from_session_to_session():
    def draw() -> tuple:
        tf.reset_default_graph()
        tf.set_random_seed(42)
        a, b = tf.random_normal([3]), tf.random_uniform([3])
        with tf.Session(device="cpu") as session:
            return (*session.run(a), *session.run(a), *session.run(b))

    first = draw()
    assert first == draw()
    assert first[:3] != first[3:6]


def test_without_a_seed_sessions_differ():
    a = tf.random_normal([4])
    assert (tf.Session().run(a) != tf.Session().run(a)).all()


def test_op_seed_alone_repeats():
    a = tf.random_uniform([4], seed=1)
    np.testing.assert_array_equal(tf.Session().run(a), tf.Session().run(a))
