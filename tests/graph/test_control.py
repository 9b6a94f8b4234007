"""Branches and loops: what runs, what flows, and what is refused."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def test_only_the_taken_branch_runs():
    x = tf.placeholder(tf.float32, [2, 2])
    safe = tf.cond(tf.reduce_sum(x) > 0.0, lambda: tf.matrix_inverse(x), lambda: x)
    np.testing.assert_array_equal(run(safe, {x: np.zeros((2, 2))}), np.zeros((2, 2)))
    np.testing.assert_array_equal(run(safe, {x: 2 * np.eye(2)}), np.eye(2) / 2)


def test_gradients_flow_through_the_taken_branch():
    x, v = tf.placeholder(tf.float32, []), tf.Variable(3.0)
    y = tf.cond(x > 0, lambda: x * v, lambda: 1 - x)
    slopes = tf.gradients(y, [x, v])
    assert run([y, *slopes], {x: 2.0}) == [6, 3, 2]
    assert run([y, *slopes], {x: -2.0}) == [3, -1, 0]


def test_several_results_and_their_static_shapes():
    x = tf.placeholder(tf.float32, [None, 3])
    a, b = tf.cond(tf.constant(True), lambda: (x, tf.ones([2])), lambda: (x * 2, tf.ones([4])))
    assert a.shape.as_list() == [None, 3]
    assert b.shape.as_list() == [None]


def test_branches_inside_branches():
    x = tf.placeholder(tf.int32, [])
    sign = tf.cond(x > 0, lambda: 1, lambda: tf.cond(x < 0, lambda: -1, lambda: 0))
    assert [run(sign, {x: n}) for n in (5, -5, 0)] == [1, -1, 0]


def test_case_takes_the_first_that_holds():
    x = tf.placeholder(tf.float32, [])
    grade = tf.case(
        [(x < 1, lambda: tf.constant(10)), (x < 5, lambda: tf.constant(20))], default=lambda: tf.constant(30)
    )
    assert [run(grade, {x: n}) for n in (0, 3, 9)] == [10, 20, 30]


def test_variables_made_inside_live_outside():
    y = tf.cond(
        tf.constant(True),
        lambda: tf.get_variable("w", [2], initializer=tf.ones_initializer()) * 2,
        lambda: tf.zeros([2]),
    )
    assert [v.name for v in tf.global_variables()] == ["w:0"]
    np.testing.assert_array_equal(run(y), [2, 2])


def test_branches_must_agree():
    with pytest.raises(
        TypeError, match=r"must give the same dtypes; true_fn gives \['int32'\], false_fn \['float32'\]"
    ):
        tf.cond(tf.constant(True), lambda: tf.constant(1), lambda: tf.constant(1.0))
    with pytest.raises(TypeError, match="Tensor conversion requested dtype bool"):
        tf.cond(tf.constant(1), lambda: 1, lambda: 2)
    with pytest.raises(TypeError, match="needs two functions"):
        tf.cond(tf.constant(True), lambda: 1)


def test_assignments_inside_a_branch_happen_when_it_is_taken():
    v, w, taken = tf.Variable(1.0), tf.Variable(2.0), tf.placeholder(tf.bool, [])
    step = tf.cond(taken, lambda: tf.group(v.assign(5.0), tf.assign_add(w, v * 1.0)), tf.no_op)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        session.run(step, {taken: False})
        assert session.run([v, w]) == [1, 2]
        session.run(step, {taken: True})
        assert session.run([v, w]) == [5, 7]  # after v.assign, the body reads the new value


def test_assignments_inside_a_loop():
    v = tf.Variable([1.0, 1.0])

    def body(i):
        with tf.control_dependencies([tf.cond(i > 0, lambda: v.assign_sub([0.0, 3.0]), v.read_value)]):
            return i + 1

    rounds = tf.while_loop(lambda i: v[1] > -7.5, body, [0])
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        assert session.run(rounds) == 4
        np.testing.assert_array_equal(session.run(v), [1, -8])
        assert session.run(rounds) == 0
    with pytest.raises(ValueError, match="must not assign to variables"):
        tf.while_loop(lambda i: v.assign_add([1.0, 1.0])[0] < 3, lambda i: i + 1, [0])


def test_a_loop_and_its_gradient():
    x = tf.placeholder(tf.float32, [])
    count, power = tf.while_loop(
        lambda i, p: i < 5, lambda i, p: (i + 1, p * x), [tf.constant(0), tf.constant(1.0)]
    )
    assert run([count, power, tf.gradients(power, x)[0]], {x: 2.0}) == [5, 32, 80]


def test_a_loop_of_one_variable_and_a_limit():
    assert run(tf.while_loop(lambda i: i < 100, lambda i: i * 2, [tf.constant(1)])) == 128
    assert run(tf.while_loop(lambda i: i < 100, lambda i: i * 2, [tf.constant(1)], maximum_iterations=3)) == 8


def test_newtons_method_against_torch():
    a = tf.placeholder(tf.float64, [])
    root = tf.while_loop(
        lambda r: tf.abs(r * r - a) > 1e-9, lambda r: (r + a / r) / 2.0, [tf.constant(1.0, tf.float64)]
    )
    value, slope = run([root, tf.gradients(root, a)[0]], {a: 7.0})
    x = torch.tensor(7.0, dtype=torch.float64, requires_grad=True)
    r = torch.tensor(1.0, dtype=torch.float64)
    while abs(r * r - x) > 1e-9:
        r = (r + x / r) / 2
    r.backward()
    assert (value, slope) == (pytest.approx(r.item()), pytest.approx(x.grad.item()))


def test_shapes_that_change_must_be_said():
    start = tf.zeros([1])
    with pytest.raises(
        ValueError,
        match=r"Loop variable 0 has shape \(1,\), but the body gives \(2,\)[\s\S]*shape_invariants",
    ):
        tf.while_loop(lambda x: True, lambda x: tf.concat([x, x], 0), [start])
    grown = tf.while_loop(
        lambda x: tf.size(x) < 5,
        lambda x: tf.concat([x, x], 0),
        [start],
        shape_invariants=[tf.TensorShape([None])],
    )
    assert run(grown).shape == (8,)


def test_what_a_body_must_give():
    with pytest.raises(ValueError, match="takes 1 tensors, but gives 2"):
        tf.while_loop(lambda i: i < 3, lambda i: (i, i), [tf.constant(0)])
    with pytest.raises(TypeError, match="Loop variable 0 is int32, but the body gives float32"):
        tf.while_loop(lambda i: i < 3, lambda i: tf.cast(i, tf.float32), [tf.constant(0)])


def test_random_numbers_inside_a_branch_follow_the_seed():
    def draw():
        tf.reset_default_graph()
        tf.set_random_seed(4)
        return run(tf.cond(tf.constant(True), lambda: tf.random_normal([3]), lambda: tf.zeros([3])))

    np.testing.assert_array_equal(draw(), draw())


def test_each_session_draws_from_its_own_generator():
    tf.set_random_seed(4)
    x = tf.cond(tf.constant(True), lambda: tf.random_normal([3]), lambda: tf.zeros([3]))
    with tf.Session(device="cpu") as first, tf.Session(device="cpu") as second:
        a, b = first.run(x), first.run(x)
        np.testing.assert_array_equal(second.run(x), a)
        np.testing.assert_array_equal(second.run(x), b)


def test_a_gradient_through_random_numbers_inside_is_of_the_same_numbers():
    x = tf.Variable(2.0)
    y = tf.cond(tf.constant(True), lambda: x * tf.reduce_sum(tf.nn.dropout(tf.ones([50]), 0.5)), lambda: x)
    z = tf.while_loop(lambda i, p: i < 3, lambda i, p: (i + 1, p + x * tf.random_normal([])), [0, 0.0])[1]
    slopes = tf.gradients(y, x) + tf.gradients(z, x)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        values = [session.run([y, z, *slopes]) for _ in range(3)]
    for first, second, slope_first, slope_second in values:
        np.testing.assert_allclose([first / 2, second / 2], [slope_first, slope_second], rtol=1e-5)
    assert len({first for first, *_ in values}) > 1


def test_control_dependencies_reach_into_a_branch():
    v = tf.Variable(1.0)
    update = v.assign(5.0)

    def after():
        with tf.control_dependencies([update]):
            return tf.identity(v)

    assert run(tf.cond(tf.constant(True), after, lambda: tf.constant(0.0))) == 5


def test_stop_gradient_inside_a_loop():
    x = tf.constant(2.0)
    _, y = tf.while_loop(lambda i, _: i < 2, lambda i, y: (i + 1, y * tf.stop_gradient(y)), (0, x))
    assert run([y, *tf.gradients(y, x)]) == [16, 8]
