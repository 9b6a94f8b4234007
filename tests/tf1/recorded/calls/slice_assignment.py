"""Assignment to slices of variables."""

import numpy as np

W = np.arange(12, dtype=np.float32).reshape(3, 4)
ROWS = np.float32([[20, 21, 22, 23], [30, 31, 32, 33]])


def _assigned(tf, run, change, value=W):
    """What the assignment gives, and the variable after it."""
    variable = tf.Variable(value, name="w")
    given = change(variable)
    return [given.name, str(given.shape), run(given), run(variable)]


def _fed(tf, run, change, feed):
    variable, number = tf.Variable(W), tf.placeholder(tf.int32, [])
    return [run(change(variable, number), {number: feed}), run(variable)]


def _two(tf, run):
    """Two assignments in order, and a sum that waits for both."""
    v = tf.Variable(W)
    with tf.control_dependencies([v[0].assign([9.0] * 4)]):
        second = v[:, 0].assign([-1.0, -2.0, -3.0])
    with tf.control_dependencies([second]):
        total = tf.reduce_sum(v.read_value())
    return [run(total), run(v)]


def _ring(tf, run):
    """A buffer whose oldest row is replaced, four times."""
    buffer, step = tf.Variable(np.zeros((3, 2), np.float32)), tf.Variable(0)
    row = tf.placeholder(tf.float32, [2])
    with tf.control_dependencies([buffer[step % 3].assign(row)]):
        push = step.assign_add(1)
    return [[run(push, {row: [i, i * i]}) for i in range(1, 5)], run(buffer)]


def _in_a_branch(tf, run, feed):
    v, taken = tf.Variable(W), tf.placeholder(tf.bool, [])
    given = tf.cond(taken, lambda: v[1:].assign(ROWS), lambda: tf.identity(v))
    return [run(given, {taken: feed}), run(v)]


def _in_a_loop(tf, run):
    """Row i becomes i times 10, row by row."""
    v = tf.Variable(W)

    def body(i):
        with tf.control_dependencies([v[i].assign(tf.fill([4], 10.0 * tf.cast(i, tf.float32)))]):
            return i + 1

    end = tf.while_loop(lambda i: i < 3, body, [tf.constant(0)], parallel_iterations=1)
    return [run(end), run(v)]


def _gradient(tf, run, of):
    v, c = tf.Variable(W), tf.constant(ROWS)
    return tf.gradients(v[1:].assign(c), {"variable": v, "value": c}[of])


CALLS = {
    "rows": lambda tf, run: _assigned(tf, run, lambda w: w[1:].assign(ROWS)),
    "part of a row": lambda tf, run: _assigned(tf, run, lambda w: w[0, :2].assign([5.0, 6.0], name="part")),
    "scalar to a row": lambda tf, run: _assigned(tf, run, lambda w: w[-1].assign(5.0)),
    "one element": lambda tf, run: _assigned(tf, run, lambda w: w[0, 0].assign(5.0)),
    "one element by a vector": lambda tf, run: _assigned(tf, run, lambda w: w[0, 0].assign([5.0])),
    "row to rows": lambda tf, run: _assigned(tf, run, lambda w: w[1:].assign([1, 2, 3, 4])),
    "steps": lambda tf, run: _assigned(tf, run, lambda w: w[::2, 1::2].assign([[1.0, 2.0], [3.0, 4.0]])),
    "backwards": lambda tf, run: _assigned(
        tf, run, lambda w: w[::-1, ::-2].assign([[1.0, 2.0]] * 2 + [[3.0, 4.0]])
    ),
    "new axis": lambda tf, run: _assigned(
        tf, run, lambda w: w[..., tf.newaxis, 1].assign([[1.0], [2.0], [3.0]])
    ),
    "everything": lambda tf, run: _assigned(tf, run, lambda w: w[:].assign(-W)),
    "nothing": lambda tf, run: _assigned(tf, run, lambda w: w[5:].assign(np.zeros((0, 4), np.float32))),
    "integers": lambda tf, run: _assigned(tf, run, lambda w: w[1:3].assign([7, 8]), np.int64([1, 2, 3, 4])),
    "booleans": lambda tf, run: _assigned(tf, run, lambda w: w[1:].assign([True]), np.bool_([False] * 3)),
    "tensor index": lambda tf, run: _fed(tf, run, lambda w, n: w[n].assign([1.0] * 4), 1),
    "tensor end": lambda tf, run: _fed(tf, run, lambda w, n: w[:n, -n:].assign([[8.0]]), 2),
    "tensor index outside": lambda tf, run: _fed(tf, run, lambda w, n: w[n].assign([1.0] * 4), 3),
    "tf.assign of a slice": lambda tf, run: _assigned(tf, run, lambda w: tf.assign(w[1:], ROWS)),
    "tf.assign_add of a slice": lambda tf, run: tf.assign_add(tf.Variable(W)[1:], ROWS),
    "strided_slice var": lambda tf, run: _assigned(
        tf,
        run,
        lambda w: tf.strided_slice(w, [0, 1], [2, 3], var=w, name="s").assign([[0.5, 0.25]], name="a"),
    ),
    "two in order": _two,
    "ring buffer": _ring,
    "in the branch taken": lambda tf, run: _in_a_branch(tf, run, True),
    "in the branch not taken": lambda tf, run: _in_a_branch(tf, run, False),
    "in a loop": _in_a_loop,
    "twice a run": lambda tf, run: [
        run([(v := tf.Variable(W))[0].assign([1.0] * 4).op, v[1].assign([2.0] * 4).op]),
        run(v),
    ],
    "wrong shape": lambda tf, run: _assigned(tf, run, lambda w: w[1:].assign([[1.0, 2.0]])),
    "too many axes": lambda tf, run: _assigned(tf, run, lambda w: w[0].assign([[1.0] * 4] * 2)),
    "wrong dtype": lambda tf, run: _assigned(tf, run, lambda w: w[1:].assign(tf.constant(1))),
    "outside": lambda tf, run: _assigned(tf, run, lambda w: w[5].assign([1.0] * 4)),
    "not initialised": lambda tf, run: tf.Session().run(tf.Variable(W)[0].assign([1.0] * 4)),
    "slice of a slice": lambda tf, run: _assigned(tf, run, lambda w: w[1:][0].assign([1.0] * 4)),
    "slice of a tensor": lambda tf, run: tf.constant(W)[0].assign([1.0] * 4),
    "slice of what was read": lambda tf, run: tf.Variable(W).read_value()[0].assign([1.0] * 4),
    "no assign_add": lambda tf, run: tf.Variable(W)[0].assign_add([1.0] * 4),
    "hasattr": lambda tf, run: [
        hasattr(tf.constant(W)[0], "assign"),
        hasattr(tf.constant(W), "assign"),
        hasattr(tf.Variable(W)[0], "assign"),
    ],
    "gradient to the variable": lambda tf, run: _gradient(tf, run, "variable"),
    "gradient to the value": lambda tf, run: _gradient(tf, run, "value"),
    "gradient stopped": lambda tf, run: tf.gradients(
        tf.reduce_sum(tf.stop_gradient((v := tf.Variable(W))[1:].assign(ROWS))) * (x := tf.constant(2.0)),
        [v, x],
    )[0],
}
