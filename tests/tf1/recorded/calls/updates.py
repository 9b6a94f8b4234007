"""New values at some places of tensors and variables; collections of variables."""

from types import SimpleNamespace

import numpy as np

A = np.arange(1, 13, dtype=np.float32).reshape(4, 3)
V = np.float32([1, 2, 3, 4])


def _changed(tf, run, function, value=V):
    """What the change gives, and the variable after it."""
    variable = tf.Variable(value)
    return [run(function(variable)), run(variable)]


def _gradients(tf, run, function):
    x, updates = tf.constant(V), tf.constant([5.0, 0.5])
    return run(
        tf.gradients(function(x, [[3], [1]], updates) * tf.constant([1.0, 2.0, 3.0, 4.0]), [x, updates])
    )


def _slices(tf):
    return getattr(tf, "IndexedSlices", SimpleNamespace)(
        values=tf.constant([5.0, 6.0]), indices=tf.constant([3, 1])
    )


ROWS = ("update", "add", "sub", "mul", "div", "min", "max")

CALLS = {
    "scatter_nd": lambda tf, run: run(tf.scatter_nd([[4], [3], [1], [4]], [9, 10, 11, 12], [6], name="s")),
    "scatter_nd rows": lambda tf, run: run(
        tf.scatter_nd(indices=[[0], [2]], updates=[[1.0, 2.0], [3.0, 4.0]], shape=[3, 2])
    ),
    "scatter_nd outside": lambda tf, run: run(tf.scatter_nd([[6]], [1], [6])),
    "scatter_nd gradient": lambda tf, run: run(
        tf.gradients(tf.scatter_nd([[1], [1], [0]], x := tf.constant([1.0, 2.0, 3.0]), [4]) ** 2, x)[0]
    ),
    "tensor_scatter_update": lambda tf, run: run(
        tf.tensor_scatter_update(A, [[0, 1], [3, 2]], [-1.0, -2.0], name="t")
    ),
    "tensor_scatter_nd_update rows": lambda tf, run: run(
        tf.tensor_scatter_nd_update(A, [[2]], [[7.0, 8.0, 9.0]])
    ),
    "tensor_scatter_add": lambda tf, run: run(tf.tensor_scatter_add(V, [[1], [1]], [1.0, 2.0], name="t")),
    "tensor_scatter_sub": lambda tf, run: run(tf.tensor_scatter_sub(V, [[1], [1]], [1.0, 2.0])),
    "tensor_scatter_nd_min": lambda tf, run: run(
        tf.tensor_scatter_nd_min(V, [[1], [3]], [1.0, 5.0], name="t")
    ),
    "tensor_scatter_nd_max": lambda tf, run: run(tf.tensor_scatter_nd_max(V, [[1], [3]], [1.0, 5.0])),
    "tensor_scatter misfit": lambda tf, run: tf.tensor_scatter_nd_update(A, [[2]], [[7.0, 8.0]]),
    "tensor_scatter update gradients": lambda tf, run: _gradients(tf, run, tf.tensor_scatter_nd_update),
    "tensor_scatter add gradients": lambda tf, run: _gradients(tf, run, tf.tensor_scatter_nd_add),
    "tensor_scatter sub gradients": lambda tf, run: _gradients(tf, run, tf.tensor_scatter_nd_sub),
    "tensor_scatter max gradients": lambda tf, run: _gradients(tf, run, tf.tensor_scatter_nd_max),
    "tensor_scatter min gradients": lambda tf, run: _gradients(tf, run, tf.tensor_scatter_nd_min),
    **{
        f"scatter_{how}": lambda tf, run, how=how: _changed(
            tf,
            run,
            lambda v: getattr(tf, f"scatter_{how}")(v, [3, 1], [5.0, 0.5], use_locking=True, name="s"),
        )
        for how in ROWS
    },
    **{
        f"scatter_{how} matrix": lambda tf, run, how=how: _changed(
            tf, run, lambda v: getattr(tf, f"scatter_{how}")(v, [[3], [1]], A[:2].reshape(2, 1, 3)), A
        )
        for how in ROWS
    },
    **{
        f"scatter_{how} twice": lambda tf, run, how=how: _changed(
            tf, run, lambda v: getattr(tf, f"scatter_{how}")(v, [2, 2], [2.0, 3.0])
        )
        for how in ROWS
    },
    "scatter_div ints": lambda tf, run: _changed(
        tf, run, lambda v: tf.scatter_div(v, [0, 0], [2, 3]), np.int32([-17, 1])
    ),
    "scatter_add scalar": lambda tf, run: _changed(tf, run, lambda v: tf.scatter_add(v, [0, 1], 10.0)),
    "scatter_add outside": lambda tf, run: _changed(tf, run, lambda v: tf.scatter_add(v, [4], [10.0])),
    "scatter_add no variable": lambda tf, run: tf.scatter_add(tf.constant(V), [0], [1.0]),
    "scatter_nd_update": lambda tf, run: _changed(
        tf, run, lambda v: tf.scatter_nd_update(v, [[3, 0], [1, 1]], [5.0, 6.0], True, "s"), A
    ),
    "scatter_nd_add": lambda tf, run: _changed(
        tf, run, lambda v: tf.scatter_nd_add(v, [[3], [3]], [5.0, 6.0], use_locking=False, name="s")
    ),
    "scatter_nd_sub": lambda tf, run: _changed(
        tf, run, lambda v: tf.scatter_nd_sub(v, [[3], [1]], [5.0, 6.0])
    ),
    "batch_scatter_update": lambda tf, run: _changed(
        tf,
        run,
        lambda v: tf.batch_scatter_update(
            v, [[0, 2], [1, 0]], [[9.0, 8.0], [7.0, 6.0]], use_locking=True, name="b"
        ),
        A[:2],
    ),
    "count_up_to": lambda tf, run: [
        run(op := tf.count_up_to(v := tf.Variable(1), 3, name="c")),
        run(op),
        run(v),
    ],
    "count_up_to end": lambda tf, run: run(tf.count_up_to(tf.Variable(3), limit=3)),
    **{
        f"Variable.scatter_{how}": lambda tf, run, how=how: _changed(
            tf, run, lambda v: getattr(v, f"scatter_{how}")(_slices(tf), use_locking=True, name="s")
        )
        for how in ROWS
    },
    "Variable.scatter_nd_add": lambda tf, run: _changed(
        tf, run, lambda v: v.scatter_nd_add([[3], [1]], [5.0, 6.0], name="s")
    ),
    "Variable.scatter_nd_sub": lambda tf, run: _changed(
        tf, run, lambda v: v.scatter_nd_sub([[3], [1]], [5.0, 6.0])
    ),
    "Variable.scatter_nd_update": lambda tf, run: _changed(
        tf, run, lambda v: v.scatter_nd_update([[3], [1]], [5.0, 6.0])
    ),
    "Variable.gather_nd": lambda tf, run: _changed(tf, run, lambda v: v.gather_nd([[3], [1]], name="g")),
    "Variable.sparse_read": lambda tf, run: _changed(tf, run, lambda v: v.sparse_read([3, 1], name="g")),
    "Variable.count_up_to": lambda tf, run: _changed(tf, run, lambda v: v.count_up_to(9), np.int32(4)),
    "report_uninitialized_variables": lambda tf, run: _report(tf, None),
    "report_uninitialized_variables list": lambda tf, run: _report(tf, [1]),
    "assert_variables_initialized": lambda tf, run: run(tf.assert_variables_initialized([tf.Variable(1)])),
    "assert_variables_initialized not": lambda tf, run: tf.Session().run(
        tf.assert_variables_initialized([tf.Variable(1)])
    ),
    "assert_variables_initialized none": lambda tf, run: tf.assert_variables_initialized(),
    "all_variables": lambda tf, run: [tf.Variable(1, name="v").name, [v.name for v in tf.all_variables()]],
    "model_variables": lambda tf, run: [
        tf.add_to_collection("model_variables", tf.Variable(1, name="m")),
        [v.name for v in tf.model_variables()],
        tf.model_variables(scope="n"),
    ],
    "moving_average_variables": lambda tf, run: [
        tf.add_to_collection("moving_average_variables", tf.Variable(1, name="m")),
        [v.name for v in tf.moving_average_variables(scope="m")],
    ],
    "initialize_variables": lambda tf, run: run(tf.initialize_variables([tf.Variable(1)], name="i")),
    "initialize_local_variables": lambda tf, run: run(tf.initialize_local_variables()),
    "tables_initializer": lambda tf, run: [
        run(tf.tables_initializer(name="t")),
        run(tf.initialize_all_tables(name="t")),
    ],
}


def _report(tf, which):
    made = [
        tf.Variable(1, name="a"),
        tf.Variable(2, name="b"),
        tf.Variable(3, name="c", collections=["local_variables"]),
    ]
    report = tf.report_uninitialized_variables(which and [made[i] for i in which], name="r")
    with tf.Session() as session:
        before = session.run(report)
        session.run(made[1].initializer)
        return [before, session.run(report)]


POLICY = "TensorFlow 2.21 mistakes the name for bad_indices_policy, and fails"
DIFFERENT = {
    "scatter_nd_update": POLICY,
    "scatter_nd_add": POLICY,
    "assert_variables_initialized": "it is an operation, and gives no value",
    "Variable.gather_nd": "TensorFlow has the method for resource variables alone",
    "Variable.sparse_read": "the same",
}
