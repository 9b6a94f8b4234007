"""Optimizers, moving averages and learning rates."""

import numpy as np

W = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 0.25]], dtype=np.float32)


def _model(tf, sparse):
    """A variable, and a loss that uses all of it, or only two of its rows."""
    w = tf.Variable(W, name="w")
    rows = tf.gather(w, [0, 2, 0]) if sparse else w
    return w, tf.reduce_sum(tf.square(rows - 0.1))


def _train(optimizer, sparse=False, steps=5, **arguments):
    """The variable and the optimizer's variables beside it, after some steps of ``optimizer(tf, global_step)``."""

    def call(tf, run):
        step = tf.train.get_or_create_global_step()
        w, loss = _model(tf, sparse)
        made = optimizer(tf, step)
        train = made.minimize(loss, global_step=step, **arguments)
        for _ in range(steps):
            run(train)
        names = made.get_slot_names()
        slots = [made.get_slot(w, name) for name in names]
        return run([w, step, *slots]), names, [slot.op.name for slot in slots], made.get_name()

    return call


OPTIMIZERS = {
    "GradientDescent": lambda tf, step: tf.train.GradientDescentOptimizer(0.1, use_locking=True, name="Plain"),
    "Momentum": lambda tf, step: tf.train.MomentumOptimizer(0.05, 0.9, use_nesterov=False),
    "Momentum nesterov": lambda tf, step: tf.train.MomentumOptimizer(0.05, momentum=0.9, use_nesterov=True, name="Ne"),
    "Adagrad": lambda tf, step: tf.train.AdagradOptimizer(0.3, initial_accumulator_value=0.2),
    "RMSProp": lambda tf, step: tf.train.RMSPropOptimizer(0.05, decay=0.8, momentum=0.5, epsilon=1e-4),
    "RMSProp centered": lambda tf, step: tf.train.RMSPropOptimizer(0.05, 0.8, 0.5, 1e-2, centered=True, name="C"),
    "Adam": lambda tf, step: tf.train.AdamOptimizer(0.1, beta1=0.8, beta2=0.95, epsilon=1e-3, name="Own"),
    "Adadelta": lambda tf, step: tf.train.AdadeltaOptimizer(0.9, rho=0.9, epsilon=1e-3, use_locking=True, name="D"),
    "ProximalGradientDescent": lambda tf, step: tf.train.ProximalGradientDescentOptimizer(
        0.1, l1_regularization_strength=0.3, l2_regularization_strength=0.2
    ),
    "ProximalGradientDescent plain": lambda tf, step: tf.train.ProximalGradientDescentOptimizer(0.1),
    "ProximalAdagrad": lambda tf, step: tf.train.ProximalAdagradOptimizer(
        0.3, initial_accumulator_value=0.2, l1_regularization_strength=0.3, l2_regularization_strength=0.2
    ),
    "AdagradDA": lambda tf, step: tf.train.AdagradDAOptimizer(
        0.3, step, initial_gradient_squared_accumulator_value=0.2, l1_regularization_strength=0.3,
        l2_regularization_strength=0.2,
    ),
    "AdagradDA plain": lambda tf, step: tf.train.AdagradDAOptimizer(0.3, global_step=step),
    "Ftrl": lambda tf, step: tf.train.FtrlOptimizer(
        0.3, learning_rate_power=-0.5, initial_accumulator_value=0.2, l1_regularization_strength=0.3,
        l2_regularization_strength=0.2, name="F",
    ),
    "Ftrl shrinkage": lambda tf, step: tf.train.FtrlOptimizer(
        0.3, learning_rate_power=-0.7, l2_shrinkage_regularization_strength=0.1, accum_name="A", linear_name="L",
    ),
    "Ftrl beta": lambda tf, step: tf.train.FtrlOptimizer(0.3, beta=0.2),
}  # fmt: skip


def _gradients(tf, run):
    w, loss = _model(tf, False)
    other = tf.Variable([1.0], name="other")
    made = tf.train.GradientDescentOptimizer(0.1)
    pairs = made.compute_gradients(
        loss, var_list=[w, other], gate_gradients=made.GATE_NONE, aggregation_method=None,
        colocate_gradients_with_ops=True, grad_loss=tf.constant(2.0),
    )  # fmt: skip
    run(
        made.apply_gradients(
            [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs if g is not None], name="up"
        )
    )
    return [g is None for g, _ in pairs], [v.op.name for _, v in pairs], run([w, other])


def _only(tf, run):
    w, loss = _model(tf, False)
    other = tf.Variable([1.0], name="other")
    loss = loss + tf.reduce_sum(other * other)
    made = tf.train.MomentumOptimizer(0.1, 0.9)
    run(
        made.minimize(
            loss, var_list=[other], gate_gradients=made.GATE_GRAPH, grad_loss=tf.constant(3.0), name="go"
        )
    )
    return run([w, other]), made.get_slot(w, "momentum") is None, [v.name for v in made.variables()]


def _slots_made_once(tf, run):
    w, loss = _model(tf, False)
    made = tf.train.AdagradOptimizer(0.1)
    first, second = made.minimize(loss), made.minimize(loss * 2.0)
    run(first)
    run(second)
    return run([w, made.get_slot(w, "accumulator")]), [v.name for v in made.variables()]


def _two_of_a_kind(tf, run):
    _, loss = _model(tf, False)
    for _ in range(2):
        tf.train.RMSPropOptimizer(0.1).minimize(loss)
    return sorted(v.op.name for v in tf.global_variables())


