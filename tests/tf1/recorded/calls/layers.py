"""tf.layers: the classes, the functions that call them, their names and variables, and layers of one's own."""

import numpy as np

X = np.arange(8, dtype=np.float32).reshape(2, 4) / 4 - 1
ROW = np.arange(28, dtype=np.float32).reshape(2, 7, 2) / 10 - 1
IMAGE = np.sin(np.arange(120, dtype=np.float32)).reshape(2, 5, 4, 3)
VOLUME = np.cos(np.arange(96, dtype=np.float32)).reshape(1, 4, 3, 4, 2)
PLACES = {"channels_first": (0, 3, 1, 2)}


def _ramp(shape, dtype=None, partition_info=None, **_):
    """An initializer that says each place: what was read from where shows in the values."""
    return np.linspace(-1, 1, int(np.prod(shape)), dtype=np.float32).reshape([int(n) for n in shape])


def _weights(tf):
    return lambda shape, dtype=None, partition_info=None, **_: tf.constant(_ramp(shape))


def _positive(tf):
    return lambda w: tf.maximum(w, 0.0)


def _state(tf, run, layer, *outputs):
    """The outputs, and what is known of the layer after the calls."""
    named = [[v.name, str(v.shape.as_list())] for v in layer.variables]
    counts = [
        len(layer.trainable_weights),
        len(layer.non_trainable_weights),
        len(layer.losses),
        len(layer.updates),
    ]
    return [
        run(list(outputs)),
        [output.name for output in outputs],
        named,
        counts,
        layer.name,
        layer.scope_name,
    ]


def _made(make, value, calls=1):
    def call(tf, run):
        layer = make(tf, _weights(tf))
        return _state(tf, run, layer, *[layer(tf.constant(value)) for _ in range(calls)])

    return call


def _trained(tf, run, value, make):
    x = tf.constant(value)
    y = make(x)
    slopes = tf.gradients(tf.reduce_sum(y * y), [x, *tf.trainable_variables()])
    return [run([y, *slopes]), [v.name for v in tf.global_variables()], str(y.shape.as_list())]


def _function(make, value):
    return lambda tf, run: _trained(tf, run, value, lambda x: make(tf, _weights(tf), x))


def _costs(tf, run, make):
    make(tf, _weights(tf), lambda w: tf.reduce_sum(w * w))
    costs = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    return [len(costs), run(costs)]


def _constrained(tf, run):
    y = tf.layers.dense(
        tf.constant(X),
        2,
        kernel_initializer=_weights(tf),
        kernel_constraint=_positive(tf),
        bias_constraint=_positive(tf),
    )
    step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(y))
    run(step)
    return run(tf.trainable_variables())


def _normalized(tf, run, value, feed_training=None, **kwargs):
    """Two training steps' updates, the output while training and then the moving statistics."""
    x = tf.constant(value)
    training = True if feed_training is None else tf.placeholder(tf.bool)
    y = tf.layers.batch_normalization(x, training=training, **kwargs)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    feeds = [None, None] if feed_training is None else [{training: flag} for flag in feed_training]
    moving = [v for v in tf.global_variables() if "moving" in v.name]
    seen = [[run([y, updates], feed)[0], run(moving)] for feed in feeds]
    slope = tf.gradients(tf.reduce_sum(y * tf.constant(np.sin(value))), x)[0]
    return [seen, run(slope, feeds[0]), [v.name for v in tf.global_variables()], len(updates)]


