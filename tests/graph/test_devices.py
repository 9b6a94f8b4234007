"""Device scopes: names, where operations run, and the moves between devices in the plan."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf
from lessonlib.graph.context import RunContext
from lessonlib.graph.devices import Devices, parse
from lessonlib.graph.plan import compile_plan

CPU, CUDA = torch.device("cpu"), torch.device("cuda", 0)


class PretendedDevices(Devices):
    """A session on the CPU that takes the GPU of a scope for another device: the CPU by its other name."""

    def named(self, name):
        return torch.device("cpu", 0) if parse(name)[0] == "gpu" else CPU


def compiled(fetches, feeds=(), devices=None):
    devices = devices or PretendedDevices(CPU, 1)
    return compile_plan(fetches, feeds, RunContext(devices.home, devices))


def lines(plan):
    return [line.strip() for line in plan.source.split("def program")[1].splitlines()[1:]]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [("/gpu:0", ("gpu", 0)), ("/cpu:0", ("cpu", 0)), ("/device:GPU:1", ("gpu", 1)), ("/CPU:0", ("cpu", 0)),
     ("gpu:2", ("gpu", 2)), ("/device:GPU:*", ("gpu", 0)),
     ("/job:localhost/replica:0/task:0/device:CPU:0", ("cpu", 0))],
)  # fmt: skip
def test_names(name, meaning):
    assert parse(name) == meaning


@pytest.mark.parametrize("name", ["gpu", "/tpu:0", "/gpu:x", "cuda:0", "/gpu:0 "])
def test_names_that_are_none(name):
    with (
        pytest.raises(ValueError, match=rf"Malformed device specification '{name}'[\s\S]*write '/cpu:0'"),
        tf.device(name),
    ):
        pass


def test_a_gpu_that_is_not_there_is_the_cpu():
    assert Devices(CPU, 0).named("/gpu:0") == CPU
    assert Devices(CUDA, 1).named("/gpu:0") == CUDA
    assert Devices(CUDA, 1).named("/gpu:1") == CPU
    assert Devices(CUDA, 1).named("/cpu:0") == CPU
    assert Devices(torch.device("mps"), 0).named("/gpu:0") == torch.device("mps")


def test_the_scope_of_an_operation():
    with tf.device("/gpu:0"):
        a = tf.constant(1.0)
        with tf.device("/cpu:0"):
            b = a + 1
        with tf.device(None):
            c = a + 2
        d = a + 3
    assert [t.device for t in (a, b, c, d, a + 4)] == ["/gpu:0", "/cpu:0", "", "/gpu:0", ""]


def test_a_function_chooses_the_device():
    with tf.device(lambda op: "/cpu:0" if op.type == "MatMul" else None):
        y = tf.matmul(tf.ones([1, 1]), tf.ones([1, 1])) + 1
    assert (y.op.inputs[0].device, y.device) == ("/cpu:0", "")


def test_a_scope_on_the_sessions_own_device_changes_nothing():
    def source(scope):
        with tf.Graph().as_default(), tf.device(scope):
            w = tf.Variable([1.0, 2.0], name="w")
            train = tf.train.AdamOptimizer().minimize(tf.reduce_sum(tf.nn.dropout(w * w, rate=0.5)))
            return tf.Session(device="cpu").plan([train, w]).source

    assert source("/cpu:0") == source(None)
    if not torch.cuda.is_available():
        assert source("/gpu:0") == source(None)


def test_tensors_move_where_a_scope_begins_and_ends():
    x = tf.placeholder(tf.float32, [None], name="x")
    with tf.device("/gpu:0"):
        y = tf.exp(x, name="y")
        z = tf.multiply(y, x, name="z")
    total = tf.add(z, y, name="total") + z
    assert lines(compiled([total], [x], Devices(CPU, 1))) == [
        "x_on_cuda = x.to('cuda:0')",
        "y = torch.exp(x_on_cuda)",
        "z = torch.mul(y, x_on_cuda)",
        "z_on_cpu = z.to('cpu')",
        "y_on_cpu = y.to('cpu')",
        "total = torch.add(z_on_cpu, y_on_cpu)",
        "add = torch.add(total, z_on_cpu)",
        "return (add,), ()",
    ]


def test_on_a_gpu_the_cpu_is_the_other_device():
    with tf.device("/cpu:0"):
        y = tf.exp(tf.placeholder(tf.float32, name="x"), name="y")
    assert lines(compiled([y], [y.op.inputs[0]], Devices(CUDA, 1)))[0] == "x_on_cpu = x.to('cpu')"


def test_each_version_of_a_variable_moves_for_itself():
    w = tf.Variable([1.0, 2.0], name="w")
    with tf.device("/gpu:0"):
        before = tf.negative(w, name="before")
        train = tf.train.GradientDescentOptimizer(0.5).minimize(tf.reduce_sum(w * before))
        with tf.control_dependencies([train]):
            after = tf.negative(w, name="after")
    plan = compiled([train, before, after])
    assert [line for line in lines(plan) if line.endswith(" = w.to('cpu:0')")] == [
        "w_on_cpu = w.to('cpu:0')", "w_on_cpu_1 = w.to('cpu:0')",
    ]  # fmt: skip
    (_, old, new), _ = plan.program(torch.tensor([1.0, 2.0]))
    np.testing.assert_array_equal(old, [-1, -2])
    np.testing.assert_array_equal(new, [-2, -4])  # the slope is -2 w
    apply = next(line for line in lines(plan) if line.startswith("apply_gradient_descent"))
    assert apply.startswith("apply_gradient_descent([w], [")
    assert "_on_cpu]" in apply


def test_an_assigned_value_comes_to_the_variable():
    w = tf.Variable([1.0, 2.0], name="w")
    with tf.device("/gpu:0"):
        change = w.assign(tf.exp(w, name="e"))
    plan = compiled([change])
    assert "e_on_cpu = e.to('cpu')" in lines(plan)
    _, (new,) = plan.program(torch.tensor([0.0, 1.0]))
    np.testing.assert_allclose(new, np.exp([0, 1]), rtol=1e-6)


def step(scope, device):
    """(loss, weights) after two training steps, with everything inside ``scope``."""
    with tf.Graph().as_default(), tf.device(scope):
        tf.set_random_seed(1)
        X = tf.placeholder(tf.float32, [None, 3])
        w = tf.Variable(np.array([[1.0], [-2.0], [0.5]], np.float32))
        loss = tf.reduce_mean(tf.square(tf.matmul(X, w)))
        train = tf.train.AdamOptimizer(0.1).minimize(loss)
        with tf.Session(device=device) as session:
            session.run(tf.global_variables_initializer())
            data = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
            for _ in range(2):
                value, _ = session.run([loss, train], {X: data})
            return value, session.run(w)


def test_a_gpu_scope_runs_on_any_machine():
    for here, there in zip(step("/gpu:0", "cpu"), step(None, "cpu"), strict=True):
        np.testing.assert_allclose(here, there, rtol=1e-5)


@pytest.mark.cuda
def test_a_cpu_scope_in_a_cuda_session():
    for here, there in zip(step("/cpu:0", "cuda"), step(None, "cpu"), strict=True):
        np.testing.assert_allclose(here, there, rtol=1e-4)
    with tf.device("/cpu:0"):
        x = tf.placeholder(tf.float32, [2], name="x")
        place = tf.py_func(lambda a: a, [tf.nn.dropout(tf.exp(x), rate=0.5)], tf.float32)
    with tf.Session(device="cuda") as session:
        assert "x_on_cpu = x.to('cpu')" in session.plan(place, [x]).source
        assert session.run(place, {x: [0.0, 1.0]}).shape == (2,)
