"""tf.random: shapes and dtypes, what is the same at each run, and the errors."""

import numpy as np


def _about(run, tensor):
    """What is deterministic of random numbers."""
    value = run(tensor)
    return [str(tensor.shape), value.dtype.name, list(value.shape)]


CALLS = {
    "random_gamma": lambda tf, run: _about(
        run, tf.random_gamma([2], [[0.5], [3.0]], beta=[1.0, 2.0, 3.0], dtype=tf.float64, seed=1, name="r")
    ),
    "random.gamma": lambda tf, run: _about(run, tf.random.gamma(shape=[], alpha=2.0)),
    "random_gamma ints": lambda tf, run: tf.random_gamma([2], 1, dtype=tf.int32),
    "random_gamma large": lambda tf, run: [
        round(float(np.mean(run(tf.random_gamma([20000], 4.0, 2.0, seed=2)))), 1)
    ],
    "random_poisson": lambda tf, run: _about(
        run, tf.random_poisson([0.5, 3.0], [4], dtype=tf.int32, seed=1, name="r")
    ),
    "random.poisson": lambda tf, run: _about(run, tf.random.poisson(lam=2.0, shape=[2, 2])),
    "random_poisson large": lambda tf, run: [
        round(float(np.mean(run(tf.random_poisson(3.0, [40000], seed=2)))), 1)
    ],
    "random.categorical": lambda tf, run: _about(
        run, tf.random.categorical([[0.0, 1.0], [0.0, 2.0]], 5, dtype=tf.int32, seed=1, name="r")
    ),
    "random.categorical sure": lambda tf, run: run(
        tf.random.categorical([[0.0, 90.0], [90.0, 0.0]], num_samples=3)
    ),
    "random.multinomial": lambda tf, run: _about(run, tf.random.multinomial([[0.0, 1.0]], 5, seed=1)),
    "random.normal": lambda tf, run: _about(
        run, tf.random.normal([2, 3], mean=1.0, stddev=2.0, dtype=tf.float64, seed=1, name="r")
    ),
    "random.uniform": lambda tf, run: _about(
        run, tf.random.uniform([2, 3], minval=1, maxval=5, dtype=tf.int32, seed=1, name="r")
    ),
    "random.truncated_normal": lambda tf, run: _about(run, tf.random.truncated_normal([2, 3])),
    "random.shuffle": lambda tf, run: np.sort(run(tf.random.shuffle([3, 1, 2], seed=1))),
    "random.stateless_normal": lambda tf, run: run(tf.random.stateless_normal([2], [1, 2])),
    "random.stateless_uniform": lambda tf, run: run(tf.random.stateless_uniform([2], [1, 2])),
}
STREAMS = "TensorFlow's own bit streams are refused with the remedy"
DIFFERENT = {"random.stateless_normal": STREAMS, "random.stateless_uniform": STREAMS}
