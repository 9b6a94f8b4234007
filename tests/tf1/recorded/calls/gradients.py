"""Gradients that a program gives to operations: RegisterGradient, gradient_override_map, NotDifferentiable."""

import numpy as np

X = np.float32([[1.5, 0.4], [2.6, -0.3]])
WEIGHTS = np.float32([[1, -2], [-3, 4]])


def fresh(tf, name, function=None):
    """Register a gradient under a name, unless an earlier call of the same program did."""
    try:
        if function is None:
            tf.NotDifferentiable(name)
        else:
            tf.RegisterGradient(name)(function)
    except KeyError:
        pass
    return name


def overridden(tf, run, kind, function, build, name=None):
    """The gradient of build(x), weighted, inside an override of one operation type."""
    name = name or fresh(tf, f"Test{kind}{function.__name__}", function(tf))
    x = tf.constant(X)
    with tf.get_default_graph().gradient_override_map({kind: name}):
        y = build(x)
    slope = tf.gradients(y, x, WEIGHTS)[0]
    return run([y, tf.constant(0.0) if slope is None else slope])


def guided(tf):
    return lambda op, g: tf.where(g > 0, g * tf.cast(op.outputs[0] > 0, g.dtype), tf.zeros_like(g))


def straight(tf):
    return lambda op, g: tf.where(tf.abs(op.inputs[0]) < 1, g, tf.zeros_like(g))


def swapped(tf):
    return lambda op, a: [a * op.inputs[1] * 10, a * op.inputs[0] * 100]


def too_many(tf):
    return lambda op, g: [g, g]


def of_python(tf):
    return lambda op, g: [g * 2 * op.inputs[0], None]


def outside(tf, run):
    """Only operations made inside are changed, and the block may be opened in another one."""
    name = fresh(tf, "TestRelu10", lambda op, g: g * 10)
    other = fresh(tf, "TestTanh100", lambda op, g: g * 100)
    graph, x = tf.get_default_graph(), tf.constant(X)
    with graph.gradient_override_map({"Relu": name}):
        with graph.gradient_override_map({"Tanh": other}):
            y = tf.nn.relu(x) + tf.tanh(x)
        inside = tf.nn.relu(x) + tf.tanh(x)
    return run([tf.gradients(y, x)[0], tf.gradients(inside, x)[0], tf.gradients(tf.nn.relu(x), x)[0]])


def second(tf, run):
    x = tf.constant(X)
    with tf.get_default_graph().gradient_override_map(
        {"Square": fresh(tf, "TestCube", lambda op, g: g * op.inputs[0] ** 3)}
    ):
        y = tf.square(x)
    slope = tf.gradients(y, x)[0]
    return run([slope, tf.gradients(slope, x)[0]])


def later(tf, run):
    """The function may come after the operation."""
    x = tf.constant(X)
    with tf.get_default_graph().gradient_override_map({"Relu": "TestLater"}):
        y = tf.nn.relu(x)
    fresh(tf, "TestLater", lambda op, g: g * 7)
    return run(tf.gradients(y, x)[0])


def unknown(tf, run):
    x = tf.constant(X)
    with tf.get_default_graph().gradient_override_map({"Relu": "TestNobody"}):
        return tf.gradients(tf.nn.relu(x), x)


def stopped(tf, run):
    x = tf.constant(X)
    with tf.get_default_graph().gradient_override_map({"Relu": fresh(tf, "TestNothing")}):
        y = tf.nn.relu(x)
    return [str(tf.gradients(y, x)[0]), run(tf.gradients(y + x, x)[0])]


def python(tf, run):
    return overridden(
        tf,
        run,
        "PyFunc",
        of_python,
        lambda x: tf.py_func(lambda a, b: a * a + b, [x, tf.constant(1.0)], tf.float32),
    )


CALLS = {
    "guided backpropagation": lambda tf, run: overridden(tf, run, "Relu", guided, tf.nn.relu),
    "straight through": lambda tf, run: overridden(tf, run, "Sign", straight, tf.sign),
    "sign as identity": lambda tf, run: overridden(tf, run, "Sign", None, tf.sign, "Identity"),
    "round as identity": lambda tf, run: overridden(tf, run, "Round", None, tf.round, "Identity"),
    "identity reversed": lambda tf, run: overridden(
        tf,
        run,
        "Identity",
        None,
        tf.identity,
        fresh(tf, "TestReversed", lambda op, g: [tf.negative(g) * 0.5]),
    ),
    "two inputs": lambda tf, run: overridden(tf, run, "Mul", swapped, lambda x: x * tf.sigmoid(x)),
    "too many": lambda tf, run: overridden(tf, run, "Relu", too_many, tf.nn.relu),
    "py_func": python,
    "outside of the block": outside,
    "second order": second,
    "registered later": later,
    "registered by nobody": unknown,
    "not differentiable": stopped,
    "no gradient": lambda tf, run: [
        tf.NoGradient is tf.NotDifferentiable,
        tf.no_gradient is tf.NotDifferentiable,
    ],
    "registered twice": lambda tf, run: [
        tf.RegisterGradient("TestTwice")(abs),
        tf.RegisterGradient("TestTwice")(abs),
    ],
    "registered for a type": lambda tf, run: tf.RegisterGradient("Relu")(abs),
    "no gradient for a type": lambda tf, run: tf.NotDifferentiable("Relu"),
    "registered under a number": lambda tf, run: tf.RegisterGradient(3),
    "map of numbers": lambda tf, run: tf.get_default_graph().gradient_override_map({"Relu": 3}).__enter__(),
    "no map": lambda tf, run: tf.get_default_graph().gradient_override_map("Relu").__enter__(),
    "the function itself": lambda tf, run: tf.RegisterGradient("TestItself")(len) is len,
}
