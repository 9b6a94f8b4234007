"""Small runs take one thread, large ones all, and the number is put back."""

import pytest
import torch

import lessonlib.tf1 as tf
from lessonlib.graph.threads import SMALL


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("size", "expected"), [(10, 1), (SMALL + 1, 2)])
def test_threads_by_size(two_threads, size, expected):
    seen = []
    x = tf.placeholder(tf.float32, [None])
    y = tf.py_func(lambda value: seen.append(torch.get_num_threads()) or value, [x], tf.float32)
    with tf.Session(device="cpu") as session:
        session.run(y, {x: [0.0] * size})
    assert seen == [expected]
    assert torch.get_num_threads() == 2


def test_threads_are_put_back_after_a_failure(two_threads):
    x = tf.placeholder(tf.float32)
    with tf.Session(device="cpu") as session, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(tf.matmul(x, tf.ones([3, 1])), {x: [[1.0]]})
    assert torch.get_num_threads() == 2
