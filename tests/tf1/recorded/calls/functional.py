"""Maps, scans, arrays of tensors, gradients of one's own, second derivatives, templates, Python functions."""

import numpy as np

A = np.arange(12, dtype=np.float32).reshape(3, 4) / 4
N = np.array([3, 1, 2], np.int32)


def unknown(tf):
    return tf.placeholder_with_default(A, [None, 4])


def with_slope(tf, run, function):
    """The value of a function of A, and its gradient."""
    x = unknown(tf)
    y = function(x)
    return run([y, *map(tf.convert_to_tensor, tf.gradients(y, x))])


def variables_in_body(tf, run):
    w = tf.get_variable("w", initializer=2.0)
    y = tf.map_fn(lambda row: row * w, tf.constant(A))
    return run([y, *tf.gradients(y, [w])])


def nested(tf, run):
    pair = (tf.constant(A), {"n": tf.constant(N)})
    return run(
        tf.map_fn(
            lambda p: (tf.reduce_sum(p[0]), {"m": p[1]["n"] * 2}), pair, dtype=(tf.float32, {"m": tf.int32})
        )
    )


def collected(tf, run, **kwargs):
    x = tf.constant(A)
    array = tf.TensorArray(tf.float32, size=3, **kwargs)
    _, array = tf.while_loop(
        lambda i, _: i < 3, lambda i, a: (i + 1, a.write(i, x[i] * tf.cast(i, tf.float32))), [0, array]
    )
    rows = array.stack()
    return [run([rows, *tf.gradients(rows, x)]), str(rows.shape)]


def recurrent(tf, run):
    x = tf.constant(A)
    inputs = tf.TensorArray(tf.float32, 3).unstack(x)
    outputs = tf.TensorArray(tf.float32, 3, dynamic_size=False, clear_after_read=False, infer_shape=True)

    def step(t, state, out):
        state = tf.tanh(state + inputs.read(t))
        return t + 1, state, out.write(t, state)

    _, last, outputs = tf.while_loop(lambda t, *_: t < 3, step, (0, tf.zeros([4]), outputs))
    total = tf.reduce_sum(outputs.stack()) + tf.reduce_sum(last)
    return run([total, *tf.gradients(total, x)])


def array(tf, n=3, **kwargs):
    return tf.TensorArray(tf.float32, n, **kwargs)


def clipped(tf, run):
    @tf.custom_gradient
    def clip(x):
        return tf.identity(x) * 2, lambda g: tf.clip_by_value(g, -0.1, 0.1)

    x = tf.constant(A)
    return run([clip(x), *tf.gradients(clip(x) * 3, x)])


def two_results(tf, run):
    @tf.custom_gradient
    def both(x, y):
        return (x * y, x + y), lambda a, b: (a * 10 + b, b * 7)

    x, y = tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])
    p, s = both(x, y)
    return run([p, s, *tf.gradients([p, s], [x, y]), *tf.gradients(p, [x])])


def rounded(tf, run):
    x = tf.constant([0.4, 1.6])
    y = tf.grad_pass_through(tf.round)(x)
    return run([y, *tf.gradients(y * y, x)])


def recomputed(tf, run):
    x = tf.constant([0.4, 1.6])
    return run(tf.recompute_grad(lambda x: tf.exp(x))(x))


def template(tf, run):
    def linear(x, units):
        w = tf.get_variable("w", [4, units], initializer=tf.ones_initializer())
        return tf.matmul(x, w)

    layer = tf.make_template("layer", linear, units=2)
    first, second = layer(tf.constant(A)), layer(tf.constant(A) + 1)
    other = tf.make_template("layer", linear, create_scope_now_=True, units=1)
    names = [v.name for v in tf.global_variables()]
    other(tf.constant(A))
    third = tf.make_template(
        "x", linear, unique_name_="exact", custom_getter_=lambda getter, *a, **k: getter(*a, **k) * 2
    )
    doubled = third(tf.constant(A), units=1)
    return [
        run([first, second, doubled]), names, [v.name for v in tf.global_variables()], layer.name,
        layer.variable_scope.name, [v.name for v in layer.variables], [v.name for v in layer.trainable_variables],
    ]  # fmt: skip


def new_variable_in_second_call(tf, run):
    count = []

    def grows(x):
        count.append(0)
        return tf.get_variable(f"v{len(count)}", [1])

    layer = tf.make_template("layer", grows)
    layer(1)
    return layer(2).name


