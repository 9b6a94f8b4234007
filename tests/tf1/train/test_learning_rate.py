"""Learning-rate schedules against their formulas."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

FORMULAS = {
    "exponential": (lambda t: tf.train.exponential_decay(0.1, t, 10, 0.5), lambda t: 0.1 * 0.5 ** (t / 10)),
    "staircase": (
        lambda t: tf.train.exponential_decay(0.1, t, 10, 0.5, staircase=True),
        lambda t: 0.1 * 0.5 ** (t // 10),
    ),
    "natural": (lambda t: tf.train.natural_exp_decay(0.1, t, 10, 0.5), lambda t: 0.1 * np.exp(-0.5 * t / 10)),
    "inverse time": (
        lambda t: tf.train.inverse_time_decay(0.1, t, 10, 0.5),
        lambda t: 0.1 / (1 + 0.5 * t / 10),
    ),
    "polynomial": (
        lambda t: tf.train.polynomial_decay(0.1, t, 20, 0.01, power=2.0),
        lambda t: 0.01 + 0.09 * (1 - min(t, 20) / 20) ** 2,
    ),
    "cycle": (
        lambda t: tf.train.polynomial_decay(0.1, t, 20, 0.01, cycle=True),
        lambda t: 0.01 + 0.09 * (1 - t / (20 * max(np.ceil(t / 20), 1))),
    ),
    "piecewise": (
        lambda t: tf.train.piecewise_constant(t, [5, 15], [0.1, 0.01, 0.001]),
        lambda t: 0.1 if t <= 5 else 0.01 if t <= 15 else 0.001,
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_schedule(name):
    build, formula = FORMULAS[name]
    step = tf.placeholder(tf.int32, [])
    rate = build(step)
    with tf.Session(device="cpu") as session:
        for t in (0, 5, 7, 15, 25, 40):
            assert session.run(rate, {step: t}) == pytest.approx(formula(t), rel=1e-5)


def test_values_and_boundaries_must_fit():
    with pytest.raises(ValueError, match="2 boundaries need 3 values, but there are 2"):
        tf.train.piecewise_constant(tf.constant(1), [1, 2], [0.1, 0.2])
