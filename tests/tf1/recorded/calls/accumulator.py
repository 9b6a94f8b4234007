"""Accumulators of gradients."""


def taken(tf, run, gradients, required=None, steps=None, **kwargs):
    """Apply gradients one by one, then take them; what is there before and after."""
    q = tf.ConditionalAccumulator(tf.float32, name="q", **kwargs)
    for i, gradient in enumerate(gradients):
        run(q.apply_grad(gradient, local_step=steps[i] if steps else 0))
    before = run(q.num_accumulated())
    found = q.take_grad(len(gradients) if required is None else required)
    return [str(found.shape), before, run(found), run(q.num_accumulated())]


def stale(tf, run):
    """After a step, gradients of earlier steps are left out."""
    q = tf.ConditionalAccumulator(tf.float32, shape=[2])
    run(q.apply_grad([1.0, 2.0], 0))
    first = run(q.take_grad(1))
    for step in (0, 1, 2):
        run(q.apply_grad([10.0, step], local_step=step))
    return [first, run(q.num_accumulated()), run(q.take_grad(2))]


def set_step(tf, run):
    q = tf.ConditionalAccumulator(tf.float64)
    run(q.set_global_step(3, name="s"))
    run(q.set_global_step(2))
    run([q.apply_grad(tf.constant(1.0, tf.float64), step) for step in (2, 3, 4)])
    return [run(q.num_accumulated()), str(q.dtype)]


def shared(tf, run):
    a = tf.ConditionalAccumulator(tf.float32, shared_name="s")
    b = tf.ConditionalAccumulator(tf.float32, shared_name="s")
    run(a.apply_grad(2.0))
    return [run(b.num_accumulated()), run(b.take_grad(1))]


def other_shapes(tf, run):
    q = tf.ConditionalAccumulator(tf.float32)
    run(q.apply_grad([1.0]))
    run(q.apply_grad([1.0, 2.0]))


CALLS = {
    "mean": lambda tf, run: taken(tf, run, [[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]),
    "sum": lambda tf, run: taken(tf, run, [[1.0, 2.0], [3.0, 4.0]], reduction_type="SUM", shape=[2]),
    "more than required": lambda tf, run: taken(tf, run, [1.0, 2.0, 6.0], 2),
    "open shape": lambda tf, run: taken(tf, run, [[[1.0, 2.0]]], shape=[None, 2]),
    "stale gradients": stale,
    "set_global_step": set_step,
    "shared": shared,
    "none required": lambda tf, run: taken(tf, run, [1.0], 0),
    "other shapes": other_shapes,
    "wrong shape": lambda tf, run: tf.ConditionalAccumulator(tf.float32, [2]).apply_grad([1.0]),
    "wrong dtype": lambda tf, run: tf.ConditionalAccumulator(tf.float32).apply_grad(tf.constant(1)),
    "wrong reduction": lambda tf, run: tf.ConditionalAccumulator(tf.float32, reduction_type="MAX"),
}
DIFFERENT = {"wrong dtype": "a dtype that differs is a TypeError everywhere in lessonlib"}