CALLS = {
    "map_fn": lambda tf, run: with_slope(tf, run, lambda x: tf.map_fn(lambda r: r * tf.reduce_sum(r), x)),
    "map_fn all": lambda tf, run: run(
        tf.map_fn(
            lambda r: tf.cast(r, tf.int32),
            unknown(tf),
            dtype=tf.int32,
            parallel_iterations=2,
            back_prop=False,
            swap_memory=True,
            infer_shape=False,
            name="m",
        )
    ),
    "map_fn signature": lambda tf, run: run(
        tf.map_fn(lambda r: tf.reduce_max(r) > 1, unknown(tf), fn_output_signature=tf.bool)
    ),
    "map_fn nested": nested,
    "map_fn variables": variables_in_body,
    "map_fn several": lambda tf, run: run(tf.map_fn(lambda r: (r, r + 1), A, dtype=(tf.float32, tf.float32))),
    "map_fn other dtype": lambda tf, run: run(tf.map_fn(lambda r: tf.cast(r, tf.int32), A)),
    "map_fn other nesting": lambda tf, run: run(tf.map_fn(lambda r: (r, r), A, dtype=tf.float32)),
    "map_fn scalar": lambda tf, run: run(tf.map_fn(lambda r: r, tf.constant(1.0))),
    "map_fn lengths": lambda tf, run: run(
        tf.map_fn(lambda p: p[0] + p[1], (tf.constant([1.0]), tf.constant([1.0, 2.0])), dtype=tf.float32)
    ),
    "map_fn empty": lambda tf, run: run(tf.map_fn(lambda r: r * 2, tf.zeros([0, 3]))),
    "map_fn strings": lambda tf, run: run(tf.map_fn(lambda s: s, tf.constant(["a", "b"]))),
    "map_fn shape": lambda tf, run: str(tf.map_fn(lambda r: tf.reduce_sum(r), unknown(tf)).shape),
    "vectorized_map": lambda tf, run: with_slope(
        tf,
        run,
        lambda x: tf.vectorized_map(
            lambda r: r * tf.reduce_sum(r), x, fallback_to_while_loop=True, warn=False
        ),
    ),
    "scan": lambda tf, run: with_slope(tf, run, lambda x: tf.scan(lambda a, r: a * 0.5 + r * r, x)),
    "scan reverse": lambda tf, run: with_slope(
        tf, run, lambda x: tf.scan(lambda a, r: a * 0.5 + r * r, x, reverse=True)
    ),
    "scan initializer": lambda tf, run: with_slope(
        tf,
        run,
        lambda x: tf.scan(
            lambda a, r: a + tf.reduce_sum(r * r),
            x,
            initializer=tf.constant(1.0),
            parallel_iterations=1,
            back_prop=True,
            swap_memory=False,
            infer_shape=True,
            reverse=True,
            name="s",
        ),
    ),
    "scan fibonacci": lambda tf, run: run(
        tf.scan(lambda a, _: (a[1], a[0] + a[1]), np.arange(6), initializer=(np.int64(0), np.int64(1)))
    ),
    "scan numbers": lambda tf, run: run(tf.scan(lambda a, x: a + x, np.array([1, 2, 3, 4]))),
    "scan other dtype": lambda tf, run: run(tf.scan(lambda a, x: tf.cast(a, tf.int32), A)),
    "scan other nesting": lambda tf, run: run(tf.scan(lambda a, x: (a, a), A)),
    "scan other shape": lambda tf, run: run(tf.scan(lambda a, x: tf.stack([a, x]), tf.constant(A))),
    "foldl": lambda tf, run: with_slope(tf, run, lambda x: tf.foldl(lambda a, r: a * 0.5 + r * r, x)),
    "foldr": lambda tf, run: with_slope(tf, run, lambda x: tf.foldr(lambda a, r: a * 0.5 + r * r, x)),
    "foldl all": lambda tf, run: run(
        tf.foldl(
            lambda a, x: a * 2 + x,
            N,
            initializer=tf.constant(10),
            parallel_iterations=3,
            back_prop=True,
            swap_memory=True,
            name="f",
        )
    ),
    "foldr all": lambda tf, run: run(
        tf.foldr(
            lambda a, x: a * 2 + x,
            N,
            initializer=tf.constant(10),
            parallel_iterations=3,
            back_prop=True,
            swap_memory=True,
            name="f",
        )
    ),
    "foldl nested": lambda tf, run: run(
        tf.foldl(lambda a, x: a + x[0] * x[1], (tf.constant(N), tf.constant(N)), initializer=np.int32(0))
    ),
    "TensorArray loop": collected,
    "TensorArray dynamic": lambda tf, run: collected(tf, run, dynamic_size=True, element_shape=[4], name="a"),
    "TensorArray recurrent": recurrent,
    "TensorArray write read": lambda tf, run: run(
        array(tf, tensor_array_name="t", colocate_with_first_write_call=False)
        .write(1, [1.0, 2.0], name="w")
        .read(1, name="r")
    ),
    "TensorArray grows": lambda tf, run: run(
        array(tf, 0, dynamic_size=True).write(0, 1.0).write(2, 2.0).write(1, 3.0).stack(name="s")
    ),
    "TensorArray gather": lambda tf, run: run(array(tf).unstack(A, name="u").gather([2, 0], name="g")),
    "TensorArray scatter": lambda tf, run: run(array(tf).scatter([2, 0, 1], A, name="s").stack()),
    "TensorArray concat": lambda tf, run: run(array(tf).unstack(A.reshape(3, 2, 2)).concat(name="c")),
    "TensorArray split": lambda tf, run: run(
        array(tf).split(np.float32([1, 2, 3]), [1, 1, 1], name="s").stack()
    ),
    "TensorArray size": lambda tf, run: run(array(tf).size(name="n")),
    "TensorArray identity": lambda tf, run: run(array(tf).unstack(A).identity().stack()),
    "TensorArray properties": lambda tf, run: [
        str(array(tf).dtype),
        str(array(tf, element_shape=[2]).element_shape),
        array(tf, dynamic_size=True).dynamic_size,
    ],
    "TensorArray closed": lambda tf, run: run(array(tf).close(name="c")),
    "TensorArray unwritten": lambda tf, run: run(array(tf).write(0, 1.0).read(1)),
    "TensorArray zeros": lambda tf, run: run(array(tf, element_shape=[2]).write(1, [1.0, 2.0]).stack()),
    "TensorArray twice": lambda tf, run: run(array(tf).write(0, 1.0).write(0, 2.0).stack()),
    "TensorArray outside": lambda tf, run: run(array(tf).write(3, 1.0).stack()),
    "TensorArray outside read": lambda tf, run: run(array(tf).unstack(A).read(5)),
    "TensorArray other dtype": lambda tf, run: run(array(tf).write(0, tf.constant(1)).stack()),
    "TensorArray other shape": lambda tf, run: run(array(tf).write(0, [1.0]).write(1, [1.0, 2.0]).stack()),
    "TensorArray other element": lambda tf, run: run(array(tf, element_shape=[3]).write(0, [1.0]).stack()),
    "TensorArray any shape": lambda tf, run: run(
        array(tf, infer_shape=False).write(0, [1.0]).write(1, [2.0]).write(2, [3.0]).stack()
    ),
    "TensorArray without size": lambda tf, run: tf.TensorArray(tf.float32),
    "TensorArray slope": lambda tf, run: with_slope(
        tf, run, lambda x: array(tf, clear_after_read=False).unstack(x).gather([0, 2, 2]) * 3
    ),
    "TensorArray reads twice": lambda tf, run: (lambda a: run([a.read(0), a.read(0)]))(array(tf).unstack(A)),
    "custom_gradient": clipped,
    "custom_gradient two": two_results,
    "grad_pass_through": rounded,
    "recompute_grad": recomputed,
    "hessians": lambda tf, run: (lambda x: run(tf.hessians(tf.reduce_sum(x**3) * x[0], x)))(
        tf.constant([1.0, 2.0, 3.0])
    ),
    "hessians all": lambda tf, run: (
        lambda x, y: run(
            tf.hessians(
                [tf.reduce_sum(x * x * x) + y * y],
                [x, y],
                name="h",
                colocate_gradients_with_ops=False,
                gate_gradients=False,
                aggregation_method=None,
            )
        )
    )(tf.constant(A[:2, :2]), tf.constant(3.0)),
    "hessians unknown": lambda tf, run: (
        lambda x: run(tf.hessians(tf.reduce_sum(tf.sin(x)) ** 2, x), {x: [1.0, 2.0]})
    )(tf.placeholder(tf.float32, [None])),
    "hessians linear": lambda tf, run: (lambda x: run(tf.hessians(x * 2.0, x)))(tf.constant([1.0])),
    "make_template": template,
    "make_template grows": new_variable_in_second_call,
    "numpy_function": lambda tf, run: run(
        tf.numpy_function(lambda x, y: x + y, [A, A], tf.float32, stateful=False, name="n")
    ),
    "py_func": lambda tf, run: run(tf.py_func(np.sum, [A], tf.float32, stateful=True, name="p")),
}
DIFFERENT = {
    "TensorArray reads twice": "an element stays: clear_after_read only saves memory in TensorFlow",
}