def _average(tf, run, steps=3, **arguments):
    v = tf.Variable([1.0, 2.0], name="v")
    ema = tf.train.ExponentialMovingAverage(0.9, name="Slow", **arguments)
    before = ema.average_name(v), ema.average(v) is None
    with tf.control_dependencies([tf.assign_add(v, [1.0, -1.0])]):
        update = ema.apply([v])
    for _ in range(steps):
        run(update)
    names = {name: variable.op.name for name, variable in sorted(ema.variables_to_restore().items())}
    return before, run([v, ema.average(v)]), ema.average_name(v), names, ema.name, update.type


def _average_of_tensor(tf, run, zero_debias):
    x = tf.placeholder(tf.float32, [2], name="x")
    ema = tf.train.ExponentialMovingAverage(decay=0.8, zero_debias=zero_debias)
    update = ema.apply([x])
    for i in range(3):
        run(update, {x: [i, 1.0]})
    return run(ema.average(x)), ema.average_name(x), sorted(v.op.name for v in tf.global_variables())


def _restored_names(tf, run):
    _, other = tf.Variable(1.0, name="v"), tf.Variable(1.0, trainable=False, name="other")
    ema = tf.train.ExponentialMovingAverage(0.5)
    return sorted(ema.variables_to_restore()), sorted(ema.variables_to_restore(moving_avg_variables=[other]))


def _all_trainable(tf, run):
    v, _ = tf.Variable(3.0, name="v"), tf.Variable(1.0, trainable=False)
    ema = tf.train.ExponentialMovingAverage(0.5)
    update = ema.apply()
    run(v.assign(5.0))
    run(update)
    return run(ema.average(v)), sorted(x.op.name for x in tf.global_variables())


def _decay(function):
    def call(tf, run):
        step = tf.placeholder(tf.int64, [])
        rate = function(tf, step)
        return [run(rate, {step: at}) for at in (0, 1, 5, 10, 13, 37)]

    return call


DECAYS = {
    "exponential_decay": lambda tf, s: tf.train.exponential_decay(0.5, s, 10, 0.9, staircase=False, name="d"),
    "exponential_decay staircase": lambda tf, s: tf.train.exponential_decay(0.5, s, 10, 0.9, staircase=True),
    "natural_exp_decay": lambda tf, s: tf.train.natural_exp_decay(0.5, s, 10, 0.9, staircase=True, name="d"),
    "inverse_time_decay": lambda tf, s: tf.train.inverse_time_decay(
        0.5, s, 10, 0.9, staircase=True, name="d"
    ),
    "polynomial_decay": lambda tf, s: tf.train.polynomial_decay(0.5, s, 10, 0.1, power=2.0, name="d"),
    "polynomial_decay cycle": lambda tf, s: tf.train.polynomial_decay(
        0.5, s, 10, end_learning_rate=0.1, cycle=True
    ),
    "piecewise_constant": lambda tf, s: tf.train.piecewise_constant(s, [1, 10], [3.0, 2.0, 1.0], name="p"),
    "piecewise_constant_decay": lambda tf, s: tf.train.piecewise_constant_decay(
        s, boundaries=[1, 10], values=[3.0, 2.0, 1.0]
    ),
    "cosine_decay": lambda tf, s: tf.train.cosine_decay(0.5, s, 10, alpha=0.1, name="d"),
    "cosine_decay_restarts": lambda tf, s: tf.train.cosine_decay_restarts(
        0.5, s, 4, t_mul=2.0, m_mul=0.8, alpha=0.1, name="d"
    ),
    "cosine_decay_restarts equal": lambda tf, s: tf.train.cosine_decay_restarts(0.5, s, 4, t_mul=1.0),
    "linear_cosine_decay": lambda tf, s: tf.train.linear_cosine_decay(
        0.5, s, 10, num_periods=1.5, alpha=0.1, beta=0.01, name="d"
    ),
    "noisy_linear_cosine_decay": lambda tf, s: tf.train.noisy_linear_cosine_decay(
        0.5, s, 10, initial_variance=0.0, variance_decay=0.5, num_periods=1.5, alpha=0.1, beta=0.01, name="d"
    ),
}

CALLS = {
    **{title: _train(optimizer) for title, optimizer in OPTIMIZERS.items()},
    **{f"{title} sparse": _train(optimizer, sparse=True) for title, optimizer in OPTIMIZERS.items()},
    "compute_gradients, apply_gradients": _gradients,
    "minimize var_list": _only,
    "minimize twice": _slots_made_once,
    "names of slots": _two_of_a_kind,
    "minimize nothing": lambda tf, run: tf.train.AdamOptimizer().minimize(tf.constant(1.0)),
    "apply_gradients of nothing": lambda tf, run: tf.train.AdamOptimizer().apply_gradients([]),
    "AdagradDA start": lambda tf, run: tf.train.AdagradDAOptimizer(0.1, 0, 0.0),
    "ProximalAdagrad start": lambda tf, run: tf.train.ProximalAdagradOptimizer(0.1, 0.0),
    "Ftrl power": lambda tf, run: tf.train.FtrlOptimizer(0.1, learning_rate_power=0.5),
    "Ftrl l1": lambda tf, run: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=-1.0),
    "ExponentialMovingAverage": _average,
    "ExponentialMovingAverage num_updates": lambda tf, run: _average(tf, run, num_updates=4),
    "ExponentialMovingAverage zero_debias": lambda tf, run: _average(tf, run, zero_debias=True),
    "ExponentialMovingAverage of a tensor": lambda tf, run: _average_of_tensor(tf, run, False),
    "ExponentialMovingAverage of a tensor, zero_debias": lambda tf, run: _average_of_tensor(tf, run, True),
    "ExponentialMovingAverage of integers": lambda tf, run: tf.train.ExponentialMovingAverage(0.5).apply(
        [tf.Variable(1)]
    ),
    "variables_to_restore": _restored_names,
    "ExponentialMovingAverage of all": _all_trainable,
    **{title: _decay(function) for title, function in DECAYS.items()},
}
