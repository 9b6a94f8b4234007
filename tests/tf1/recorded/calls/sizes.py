"""Sizes, axes and bounds that are tensors, whose values only a run knows."""

import numpy as np

A = np.arange(12, dtype=np.float32).reshape(3, 4)


def _x(tf, run, function):
    """The function of a batch of unknown size: its static shape, and its value."""
    x = tf.placeholder(tf.float32, [None, 4])
    y = function(x)
    return [str(y.shape), run(y, {x: A})]


def _shape(tf, run, function):
    """The same for random numbers: the shapes and the dtype."""
    x = tf.placeholder(tf.float32, [None, 4])
    y = function(x)
    return [str(y.shape), str(y.dtype), list(run(y, {x: A}).shape)]


def _fed(tf, run, value, function, dtype="int32", shape=None):
    """The function of a tensor that is fed."""
    n = tf.placeholder(dtype, shape)
    y = function(n)
    return run(y, {n: value})


def _gradient(tf, run, function):
    x = tf.placeholder(tf.float32, [None, 4])
    y = function(x)
    return run([tf.convert_to_tensor(g) for g in tf.gradients(y * y, x)], {x: A})


def _normal_gradient(tf, run):
    mean, stddev = tf.Variable([1.0, 2.0]), tf.Variable([[0.0, 0.0]])
    drawn = tf.random_normal([3, 2], mean, stddev, seed=1, name="z")
    return run([drawn, tf.gradients(drawn, mean)])


def _piecewise(tf, run, function):
    x = tf.placeholder(tf.float32, [None, 4])
    parts = function(x)
    total = tf.add_n([tf.reduce_sum(part * part) * (i + 1) for i, part in enumerate(parts)])
    return [[str(part.shape) for part in parts], run([parts, tf.gradients(total, x)], {x: A})]


def _rows(tf, x):
    return tf.shape(x)[0]


