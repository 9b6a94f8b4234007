"""Recurrent networks whose caller says after each step what comes next."""

import numpy as np

X = np.sin(np.arange(60, dtype=np.float32)).reshape(5, 3, 4)
LENGTHS = np.array([5, 2, 4], np.int32)


def fed(tf, run, emit=None, handed_on=False, gradient=False):
    """A cell over the rows of X, which loop_fn reads; `emit` gives (the example, what a step emits)."""
    cell = tf.nn.rnn_cell.BasicRNNCell(2)
    x = tf.placeholder_with_default(X, [None, 3, 4])
    inputs = tf.TensorArray(tf.float32, tf.shape(x)[0]).unstack(x)

    def loop_fn(time, output, state, loop_state):
        first = output is None
        following = cell.zero_state(3, tf.float32) if first else state
        done = time >= LENGTHS
        read = tf.cond(tf.reduce_all(done), lambda: tf.zeros([3, 4]), lambda: inputs.read(time))
        example, emitted = (output, output) if emit is None else emit(tf, time, output)
        if handed_on:
            loop_state = tf.constant(1.0) if first else loop_state * 2 + tf.reduce_sum(output)
        return done, read, following, example if first else emitted, loop_state

    with tf.variable_scope("r", initializer=tf.constant_initializer(0.25)):
        emitted, last, loop_state = tf.nn.raw_rnn(cell, loop_fn)
    rows = emitted.stack() if hasattr(emitted, "stack") else [one.stack() for one in emitted]
    results = [rows, last] + ([loop_state] if handed_on else [])
    if gradient:
        results += [tf.convert_to_tensor(g) for g in tf.gradients(rows, [x, *tf.trainable_variables()])]
    return run(results)


def twice(tf, time, output):
    """The output doubled, and the time of each row."""
    if output is None:
        return (tf.zeros([2]), tf.zeros([], tf.int32)), None
    return None, (output * 2, tf.fill([3], time))


def fed_back(tf, run):
    """Each output is the next input, until it is small."""
    cell = tf.nn.rnn_cell.BasicRNNCell(2)

    def loop_fn(time, output, state, loop_state):
        if output is None:
            start = tf.constant([[1.0, 0.5], [0.2, -0.1]])
            return tf.zeros([2], tf.bool), start, cell.zero_state(2, tf.float32), None, None
        small = tf.reduce_max(tf.abs(output), 1) < 0.3
        return tf.logical_or(small, time >= 6), output, state, output, None

    with tf.variable_scope("r", initializer=tf.constant_initializer(0.25)):
        emitted, last, loop_state = tf.nn.raw_rnn(cell, loop_fn)
    return [run([emitted.stack(), last]), loop_state is None]


CALLS = {
    "raw_rnn": fed,
    "raw_rnn gradient": lambda tf, run: fed(tf, run, gradient=True),
    "raw_rnn emits others": lambda tf, run: fed(tf, run, emit=twice),
    "raw_rnn loop state": lambda tf, run: fed(tf, run, handed_on=True),
    "raw_rnn fed back": fed_back,
    "raw_rnn no function": lambda tf, run: tf.nn.raw_rnn(tf.nn.rnn_cell.BasicRNNCell(2), None),
}
