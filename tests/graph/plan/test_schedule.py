"""Which value of a variable an operation sees: the rule of lessonlib.graph.plan.schedule, case by case."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


@pytest.fixture
def session():
    with tf.Session(device="cpu") as session:
        yield session


def start(session, *values, dtype=np.float32):
    variables = [tf.Variable(np.asarray(value, dtype)) for value in values]
    session.run(tf.global_variables_initializer())
    return variables if len(variables) > 1 else variables[0]


def test_a_variable_fetched_directly_is_read_after_all_updates(session):
    a = start(session, 1.0)
    c = tf.assign(a, a + 1)
    assert session.run([c, a]) == [2, 2]
    assert session.run([a, c]) == [3, 3]


def test_an_op_sees_the_value_from_before(session):
    a = start(session, 1.0)
    doubled = a * 2
    assert session.run([tf.assign(a, 10.0), doubled]) == [10, 2]


def test_a_control_dependency_shows_the_new_value(session):
    a = start(session, 1.0)
    update = tf.assign(a, 10.0)
    with tf.control_dependencies([update]):
        after = a * 2
        read = a.read_value()
    assert session.run([after, read]) == [20, 10]


def test_a_data_dependency_shows_the_new_value(session):
    a = start(session, 1.0)
    assert session.run(tf.assign(a, 10.0) + a) == 20


def test_swapping_two_variables(session):
    a, b = start(session, 1.0, 2.0)
    session.run([tf.assign(a, b), tf.assign(b, a)])
    assert session.run([a, b]) == [2, 1]


def test_no_update_is_lost(session):
    a = start(session, 1.0)
    session.run([a.assign_add(1.0), a.assign_add(10.0)])
    assert session.run(a) == 12


def test_updates_in_place_leave_earlier_views_alone(session):
    w = start(session, [1.0, 2.0])
    view, loss = tf.reshape(w, [2, 1]), tf.reduce_sum(w * w)
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    seen, value, _, after = session.run([view, loss, train, w])
    np.testing.assert_array_equal(seen.ravel(), [1, 2])
    assert value == 5
    np.testing.assert_array_equal(after, [0, 0])


def test_an_old_value_needed_after_an_update_in_place_is_kept(session):
    w, other = start(session, 2.0, 0.0)
    train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w, var_list=[w])
    with tf.control_dependencies([tf.assign(other, 1.0)]):
        late = w * 1.0
    with tf.control_dependencies([train]):
        later = w * 1.0
    assert session.run([train, late, later, w]) == [None, 2, 1, 1]


def test_an_old_view_needed_after_an_update_in_place_is_kept(session):
    w = start(session, [2.0])
    old = tf.identity(w)
    train = tf.train.GradientDescentOptimizer(0.25).minimize(tf.reduce_sum(w * w))
    with tf.control_dependencies([train]):
        change = w - old
    np.testing.assert_array_equal(session.run(change), [-1])


def test_the_loss_of_a_training_step_is_from_before_it(session):
    w = start(session, 3.0)
    loss = tf.square(w)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    assert session.run([train, loss]) == [None, 9]


def test_what_was_fetched_stays_as_it_was(session):
    a = start(session, [1.0])
    new = a + 1
    values = session.run([tf.assign(a, new), new, a])
    session.run(tf.train.GradientDescentOptimizer(1.0).minimize(tf.reduce_sum(a)))
    assert [float(v[0]) for v in values] == [2, 2, 2]
    np.testing.assert_array_equal(session.run(a), [1])


def test_a_failed_run_changes_nothing(session):
    a = start(session, [1.0, 2.0])
    x = tf.placeholder(tf.float32)
    bad = tf.matmul(x, tf.ones([3, 1]))
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run([a.assign_add([1.0, 1.0]), bad], {x: [[1.0]]})
    np.testing.assert_array_equal(session.run(a), [1, 2])