CALLS = {
    # shapes of random numbers
    "random_normal shape": lambda tf, run: _shape(
        tf, run, lambda x: tf.random_normal(tf.shape(x), 1.0, 2.0, tf.float64, seed=1, name="r")
    ),
    "random_normal mixed": lambda tf, run: _shape(tf, run, lambda x: tf.random_normal([_rows(tf, x), 5])),
    "random_normal stddev 0": lambda tf, run: _x(
        tf, run, lambda x: tf.random_normal(tf.shape(x), mean=x, stddev=0.0)
    ),
    "random_normal stddev a tensor": lambda tf, run: _x(
        tf, run, lambda x: tf.random_normal([3, 4], mean=1.0, stddev=x * 0)
    ),
    "random_normal gradient": _normal_gradient,
    "random_normal float shape": lambda tf, run: _shape(
        tf, run, lambda x: tf.random_normal(tf.constant([2.0]))
    ),
    "random_normal int dtype": lambda tf, run: _shape(
        tf, run, lambda x: tf.random_normal([2], dtype=tf.int32)
    ),
    "random_normal unknown size": lambda tf, run: _shape(tf, run, lambda x: tf.random_normal(x.shape)),
    "random_normal a matrix": lambda tf, run: _shape(tf, run, lambda x: tf.random_normal(tf.constant([[2]]))),
    "random_uniform mixed": lambda tf, run: _shape(
        tf, run, lambda x: tf.random_uniform([_rows(tf, x), 5], -1, 1, seed=3, name="u")
    ),
    "random_uniform int64 shape": lambda tf, run: _shape(
        tf, run, lambda x: tf.random_uniform(tf.shape(x, out_type=tf.int64), dtype=tf.float16)
    ),
    "random_uniform ints": lambda tf, run: _x(
        tf, run, lambda x: tf.random_uniform(tf.shape(x), _rows(tf, x), _rows(tf, x) + 1, tf.int32)
    ),
    "random_uniform bounds": lambda tf, run: _x(tf, run, lambda x: tf.random_uniform(tf.shape(x), x, x)),
    "random_uniform int bounds a vector": lambda tf, run: _fed(
        tf, run, [1, 2], lambda n: tf.random_uniform([2], n, 5, tf.int32)
    ),
    "random_uniform no maxval": lambda tf, run: run(tf.random_uniform([2], dtype=tf.int32)),
    "random_uniform empty range": lambda tf, run: run(tf.random_uniform([2], 5, 5, dtype=tf.int32)),
    "random_uniform uint8": lambda tf, run: run(tf.random_uniform([2], 0, 5, dtype=tf.uint8)),
    "truncated_normal": lambda tf, run: _shape(
        tf, run, lambda x: tf.truncated_normal([_rows(tf, x), 2], 0.0, 1.0, tf.float32, seed=2, name="t")
    ),
    "truncated_normal stddev 0": lambda tf, run: _x(
        tf, run, lambda x: tf.truncated_normal(tf.shape(x), mean=x, stddev=tf.constant(0.0))
    ),
    "random_shuffle": lambda tf, run: _shape(tf, run, lambda x: tf.random_shuffle(x, seed=1, name="s")),
    # filling
    "zeros shape": lambda tf, run: _x(tf, run, lambda x: tf.zeros(tf.shape(x), tf.int64, name="z")),
    "zeros mixed": lambda tf, run: _x(tf, run, lambda x: tf.zeros([_rows(tf, x), 2])),
    "zeros nested dtype": lambda tf, run: _x(
        tf, run, lambda x: tf.zeros([tf.shape(x, out_type=tf.int64)[0], 2], tf.bool)
    ),
    "zeros scalar": lambda tf, run: _x(tf, run, lambda x: tf.zeros(_rows(tf, x))),
    "zeros strings": lambda tf, run: run(tf.zeros([2], tf.string)),
    "zeros constant": lambda tf, run: run(tf.zeros(tf.constant([2, 1]))),
    "zeros unknown": lambda tf, run: _x(tf, run, lambda x: tf.zeros(x.shape)),
    "ones mixed": lambda tf, run: _x(tf, run, lambda x: tf.ones([2, _rows(tf, x)], tf.float64, name="o")),
    "ones concat": lambda tf, run: _x(tf, run, lambda x: tf.ones(tf.concat([tf.shape(x)[:1], [7]], 0))),
    "ones of a slice": lambda tf, run: _x(tf, run, lambda x: tf.ones(tf.shape(x)[1:])),
    "fill": lambda tf, run: _x(tf, run, lambda x: tf.fill([_rows(tf, x), 2], 7, name="f")),
    "fill with a tensor": lambda tf, run: _x(tf, run, lambda x: tf.fill([2], tf.reduce_sum(x))),
    "fill gradient": lambda tf, run: _gradient(tf, run, lambda x: tf.fill([_rows(tf, x)], tf.reduce_sum(x))),
    "fill with a vector": lambda tf, run: run(tf.fill([2], [1, 2])),
    "fill negative": lambda tf, run: run(tf.fill([-2], 1)),
    "fill float sizes": lambda tf, run: run(tf.fill([2.0], 1)),
    "eye": lambda tf, run: _x(
        tf, run, lambda x: tf.eye(_rows(tf, x), tf.shape(x)[1], [2], tf.int32, name="e")
    ),
    "eye batch": lambda tf, run: _x(tf, run, lambda x: tf.eye(2, batch_shape=tf.shape(x)[:1])),
    "eye square": lambda tf, run: _x(tf, run, lambda x: tf.eye(_rows(tf, x))),
    "one_hot depth": lambda tf, run: _x(tf, run, lambda x: tf.one_hot([0, 3], tf.shape(x)[1], name="h")),
    "one_hot all": lambda tf, run: _x(
        tf, run, lambda x: tf.one_hot([[0], [2]], _rows(tf, x), x[0, 1], x[0, 2], axis=0, dtype=tf.float32)
    ),
    "one_hot on tensor": lambda tf, run: _x(tf, run, lambda x: tf.one_hot([1], 3, on_value=x[1, 1])),
    "one_hot dtypes differ": lambda tf, run: _x(
        tf, run, lambda x: tf.one_hot([1], 3, x[1, 1], dtype=tf.int32)
    ),
    "one_hot bool": lambda tf, run: _x(tf, run, lambda x: tf.one_hot([1], _rows(tf, x), dtype=tf.bool)),
    "one_hot axis too large": lambda tf, run: _x(tf, run, lambda x: tf.one_hot([1], _rows(tf, x), axis=3)),
    "one_hot negative depth": lambda tf, run: run(tf.one_hot([1], -2)),
    # numbers
    "range n": lambda tf, run: _x(tf, run, lambda x: tf.range(_rows(tf, x), name="r")),
    "range all": lambda tf, run: _x(tf, run, lambda x: tf.range(1, tf.shape(x)[1] * 3, _rows(tf, x))),
    "range dtype": lambda tf, run: _x(tf, run, lambda x: tf.range(_rows(tf, x), dtype=tf.float64)),
    "range float": lambda tf, run: _x(tf, run, lambda x: tf.range(x[0, 0], x[1, 1], 2)),
    "range int and float": lambda tf, run: _x(tf, run, lambda x: tf.range(0, _rows(tf, x), 0.5)),
    "range down": lambda tf, run: _x(tf, run, lambda x: tf.range(_rows(tf, x), 0, -1)),
    "range of rank": lambda tf, run: _x(tf, run, lambda x: tf.range(tf.rank(x))),
    "range wrong way": lambda tf, run: _fed(tf, run, -3, tf.range, shape=[]),
    "range step 0": lambda tf, run: _fed(tf, run, 0, lambda n: tf.range(0, 3, n), shape=[]),
    "range static wrong way": lambda tf, run: run(tf.range(0, -3)),
    "range of a vector": lambda tf, run: _fed(tf, run, [3], tf.range, shape=[1]),
    "range static step 0": lambda tf, run: run(tf.range(0, 3, 0)),
    "range int64": lambda tf, run: _x(tf, run, lambda x: tf.range(tf.shape(x, out_type=tf.int64)[0])),
    # rearranging
    "reshape mixed": lambda tf, run: _x(tf, run, lambda x: tf.reshape(x, [_rows(tf, x), 2, 2])),
    "reshape -1 and tensor": lambda tf, run: _x(tf, run, lambda x: tf.reshape(x, [-1, tf.shape(x)[1] // 2])),
    "reshape int64": lambda tf, run: _x(tf, run, lambda x: tf.reshape(x, tf.shape(x, out_type=tf.int64))),
    "reshape known": lambda tf, run: [
        str(tf.reshape(tf.constant(A), tf.placeholder_with_default([2, 6], [2])).shape),
        str(tf.reshape(tf.constant(A), [2, tf.placeholder(tf.int32, [])]).shape),
    ],
    "reshape arithmetic": lambda tf, run: _x(tf, run, lambda x: tf.reshape(x, [-1, tf.constant(1) + 1])),
    "reshape float sizes": lambda tf, run: run(tf.reshape(A, tf.constant([12.0]))),
    "reshape does not fit": lambda tf, run: _fed(tf, run, [5], lambda n: tf.reshape(A, n)),
    "transpose perm": lambda tf, run: _x(tf, run, lambda x: tf.transpose(x, tf.constant([1, 0]), name="t")),
    "transpose perm fed": lambda tf, run: _fed(tf, run, [1, 0], lambda n: tf.transpose(A, n)),
    "transpose perm gradient": lambda tf, run: _gradient(
        tf, run, lambda x: tf.transpose(tf.reshape(x, [-1, 2, 2]), tf.range(3)[::-1]) * 2
    ),
    "transpose perm fed gradient": lambda tf, run: _fed(
        tf,
        run,
        [2, 0, 1],
        lambda n: (lambda c: tf.gradients(tf.transpose(c, n) ** 2, c))(tf.reshape(tf.constant(A), [1, 3, 4])),
    ),
    "expand_dims axis": lambda tf, run: _x(tf, run, lambda x: tf.expand_dims(x, tf.constant(1), name="e")),
    "squeeze axis list": lambda tf, run: _x(tf, run, lambda x: tf.squeeze(x[:, :1], [1], name="s")),
    "tile n": lambda tf, run: _x(tf, run, lambda x: tf.tile(x, [_rows(tf, x), 1], name="t")),
    "tile vector": lambda tf, run: _fed(tf, run, [2, 1], lambda n: tf.tile(A, n)),
    "tile gradient": lambda tf, run: _gradient(tf, run, lambda x: tf.tile(x, [2, _rows(tf, x)]) * x[0, 1]),
    "tile wrong rank": lambda tf, run: run(tf.tile(A, [2])),
    "tile int64": lambda tf, run: run(tf.tile(A, tf.constant([1, 2], tf.int64))),
    "slice n": lambda tf, run: _x(tf, run, lambda x: tf.slice(x, [1, 0], [_rows(tf, x) - 1, 2], name="s")),
    "slice begin": lambda tf, run: _x(tf, run, lambda x: tf.slice(x, [_rows(tf, x) - 1, 1], [-1, -1])),
    "slice gradient": lambda tf, run: _gradient(
        tf, run, lambda x: tf.slice(x, [1, 0], [_rows(tf, x) - 1, 2])
    ),
    "slice too far": lambda tf, run: _fed(tf, run, [0, 5], lambda n: tf.slice(A, n, [1, 1])),
    "strided_slice": lambda tf, run: _x(
        tf,
        run,
        lambda x: tf.strided_slice(
            x,
            [0, 0],
            tf.shape(x),
            [1, 2],
            begin_mask=1,
            end_mask=2,
            ellipsis_mask=0,
            new_axis_mask=0,
            shrink_axis_mask=0,
            name="s",
        ),
    ),
    "strided_slice gradient": lambda tf, run: _gradient(
        tf, run, lambda x: tf.strided_slice(x, [0, 0], tf.shape(x), [2, 2])
    ),
    "x[-n:, n]": lambda tf, run: _x(tf, run, lambda x: x[-_rows(tf, x) + 1 :, _rows(tf, x) - 1]),
    "x[::n]": lambda tf, run: _x(tf, run, lambda x: x[:: _rows(tf, x) - 1]),
    "x[n:0:-1]": lambda tf, run: _x(tf, run, lambda x: x[_rows(tf, x) : 0 : -1]),
    "split n": lambda tf, run: _piecewise(tf, run, lambda x: tf.split(x, 3, 0, name="s")),
    "split sizes": lambda tf, run: _piecewise(tf, run, lambda x: tf.split(x, [1, _rows(tf, x) - 1], 0)),
    "split sizes known axis": lambda tf, run: _piecewise(
        tf, run, lambda x: tf.split(x, [_rows(tf, x) - 2, -1], axis=1)
    ),
    "split sizes -1": lambda tf, run: _piecewise(tf, run, lambda x: tf.split(x, [2, -1], axis=0, num=2)),
    "split axis": lambda tf, run: _piecewise(tf, run, lambda x: tf.split(x, 2, axis=tf.constant(1))),
    "split not even": lambda tf, run: _piecewise(tf, run, lambda x: tf.split(x, 2, 0)),
    "split do not add up": lambda tf, run: _piecewise(tf, run, lambda x: tf.split(x, [1, 1], 0)),
    "split static not even": lambda tf, run: run(tf.split(A, 2, 0)),
    "concat axis": lambda tf, run: _x(tf, run, lambda x: tf.concat([x, x], tf.constant(1))),
    "concat one": lambda tf, run: _x(tf, run, lambda x: tf.concat(x, 0)),
    "stack": lambda tf, run: _x(tf, run, lambda x: tf.stack([x, x], axis=1, name="s")),
    "unstack num": lambda tf, run: _piecewise(tf, run, lambda x: tf.unstack(x, num=3, axis=0, name="u")),
    "unstack unknown": lambda tf, run: _piecewise(tf, run, lambda x: tf.unstack(x)),
    "gather axis": lambda tf, run: _x(tf, run, lambda x: tf.gather(x, [1, 0], axis=tf.constant(1))),
    "gather n": lambda tf, run: _x(tf, run, lambda x: tf.gather(x, _rows(tf, x) - 1)),
    "gather gradient": lambda tf, run: _gradient(tf, run, lambda x: tf.gather(x, tf.range(_rows(tf, x))) * 3),
    # padding
    "pad": lambda tf, run: _x(tf, run, lambda x: tf.pad(x, [[1, 0], [0, 2]], "CONSTANT", "p", 9.0)),
    "pad n": lambda tf, run: _x(tf, run, lambda x: tf.pad(x, [[0, 5 - _rows(tf, x)], [0, 0]])),
    "pad fed": lambda tf, run: _fed(tf, run, [[1, 1], [0, 1]], lambda n: tf.pad(A, n)),
    "pad value a tensor": lambda tf, run: _x(
        tf, run, lambda x: tf.pad(x, [[1, 1], [1, 1]], constant_values=x[0, 1])
    ),
    "pad gradient": lambda tf, run: _gradient(tf, run, lambda x: tf.pad(x, [[0, _rows(tf, x)], [1, 0]])),
    "pad reflect": lambda tf, run: _x(tf, run, lambda x: tf.pad(x, [[2, 1], [1, 3]], "REFLECT")),
    "pad symmetric": lambda tf, run: _x(tf, run, lambda x: tf.pad(x, [[3, 1], [1, 4]], mode="symmetric")),
    "pad reflect gradient": lambda tf, run: _gradient(
        tf, run, lambda x: tf.pad(x, [[2, 1], [1, 3]], "REFLECT")
    ),
    "pad symmetric gradient": lambda tf, run: _gradient(
        tf, run, lambda x: tf.pad(x, [[3, 1], [1, 4]], "SYMMETRIC")
    ),
    "pad reflect too far": lambda tf, run: run(tf.pad(A, [[3, 0], [0, 0]], "REFLECT")),
    "pad symmetric too far": lambda tf, run: run(tf.pad(A, [[4, 0], [0, 0]], "SYMMETRIC")),
    "pad mode": lambda tf, run: run(tf.pad(A, [[1, 0], [0, 0]], "EDGE")),
    "pad wrong rank": lambda tf, run: run(tf.pad(A, [[1, 0]])),
    "pad negative": lambda tf, run: run(tf.pad(A, [[-1, 0], [0, 0]])),
    # axes
    "reduce_sum axis": lambda tf, run: _x(tf, run, lambda x: tf.reduce_sum(x, axis=tf.constant([1]))),
    "reduce_mean axis of rank": lambda tf, run: _x(
        tf, run, lambda x: tf.reduce_mean(x, tf.range(1, tf.rank(x)))
    ),
    "reduce_max last": lambda tf, run: _x(tf, run, lambda x: tf.reduce_max(x, tf.rank(x) - 1, keepdims=True)),
    "argmax axis": lambda tf, run: _x(tf, run, lambda x: tf.argmax(x, tf.constant(1))),
    "cumsum axis": lambda tf, run: _x(tf, run, lambda x: tf.cumsum(x, tf.constant(1))),
}

_MORE = (
    "more of the static shape is known: a step or a size that a run gives leaves the other axes as they are"
)
DIFFERENT = {
    "strided_slice": _MORE,
    "x[::n]": _MORE,
    "split sizes": _MORE,
    "random_uniform empty range": "refused with ValueError while the graph is built, in place of in the run",
    "one_hot axis too large": "ValueError, the usual error of a shape, while the graph is built",
}
