"""The plan printed as PyTorch code is the program that runs."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def execute(source, *arguments):
    namespace = {}
    exec(source, namespace)
    return namespace["program"](*arguments)


def test_the_source_is_a_complete_program():
    x, y = tf.Variable(3, name="x"), tf.Variable(4, name="y")
    f = x * x * y + y + 2
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        source = session.plan(f).source
        import torch

        (value,), new = execute(source, torch.tensor(3), torch.tensor(4))
        assert (value, new) == (session.run(f), ())
    assert "mul = torch.mul(x, x)" in source
    assert "add_1_y = torch.tensor(2, dtype=torch.int32)" in source


def test_a_training_step_is_a_complete_program():
    import torch

    X, w = tf.placeholder(tf.float32, [None, 2], name="X"), tf.Variable([[1.0], [2.0]], name="w")
    loss = tf.reduce_mean(tf.nn.sigmoid(tf.matmul(X, w)))
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    data = np.array([[1.0, -1.0], [0.5, 2.0]], np.float32)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        source = session.plan([train, loss]).source
        by_hand = torch.tensor([[1.0], [2.0]])
        (_, loss_by_hand), _ = execute(source, torch.tensor(data), by_hand)
        assert session.run([train, loss], {X: data})[1] == loss_by_hand
        np.testing.assert_array_equal(session.run(w), by_hand)


def test_what_is_not_needed_is_not_run():
    a = tf.constant(1.0, name="a")
    used, unused = tf.exp(tf.random_normal([], name="r"), name="used"), tf.log(a, name="unused")
    with tf.Session() as session:
        source = session.plan(used).source
    assert "used = torch.exp(r)" in source
    assert "unused" not in source
    assert unused is not None


def test_constants_are_folded():
    total = tf.constant(2.0) * 3 + 4
    with tf.Session() as session:
        assert "torch.mul" not in session.plan(total).source
        assert session.run(total) == 10


def test_names_that_python_does_not_take():
    with tf.name_scope("if"):
        x = tf.placeholder(tf.float32, name="lambda")
    y = tf.add(x, 1.0, name="class") * tf.add(x, 2.0, name="2nd") + tf.add(x, 0.0, name="torch")
    with tf.Session() as session:
        assert session.run(y, {x: 1.0}) == 7.0


def test_assigning_another_shape_fails_in_words():
    v, x = tf.Variable([1.0, 2.0], name="v"), tf.placeholder(tf.float32)
    assign = v.assign(x)
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(
            tf.errors.InvalidArgumentError,
            match=r"Assign requires shapes of both tensors to match: \(2,\) and \(3,\)",
        ):
            session.run(assign, {x: [1.0, 2.0, 3.0]})
        np.testing.assert_array_equal(session.run(v), [1, 2])


def test_kernels_of_one_name_and_values_called_as_a_kernel_stand_beside_each_other():
    x = tf.constant([[1.0, 2.0], [2.0, 4.0]])
    choose = tf.identity(x, name="choose")  # the kernel of tf.cond is called so
    both = [
        tf.rank(x),
        tf.linalg.matrix_rank(x),
        tf.cond(tf.constant(True), lambda: choose * 2.0, lambda: x),
        choose,
    ]
    with tf.Session() as session:
        rank, matrix_rank, doubled, same = session.run(both)
    assert (rank, matrix_rank) == (2, 1)
    assert (doubled == 2 * same).all()
