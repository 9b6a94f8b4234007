"""Second derivatives against torch."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf


def test_of_a_network_against_torch():
    data = np.linspace(-1, 1, 6, dtype=np.float32).reshape(3, 2)
    w = tf.Variable([[0.3, -0.2], [0.5, 0.1]])
    loss = tf.reduce_mean(tf.tanh(tf.matmul(tf.constant(data), w)) ** 2)
    (found,) = tf.hessians(loss, w)
    assert found.shape.as_list() == [2, 2, 2, 2]
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        value = session.run(found)

    def same(weights):
        return (torch.tanh(torch.tensor(data) @ weights) ** 2).mean()

    expected = torch.autograd.functional.hessian(same, torch.tensor([[0.3, -0.2], [0.5, 0.1]]))
    np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-6)


def test_linear_has_none():
    x = tf.constant([1.0])
    with pytest.raises(ValueError, match="they depend on it linearly"):
        tf.hessians(x * 2, x)
