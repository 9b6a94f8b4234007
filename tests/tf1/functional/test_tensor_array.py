"""Arrays of tensors: messages, and gradients through loops against torch."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

A = np.arange(6, dtype=np.float32).reshape(3, 2) / 3


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        return session.run(fetches, feed)


def test_a_loop_of_unknown_length_has_the_gradients_of_torch():
    x = tf.placeholder(tf.float32, [None, 2])
    n = tf.shape(x)[0]
    inputs = tf.TensorArray(tf.float32, n).unstack(x)
    outputs = tf.TensorArray(tf.float32, n)

    def step(i, state, out):
        state = tf.sin(state + inputs.read(i))
        return i + 1, state, out.write(i, state)

    _, _, outputs = tf.while_loop(lambda i, *_: i < n, step, (0, tf.zeros([2]), outputs))
    rows = outputs.stack()
    found = run([rows, tf.gradients(rows, x)[0]], {x: A})

    given = torch.tensor(A, requires_grad=True)
    state, states = torch.zeros(2), []
    for row in given:
        state = torch.sin(state + row)
        states.append(state)
    torch.stack(states).sum().backward()
    np.testing.assert_allclose(found[0], torch.stack(states).detach(), rtol=1e-6)
    np.testing.assert_allclose(found[1], given.grad, rtol=1e-5)


def test_the_old_array_stays_as_it_was():
    empty = tf.TensorArray(tf.float32, 2, element_shape=[])
    one = empty.write(0, 1.0)
    assert [x.tolist() for x in run([empty.stack(), one.stack(), one.write(1, 2.0).stack()])] == [
        [0, 0], [1, 0], [1, 2],
    ]  # fmt: skip


def test_in_a_branch():
    array = tf.TensorArray(tf.float32, 1)
    full = tf.cond(tf.constant(True), lambda: array.write(0, 5.0), lambda: array.write(0, 6.0))
    assert run(full.read(0)) == 5


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda a: a.write(0, 1.0).write(0, 2.0).stack(), "index 0 because it has already been written to"),
        (lambda a: a.write(7, 1.0).stack(), "write to index 7 but array is not resizeable and size is: 2"),
        (lambda a: a.unstack([1.0, 2.0]).read(2), "read from index 2 but array size is: 2"),
        (lambda a: a.read(0), "Could not read from TensorArray index 0: nothing was written"),
        (lambda a: a.write(0, tf.constant(1)), r"are float32, but the value is int32.\n.*tf.cast"),
        (lambda a: a.split(tf.constant([1.0, 2.0, 3.0]), [1, 2]).stack(), r"needs equal lengths .* 3 rows"),
        (lambda a: a.write(0, [1.0]).write(1, [1.0, 2.0]), r"Inconsistent shapes: .* \(1,\), not \(2,\)"),
    ],
)
def test_messages(build, message):
    with pytest.raises(ValueError, match=message):
        run(build(tf.TensorArray(tf.float32, 2)))


def test_what_is_refused_says_what_to_do():
    array = tf.TensorArray(tf.float32, 1)
    with pytest.raises(NotImplementedError, match=r"tf\.gradients goes through TensorArrays"):
        array.grad("gradients")
    with pytest.raises(NotImplementedError, match="keep the strings in one tensor"):
        tf.TensorArray(tf.string, 1)
    with pytest.raises(NotImplementedError, match="pass the TensorArray itself"):
        tf.TensorArray(tf.float32, 1, flow=tf.constant(0.0))