def _own(tf, run, again=False):
    class Scaled(tf.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            width = int(input_shape[-1])
            self.w = self.add_weight(
                "w",
                [width, self.units],
                initializer=tf.ones_initializer(),
                regularizer=lambda w: tf.reduce_sum(w),
            )
            self.count = self.add_weight("count", [], trainable=False, initializer=tf.zeros_initializer())
            super().build(input_shape)

        def call(self, inputs, factor=1.0):
            self.add_loss(tf.reduce_sum(inputs))
            self.add_update(tf.assign_add(self.count, 1.0))
            return tf.matmul(inputs, self.w) * factor

    layer = Scaled(3, name="mine") if again else Scaled(units=3)
    outputs = [layer(tf.constant(X), factor=2.0), layer(tf.constant(X))]
    kinds = [
        len(tf.get_collection(key)) for key in ("regularization_losses", "update_ops", "trainable_variables")
    ]
    return [_state(tf, run, layer, *outputs), kinds, layer.built, layer.trainable, run(list(layer.losses))]


def _nested(tf, run):
    class Two(tf.layers.Layer):
        def __init__(self):
            super().__init__(name="two")
            self.first = tf.layers.Dense(3, kernel_initializer=_weights(tf), name="first")
            self.second = tf.layers.Dense(2, kernel_initializer=_weights(tf), name="second")

        def call(self, inputs):
            return self.second(self.first(inputs))

    layer = Two()
    y = layer(tf.constant(X))
    return [run(y), [v.name for v in layer.trainable_weights], y.name]


def _names(tf, run):
    """Which scope a layer gets: by class, by name, inside other scopes, and shared."""
    x, found = tf.constant(X), []
    found.append(tf.layers.dense(x, 3, activation=tf.nn.relu).name)
    layer = tf.layers.Dense(3)
    found += [layer(x).name, layer(x).name, layer.name]
    with tf.variable_scope("a"):
        found.append(tf.layers.dense(x, 3).name)
        inner = tf.layers.Dense(3)
        found += [inner(x).name, inner.name]
        named = tf.layers.Dense(3, name="mine")
        found.append(named(x).name)
    with tf.variable_scope("a", reuse=True):
        found.append(tf.layers.dense(x, 3).name)
    found.append(tf.layers.dense(x, 3, name="mine").name)
    found.append(tf.layers.dense(x, 3, name="mine", reuse=True).name)
    found.append(tf.layers.dense(x, 3, reuse=True).name)
    with tf.variable_scope("b", reuse=tf.AUTO_REUSE):
        found += [tf.layers.dense(x, 3, name="d").name, tf.layers.dense(x, 3, name="d").name]
    return [found, [v.name for v in tf.global_variables()], run(tf.constant(0))]


def _error(make):
    return lambda tf, run: make(tf)


def _unknown(make, sizes, value):
    def call(tf, run):
        x = tf.placeholder(tf.float32, sizes)
        y = make(tf, x, _weights(tf))
        return [str(y.shape.as_list()), run(y, {x: value})]

    return call


def _dropped(tf, run, **kwargs):
    training = tf.placeholder(tf.bool)
    y = tf.layers.dropout(tf.ones([4, 50]), 0.5, training=training, **kwargs)
    kept, value = run(y, {training: False}), run(y, {training: True})
    return [kept, [float(v) for v in np.unique(value)], str(value.shape), bool((value == value[:1]).all())]


def _regularized(tf, run, **layer):
    """A layer in a scope with a regularizer, twice: all costs, and the layer's own."""
    with tf.variable_scope("s", regularizer=lambda w: 0.5 * tf.reduce_sum(w), reuse=tf.AUTO_REUSE):
        made = tf.layers.Dense(2, kernel_initializer=tf.ones_initializer(), name="d", **layer)
        made(tf.ones([1, 3]))
        tf.layers.dense(tf.ones([1, 3]), 2, name="d", **layer)
    costs = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    return [[cost.name for cost in costs], run(tf.losses.get_regularization_loss()), len(made.losses)]


CALLS = {
    "regularizers of a scope": _regularized,
    "regularizers of a scope and a layer": lambda tf, run: _regularized(
        tf,
        run,
        kernel_regularizer=lambda w: tf.reduce_sum(w * w),
        bias_regularizer=tf.reduce_sum,
    ),
    "batch_normalization, shape": lambda tf, run: tf.layers.batch_normalization(
        tf.placeholder(tf.float32, [None, 4, 3]), training=tf.placeholder(tf.bool)
    ).shape.as_list()[1:],
    "Dense": _made(
        lambda tf, w: tf.layers.Dense(
            3, tf.nn.relu, True, w, tf.ones_initializer(), trainable=True, name="d"
        ),
        X,
        2,
    ),
    "Dense by name": _made(
        lambda tf, w: tf.layers.Dense(units=2, activation="tanh", use_bias=False, kernel_initializer="ones"),
        X,
    ),
    "Dense frozen": _made(lambda tf, w: tf.layers.Dense(2, kernel_initializer=w, trainable=False), X),
    "dense": _function(
        lambda tf, w, x: tf.layers.dense(x, 3, tf.nn.sigmoid, True, w, tf.ones_initializer(), name="d"), X
    ),
    "dense rank 3": _function(lambda tf, w, x: tf.layers.dense(x, 3, kernel_initializer=w), ROW),
    "dense costs": lambda tf, run: _costs(
        tf,
        run,
        lambda tf, w, cost: tf.layers.dense(
            tf.constant(X),
            2,
            kernel_initializer=w,
            bias_initializer=tf.ones_initializer(),
            kernel_regularizer=cost,
            bias_regularizer=cost,
            activity_regularizer=cost,
        ),
    ),
    "dense constraints": _constrained,
    "dense output shape": lambda tf, run: str(tf.layers.Dense(5).compute_output_shape([None, 3]).as_list()),
    "dense count": lambda tf, run: _counted(tf),
    "names": _names,
    "a layer of one's own": _own,
    "a named layer of one's own": lambda tf, run: _own(tf, run, again=True),
    "layers in a layer": _nested,
    "apply": lambda tf, run: run(tf.layers.Dense(2, kernel_initializer=_weights(tf)).apply(tf.constant(X))),
    "Conv1D": _made(
        lambda tf, w: tf.layers.Conv1D(2, 3, 2, "same", "channels_last", 1, tf.nn.relu, True, w, name="c"),
        ROW,
        2,
    ),
    "conv1d dilation": _function(
        lambda tf, w, x: tf.layers.conv1d(x, 2, 2, dilation_rate=2, kernel_initializer=w, use_bias=False), ROW
    ),
    "conv1d causal": _function(
        lambda tf, w, x: tf.layers.conv1d(x, 2, 3, padding="causal", kernel_initializer=w), ROW
    ),
    "Conv2D": _made(
        lambda tf, w: tf.layers.Conv2D(
            filters=2,
            kernel_size=[3, 2],
            strides=(2, 1),
            padding="valid",
            data_format="channels_last",
            dilation_rate=(1, 1),
            activation=tf.nn.relu,
            use_bias=True,
            kernel_initializer=w,
            bias_initializer=tf.ones_initializer(),
            kernel_regularizer=None,
            bias_regularizer=None,
            activity_regularizer=None,
            kernel_constraint=None,
            bias_constraint=None,
            trainable=True,
            name="c",
        ),
        IMAGE,
        2,
    ),
    "conv2d": _function(
        lambda tf, w, x: tf.layers.conv2d(x, 2, 3, padding="same", dilation_rate=2, kernel_initializer=w),
        IMAGE,
    ),
    "conv2d costs": lambda tf, run: _costs(
        tf,
        run,
        lambda tf, w, cost: tf.layers.conv2d(
            tf.constant(IMAGE),
            2,
            3,
            kernel_initializer=w,
            bias_initializer=tf.ones_initializer(),
            kernel_regularizer=cost,
            bias_regularizer=cost,
            activity_regularizer=cost,
        ),
    ),
    "Conv3D": _made(lambda tf, w: tf.layers.Conv3D(2, 2, (1, 2, 1), "same", kernel_initializer=w), VOLUME),
    "conv3d": _function(lambda tf, w, x: tf.layers.conv3d(x, 2, [2, 1, 2], kernel_initializer=w), VOLUME),
    "Conv2DTranspose": _made(
        lambda tf, w: tf.layers.Conv2DTranspose(2, 3, 2, "same", "channels_last", tf.nn.relu, True, w), IMAGE
    ),
    "conv2d_transpose": _function(
        lambda tf, w, x: tf.layers.conv2d_transpose(x, 2, [3, 2], (1, 2), kernel_initializer=w, name="t"),
        IMAGE,
    ),
    "Conv3DTranspose": _made(
        lambda tf, w: tf.layers.Conv3DTranspose(2, 3, 2, "same", kernel_initializer=w), VOLUME
    ),
    "conv3d_transpose": _function(
        lambda tf, w, x: tf.layers.conv3d_transpose(x, 2, 2, strides=(2, 1, 1), kernel_initializer=w), VOLUME
    ),
    "SeparableConv1D": _made(
        lambda tf, w: tf.layers.SeparableConv1D(
            3, 3, 2, "valid", "channels_last", 1, 2, tf.nn.relu, True, w, w, tf.ones_initializer(), name="s"
        ),
        ROW,
    ),
    "separable_conv1d": _function(
        lambda tf, w, x: tf.layers.separable_conv1d(
            x, 3, 2, padding="same", depthwise_initializer=w, pointwise_initializer=w
        ),
        ROW,
    ),
    "SeparableConv2D": _made(
        lambda tf, w: tf.layers.SeparableConv2D(
            3, 3, 1, "valid", "channels_last", 1, 2, tf.nn.relu, True, w, w, tf.ones_initializer(), name="s"
        ),
        IMAGE,
        2,
    ),
    "separable_conv2d": _function(
        lambda tf, w, x: tf.layers.separable_conv2d(
            x, 2, 2, (2, 2), "same", depthwise_initializer=w, pointwise_initializer=w, use_bias=False
        ),
        IMAGE,
    ),
    "separable_conv2d costs": lambda tf, run: _costs(
        tf,
        run,
        lambda tf, w, cost: tf.layers.separable_conv2d(
            tf.constant(IMAGE),
            2,
            2,
            depthwise_initializer=w,
            pointwise_initializer=w,
            depthwise_regularizer=cost,
            pointwise_regularizer=cost,
        ),
    ),
    "MaxPooling1D": _made(lambda tf, w: tf.layers.MaxPooling1D(3, 2, "same", "channels_last", "p"), ROW),
    "MaxPooling2D": _made(lambda tf, w: tf.layers.MaxPooling2D([2, 3], 2, "same"), IMAGE, 2),
    "MaxPooling3D": _made(lambda tf, w: tf.layers.MaxPooling3D(2, (1, 2, 2)), VOLUME),
    "AveragePooling1D": _made(lambda tf, w: tf.layers.AveragePooling1D(2, 2, name="p"), ROW),
    "AveragePooling2D": _made(lambda tf, w: tf.layers.AveragePooling2D(2, (1, 2), padding="same"), IMAGE),
    "AveragePooling3D": _made(lambda tf, w: tf.layers.AveragePooling3D(2, 2, "same"), VOLUME),
    "max_pooling1d": _function(lambda tf, w, x: tf.layers.max_pooling1d(x, 2, 2, "valid", name="p"), ROW),
    "max_pooling2d": _function(
        lambda tf, w, x: tf.layers.max_pooling2d(x, 2, 2, "same", "channels_last", "p"), IMAGE
    ),
    "max_pooling3d": _function(lambda tf, w, x: tf.layers.max_pooling3d(x, [2, 2, 1], 1), VOLUME),
    "average_pooling1d": _function(lambda tf, w, x: tf.layers.average_pooling1d(x, 3, 2, "same"), ROW),
    "average_pooling2d": _function(lambda tf, w, x: tf.layers.average_pooling2d(x, 3, 1, "same"), IMAGE),
    "average_pooling3d": _function(lambda tf, w, x: tf.layers.average_pooling3d(x, 2, 1), VOLUME),
    "Flatten": _made(lambda tf, w: tf.layers.Flatten("channels_last"), IMAGE),
    "flatten": _function(lambda tf, w, x: tf.layers.flatten(x, "f", "channels_first"), IMAGE),
    "flatten a vector": _function(lambda tf, w, x: tf.layers.flatten(x), X[0]),
    "flatten unknown": _unknown(lambda tf, x, w: tf.layers.flatten(x), [None, None, 2], ROW),
    "dense unknown": _unknown(
        lambda tf, x, w: tf.layers.dense(x, 2, kernel_initializer=w), [None, None, 2], ROW
    ),
    "conv2d unknown": _unknown(
        lambda tf, x, w: tf.layers.conv2d(x, 2, 2, 2, "same", kernel_initializer=w),
        [None, None, None, 3],
        IMAGE,
    ),
    "conv3d unknown": _unknown(
        lambda tf, x, w: tf.layers.conv3d(x, 2, 2, 2, kernel_initializer=w), [None, 4, None, None, 2], VOLUME
    ),
    "separable unknown": _unknown(
        lambda tf, x, w: tf.layers.separable_conv2d(
            x, 2, 2, depthwise_initializer=w, pointwise_initializer=w
        ),
        [None, None, None, 3],
        IMAGE,
    ),
    "max_pooling1d unknown": _unknown(
        lambda tf, x, w: tf.layers.max_pooling1d(x, 2, 2), [None, None, 2], ROW
    ),
    "dropout": lambda tf, run: _dropped(tf, run, seed=1, name="d"),
    "dropout noise_shape": lambda tf, run: _dropped(tf, run, noise_shape=[1, 50]),
    "Dropout": lambda tf, run: run(
        tf.layers.Dropout(rate=0.5, noise_shape=None, seed=2, name="d")(tf.constant(X))
    ),
    "batch_normalization": lambda tf, run: _normalized(tf, run, X),
    "batch_normalization fed": lambda tf, run: _normalized(
        tf, run, X, [True, False], momentum=0.5, epsilon=0.1
    ),
    "batch_normalization images": lambda tf, run: _normalized(tf, run, IMAGE, name="b"),
    "batch_normalization not fused": lambda tf, run: _normalized(tf, run, IMAGE, fused=False),
    "batch_normalization axis": lambda tf, run: _normalized(tf, run, IMAGE, axis=2),
    "batch_normalization sequence": lambda tf, run: _normalized(tf, run, ROW, axis=1),
    "batch_normalization initializers": lambda tf, run: _normalized(
        tf,
        run,
        X,
        center=True,
        scale=True,
        beta_initializer=_weights(tf),
        gamma_initializer=_weights(tf),
        moving_mean_initializer=tf.ones_initializer(),
        moving_variance_initializer=tf.zeros_initializer(),
    ),
    "batch_normalization bare": lambda tf, run: _normalized(tf, run, X, center=False, scale=False),
    "batch_normalization frozen": lambda tf, run: _normalized(tf, run, X, trainable=False),
    "batch_normalization costs": lambda tf, run: _costs(
        tf,
        run,
        lambda tf, w, cost: tf.layers.batch_normalization(
            tf.constant(X),
            beta_regularizer=cost,
            gamma_regularizer=cost,
            beta_constraint=cost,
            gamma_constraint=cost,
        ),
    ),
    "BatchNormalization": _made(lambda tf, w: tf.layers.BatchNormalization(momentum=0.9, name="b"), IMAGE, 2),
    "InputSpec": lambda tf, run: _spec(tf.layers.InputSpec("float32", None, 3, 4, 2, {-1: 4})),
    "InputSpec shape": lambda tf, run: _spec(tf.layers.InputSpec(shape=(None, 3))),
    "misspelt": _error(lambda tf: tf.layers.Dense(3, unit=1)),
    "misspelt function": _error(lambda tf: tf.layers.dense(tf.constant(X), 3, activaton=tf.nn.relu)),
    "twice": _error(lambda tf: [tf.layers.dense(tf.constant(X), 3, name="d") for _ in range(2)]),
    "dense of another width": _error(lambda tf: _twice(tf, tf.layers.Dense(3), X, X[:, :3])),
    "dense of a vector": _error(lambda tf: tf.layers.dense(tf.constant(X[0]), 3)),
    "dense of integers": _error(lambda tf: tf.layers.dense(tf.constant([[1, 2]]), 3)),
    "conv2d of rows": _error(lambda tf: tf.layers.conv2d(tf.constant(ROW), 3, 2)),
    "conv2d kernel of three": _error(lambda tf: tf.layers.conv2d(tf.constant(IMAGE), 3, (2, 2, 2))),
    "conv2d padding": _error(lambda tf: tf.layers.conv2d(tf.constant(IMAGE), 3, 2, padding="full")),
    "conv2d channels": _error(lambda tf: tf.layers.conv2d(tf.placeholder(tf.float32, [2, 5, 5, None]), 3, 2)),
    "conv2d data_format": _error(lambda tf: tf.layers.conv2d(tf.constant(IMAGE), 3, 2, data_format="NHWC")),
    "max_pooling2d of rows": _error(lambda tf: tf.layers.max_pooling2d(tf.constant(ROW), 2, 2)),
    "batch_normalization no axis": _error(lambda tf: tf.layers.batch_normalization(tf.constant(X), axis=5)),
    "dropout rate": _error(lambda tf: tf.layers.dropout(tf.constant(X), 1.5, training=True)),
    "scope_name too early": _error(lambda tf: tf.layers.Dense(3).scope_name),
    "count_params too early": _error(lambda tf: tf.layers.Dense(3).count_params()),
}
# What TensorFlow computes only on a GPU, or in another number, and why.
DIFFERENT: dict[str, str] = {}


def _counted(tf):
    layer = tf.layers.Dense(5)
    layer(tf.constant(X))
    return layer.count_params()


def _spec(spec):
    return [str(spec.ndim), str(spec.max_ndim), str(spec.min_ndim), str(spec.axes), str(spec.shape)]


def _twice(tf, layer, *values):
    return [layer(tf.constant(value)) for value in values]
