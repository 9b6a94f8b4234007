"""Stepping through a run of the real engine."""

import numpy as np
import pytest

from lessonlib import tf1 as tf
from lessonlib.viz import graph_stepper
from lessonlib.viz.widgets.graph_stepper import short


@pytest.fixture
def session():
    tf.reset_default_graph()
    with tf.Session() as session:
        yield session


def slider(widget):
    return widget.box.children[0].children[0]


def words(widget):
    return widget.box.children[-1].words


def test_each_step_shows_one_node_and_its_value(session):
    x = tf.constant(3.0, name="x")
    tf.add(tf.square(x, name="square"), 1.0, name="f")
    widget = graph_stepper(session, "f:0")
    trace = session.trace("f:0")
    assert slider(widget).max == len(trace)
    assert "Nothing has run yet; 4 steps lie ahead." in words(widget)
    for k, step in enumerate(trace, start=1):
        slider(widget).value = k
        assert f"Step {k} of 4: {step.name} ({step.type})" in words(widget)
        assert f"{step.value:g}" in words(widget)


def test_values_fill_the_boxes_as_the_run_goes_on(session, texts):
    x = tf.placeholder(tf.float32, (None, 2), name="x")
    total = tf.reduce_sum(x, name="total")
    widget = graph_stepper(session, [total], {x: np.ones((30, 2))})
    assert "= 60" not in texts(widget._draw())
    still = texts(widget.snapshot())
    assert {"= 60", "array (30, 2)"} <= set(still)


def test_an_update_is_done_once(session):
    counter = tf.Variable(0, name="counter")
    session.run(counter.initializer)
    widget = graph_stepper(session, tf.assign_add(counter, 1))
    for k in range(slider(widget).max + 1):
        slider(widget).value = k
    assert session.run(counter) == 1


def test_a_node_without_a_value_says_so(session):
    variable = tf.Variable(1.0, name="v")
    widget = graph_stepper(session, tf.group(variable.initializer, name="all"))
    assert "all (NoOp) and gives no value" in widget.snapshot().alt


def test_errors_are_those_of_the_session(session):
    x = tf.placeholder(tf.float32, name="x")
    with pytest.raises(tf.errors.InvalidArgumentError, match="x"):
        graph_stepper(session, x + 1.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float32(0.123456), "= 0.123"),
        (np.int32(7), "= 7"),
        (np.bool_(True), "= True"),
        (np.array([1.0, 2.5]), "= [1. , 2.5]"),
        (np.zeros((3, 4)), "array (3, 4)"),
    ],
)
def test_short_forms_of_values(value, text):
    assert short(value) == text
