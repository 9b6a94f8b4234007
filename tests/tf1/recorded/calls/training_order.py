"""What a training waits for: control dependencies around optimizers and gradients, as around batch normalization's."""

import numpy as np


def waiting(use):
    """What ``use(tf, loss, w)`` gives inside control dependencies on a counter, run twice, and the counter."""

    def call(tf, run):
        w, count = tf.Variable(np.float32([1, 2, 3])), tf.Variable(0.0)
        loss = tf.reduce_sum(tf.square(w))
        with tf.control_dependencies([tf.assign_add(count, 1.0)]):
            fetched = use(tf, loss, w)
        return [run(fetched), run(fetched), run([w, count])]

    return call


def normalized(make):
    """The moving averages after two steps of ``make(tf, loss)`` inside control dependencies on the updates."""

    def call(tf, run):
        x = tf.constant(np.arange(12, dtype=np.float32).reshape(4, 3))
        y = tf.layers.batch_normalization(
            tf.layers.dense(x, 2, kernel_initializer=tf.ones_initializer()), training=True
        )
        loss = tf.reduce_mean(tf.square(y - 1.0))
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train = make(tf, loss)
        run(train)
        run(train)
        return run(tf.global_variables("batch_normalization/moving"))

    return call


def applied_outside(tf, run):
    """Gradients inside, their use outside, as programs for several GPUs write it."""
    w, count = tf.Variable(2.0), tf.Variable(0.0)
    optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    with tf.control_dependencies([tf.assign_add(count, 1.0)]):
        pairs = optimizer.compute_gradients(tf.square(w))
    train = optimizer.apply_gradients(pairs)
    return [run(train), run(train), run([w, count])]


def applied_inside(tf, run):
    """Gradients outside, their use inside."""
    w, count = tf.Variable(2.0), tf.Variable(0.0)
    optimizer = tf.train.RMSPropOptimizer(0.1)
    pairs = optimizer.compute_gradients(tf.square(w))
    with tf.control_dependencies([tf.assign_add(count, 1.0)]):
        train = optimizer.apply_gradients(pairs)
    return [run(train), run(train), run([w, count])]


def of_rows(tf, run):
    """Rows of an embedding, whose gradient is an IndexedSlices."""
    table, count = tf.Variable(np.ones([4, 2], np.float32)), tf.Variable(0.0)
    loss = tf.reduce_sum(tf.nn.embedding_lookup(table, [1, 3, 1]))
    with tf.control_dependencies([tf.assign_add(count, 1.0)]):
        train = tf.train.AdagradOptimizer(0.1).minimize(loss)
    return [run(train), run([table, count])]


def one_after_the_other(tf, run):
    """A step that waits for another one's."""
    a, b, step = tf.Variable(1.0), tf.Variable(1.0), tf.train.get_or_create_global_step()
    first = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(a), global_step=step)
    with tf.control_dependencies([first]):
        second = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(b), global_step=step)
    return [run(second), run(second), run([a, b, step])]


def averaged_in_a_branch(tf, run):
    """Averages that move only where a branch is taken: batch normalization as programs wrote it themselves."""
    x, learns = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.bool)
    mean, variance = tf.nn.moments(x, [0])
    ema = tf.train.ExponentialMovingAverage(0.5)

    def learning():
        with tf.control_dependencies([ema.apply([mean, variance])]):
            return tf.identity(mean), tf.identity(variance)

    chosen = tf.cond(learns, learning, lambda: (ema.average(mean), ema.average(variance)))
    rows = np.float32([[1, 2], [3, 5]])
    return [
        [run(list(chosen), {x: rows, learns: flag}), run(ema.average(mean))]
        for flag in (True, False, True, False)
    ]


def all_of(names, *args):
    def make(tf, loss):
        optimizers = [getattr(tf.train, f"{name}Optimizer")(0.01, *args) for name in names]
        return [optimizer.minimize(loss) for optimizer in optimizers][-1]

    return make


def slots(make):
    """The names of an optimizer's variables beside two others, in the order in which they are made."""

    def call(tf, run):
        a, b = tf.Variable(1.0, name="a"), tf.Variable(2.0, name="b")
        make(tf).minimize(a * b)
        return [v.name for v in tf.global_variables() if "/" in v.name and "step" not in v.name]

    return call


CALLS = {
    "minimize": waiting(lambda tf, loss, w: tf.train.GradientDescentOptimizer(0.1).minimize(loss)),
    "minimize, with a step": waiting(
        lambda tf, loss, w: tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_or_create_global_step())
    ),
    "gradients": waiting(lambda tf, loss, w: tf.gradients(loss, [w])),
    "gradients of zero": waiting(
        lambda tf, loss, w: tf.gradients(loss, [tf.Variable(1.0)], unconnected_gradients="zero")
    ),
    "no gradient": waiting(
        lambda tf, loss, w: [str(g) for g in tf.gradients(loss, [tf.constant(1.0)])] and loss
    ),
    "clipped": waiting(lambda tf, loss, w: tf.clip_by_global_norm(tf.gradients(loss, [w]), 1.0)),
    "hessians": waiting(lambda tf, loss, w: tf.hessians(loss, w)),
    "gradients inside, applied outside": applied_outside,
    "gradients outside, applied inside": applied_inside,
    "rows": of_rows,
    "averaged in a branch": averaged_in_a_branch,
    "one after the other": one_after_the_other,
    **{
        f"normalized, {name}": normalized(all_of([name], *args))
        for name, args in {
            "GradientDescent": [],
            "Momentum": [0.9],
            "Adagrad": [],
            "RMSProp": [],
            "Adam": [],
            "Adadelta": [],
            "Ftrl": [],
        }.items()
    },
    "normalized, only the last of two": normalized(all_of(["Adam", "GradientDescent"])),
    "slots of Adam": slots(lambda tf: tf.train.AdamOptimizer()),
    "slots of RMSProp": slots(lambda tf: tf.train.RMSPropOptimizer(0.1, name="Mine")),
    "slots of centered RMSProp": slots(lambda tf: tf.train.RMSPropOptimizer(0.1, centered=True)),
    "slots of Adadelta": slots(lambda tf: tf.train.AdadeltaOptimizer()),
}
