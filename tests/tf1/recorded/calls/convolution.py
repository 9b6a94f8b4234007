"""tf.nn: convolution and pooling along 1 to 3 axes, and their gradients."""

import numpy as np

RNG = np.random.default_rng(3)
ROW = RNG.normal(size=(2, 7, 2)).astype(np.float32)
IMAGE = RNG.normal(size=(2, 5, 4, 2)).astype(np.float32)
VOLUME = RNG.normal(size=(1, 4, 3, 4, 2)).astype(np.float32)
F1 = RNG.normal(size=(3, 2, 3)).astype(np.float32)
F2 = RNG.normal(size=(3, 2, 2, 3)).astype(np.float32)
F3 = RNG.normal(size=(2, 2, 3, 2, 2)).astype(np.float32)
POINT = RNG.normal(size=(1, 1, 6, 2)).astype(np.float32)
ELEMENT = RNG.normal(size=(2, 3, 2)).astype(np.float32)


def _slopes(tf, run, function, *values):
    inputs = [tf.constant(value) for value in values]
    y = function(*inputs)
    return run([y, *tf.gradients(y * y, inputs)])


def _of(function, *values):
    return lambda tf, run: _slopes(tf, run, lambda *inputs: function(tf.nn, *inputs), *values)


def _unknown(tf, run, function, value):
    x = tf.placeholder(tf.float32, [None] * (value.ndim - 1) + [value.shape[-1]])
    y = function(tf.nn, x)
    return [str(y.shape.as_list()), run(y, {x: value})]


CALLS = {
    "conv2d without strides": lambda tf, run: run(
        tf.nn.conv2d(tf.ones([1, 3, 3, 1]), tf.ones([2, 2, 1, 1]), padding="VALID")
    ),
    "conv2d without padding": lambda tf, run: run(
        tf.nn.conv2d(tf.ones([1, 3, 3, 1]), tf.ones([2, 2, 1, 1]), strides=1)
    ),
    "conv1d of nothing said": lambda tf, run: run(
        tf.nn.conv1d(tf.ones([1, 4, 1]), tf.ones([2, 1, 1]), None, "SAME", None, None, dilations=None)
    ),
    "conv1d without padding": lambda tf, run: run(tf.nn.conv1d(tf.ones([1, 4, 1]), tf.ones([2, 1, 1]), 1)),
    "max_pool without padding": lambda tf, run: run(
        tf.nn.max_pool(tf.ones([1, 4, 4, 1]), [1, 2, 2, 1], [1, 2, 2, 1])
    ),
    "avg_pool without padding": lambda tf, run: run(
        tf.nn.avg_pool(tf.ones([1, 4, 4, 1]), [1, 2, 2, 1], [1, 2, 2, 1])
    ),
    "convolution 1-D": _of(lambda nn, x, f: nn.convolution(x, f, "SAME", [2], name="c"), ROW, F1),
    "convolution 2-D": _of(
        lambda nn, x, f: nn.convolution(
            input=x, filter=f, padding="VALID", dilation_rate=[2, 1], data_format="NHWC"
        ),
        IMAGE,
        F2,
    ),
    "convolution 3-D": _of(lambda nn, x, f: nn.convolution(x, f, "SAME", dilations=[1, 1, 2]), VOLUME, F3),
    "convolution strides and dilation": lambda tf, run: tf.nn.convolution(IMAGE, F2, "SAME", [2, 2], [2, 2]),
    "convolution rank": lambda tf, run: tf.nn.convolution(np.ones((2, 2), np.float32), F2, "SAME"),
    "conv3d": _of(
        lambda nn, x, f: nn.conv3d(x, f, [1, 2, 1, 1, 1], "SAME", "NDHWC", [1, 1, 1, 1, 1], "c"), VOLUME, F3
    ),
    "conv3d filters": _of(
        lambda nn, x, f: nn.conv3d(x, strides=[1, 1, 1, 1, 1], padding="VALID", filters=f), VOLUME, F3
    ),
    "conv3d unknown sizes": lambda tf, run: _unknown(
        tf, run, lambda nn, x: nn.conv3d(x, F3, [1, 2, 1, 2, 1], "SAME"), VOLUME
    ),
    "atrous_conv2d": _of(lambda nn, x, f: nn.atrous_conv2d(x, f, 2, "SAME", name="a"), IMAGE, F2),
    "depthwise_conv2d": _of(
        lambda nn, x, f: nn.depthwise_conv2d(x, f, [1, 2, 2, 1], "SAME", None, "d", "NHWC"), IMAGE, F2
    ),
    "depthwise_conv2d rate": _of(
        lambda nn, x, f: nn.depthwise_conv2d(x, f, [1, 1, 1, 1], "VALID", rate=[2, 1]), IMAGE, F2
    ),
    "depthwise_conv2d dilations": _of(
        lambda nn, x, f: nn.depthwise_conv2d(x, f, [1, 1, 1, 1], "SAME", dilations=[1, 2]), IMAGE, F2
    ),
    "depthwise_conv2d_native": _of(
        lambda nn, x, f: nn.depthwise_conv2d_native(x, f, [1, 1, 1, 1], "SAME", "NHWC", [1, 1, 1, 1], "d"),
        IMAGE,
        F2,
    ),
    "separable_conv2d": _of(
        lambda nn, x, f, p: nn.separable_conv2d(x, f, p, [1, 2, 2, 1], "SAME", None, "s", "NHWC"),
        IMAGE,
        F2,
        POINT,
    ),
    "separable_conv2d rate": _of(
        lambda nn, x, f, p: nn.separable_conv2d(x, f, p, [1, 1, 1, 1], "VALID", rate=[1, 2]), IMAGE, F2, POINT
    ),
    "separable_conv2d dilations": lambda tf, run: run(
        tf.nn.separable_conv2d(IMAGE, F2, POINT, [1, 1, 1, 1], "SAME", dilations=[2, 2])
    ),
    "separable_conv2d pointwise": lambda tf, run: tf.nn.separable_conv2d(IMAGE, F2, F2, [1, 1, 1, 1], "SAME"),
    "conv1d_transpose": _of(
        lambda nn, x, f: nn.conv1d_transpose(x, f, [2, 14, 2], 2, "SAME", "NWC", None, "t"),
        np.repeat(ROW, 2, axis=2)[..., :3],
        F1,
    ),
    "conv3d_transpose": _of(
        lambda nn, x, f: nn.conv3d_transpose(x, f, [1, 8, 3, 4, 2], [1, 2, 1, 1, 1], "SAME", "NDHWC", "t"),
        VOLUME,
        F3,
    ),
    "conv3d_transpose valid": _of(
        lambda nn, x, f: nn.conv3d_transpose(
            x, filters=f, output_shape=[1, 5, 4, 6, 2], strides=1, padding="VALID"
        ),
        VOLUME,
        F3,
    ),
    "conv3d_transpose size": lambda tf, run: run(
        tf.nn.conv3d_transpose(VOLUME, F3, [1, 9, 9, 9, 2], 1, "VALID")
    ),
    "conv_transpose": _of(
        lambda nn, x, f: nn.conv_transpose(x, f, [2, 9, 8, 2], 2, "SAME", "NHWC", None, "t"),
        np.concatenate([IMAGE, IMAGE[..., :1]], -1),
        F2,
    ),
    "atrous_conv2d_transpose": _of(
        lambda nn, x, f: nn.atrous_conv2d_transpose(x, f, [2, 9, 6, 2], 2, "VALID", "t"),
        np.concatenate([IMAGE, IMAGE[..., :1]], -1),
        F2,
    ),
    "pool max": _of(lambda nn, x: nn.pool(x, [3, 2], "MAX", "SAME", strides=[2, 1], name="p"), IMAGE),
    "pool dilation": _of(
        lambda nn, x: nn.pool(x, [2, 2], "AVG", "VALID", dilation_rate=[2, 1], data_format="NHWC"), IMAGE
    ),
    "pool dilations same": _of(lambda nn, x: nn.pool(x, [2, 2], "MAX", "SAME", dilations=[2, 2]), IMAGE),
    "pool dilations": _of(lambda nn, x: nn.pool(x, [2, 2], "MAX", "VALID", dilations=[2, 1]), IMAGE),
    "pool row": _of(lambda nn, x: nn.pool(x, [3], "AVG", "SAME"), ROW),
    "pool type": lambda tf, run: tf.nn.pool(IMAGE, [2, 2], "MIN", "SAME"),
    "max_pool1d": _of(lambda nn, x: nn.max_pool1d(x, 3, 2, "SAME", "NWC", "p"), ROW),
    "max_pool2d": _of(lambda nn, x: nn.max_pool2d(x, [2, 3], 1, "VALID", "NHWC", "p"), IMAGE),
    "max_pool3d": _of(lambda nn, x: nn.max_pool3d(x, 2, [1, 2, 1, 2, 1], "SAME", "NDHWC", "p"), VOLUME),
    "avg_pool1d": _of(lambda nn, x: nn.avg_pool1d(x, 3, 2, "SAME", "NWC", "p"), ROW),
    "avg_pool2d": _of(lambda nn, x: nn.avg_pool2d(x, [2, 3], 1, "SAME", "NHWC", "p"), IMAGE),
    "avg_pool2d input": _of(lambda nn, x: nn.avg_pool2d(x, ksize=2, strides=2, padding="VALID"), IMAGE),
    "avg_pool3d": _of(lambda nn, x: nn.avg_pool3d(x, 2, [1, 2, 1, 2, 1], "SAME", "NDHWC", "p"), VOLUME),
    "max_pool_v2": _of(lambda nn, x: nn.max_pool_v2(x, 2, 2, "SAME", "NDHWC", "p"), VOLUME),
    "avg_pool_v2": _of(lambda nn, x: nn.avg_pool_v2(x, 2, 2, "SAME", None, "p"), ROW),
    "max_pool3d unknown sizes": lambda tf, run: _unknown(
        tf, run, lambda nn, x: nn.max_pool3d(x, 2, 2, "SAME"), VOLUME
    ),
    "max_pool_with_argmax": lambda tf, run: run(
        list(tf.nn.max_pool_with_argmax(IMAGE, [1, 3, 2, 1], [1, 2, 1, 1], "SAME", "NHWC", tf.int64, "m"))
    ),
    "max_pool_with_argmax batch": lambda tf, run: run(
        list(
            tf.nn.max_pool_with_argmax(
                IMAGE, [1, 2, 2, 1], [1, 2, 2, 1], "VALID", output_dtype=tf.int32, include_batch_in_index=True
            )
        )
    ),
    "max_pool_with_argmax slope": _of(
        lambda nn, x: nn.max_pool_with_argmax(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")[0], IMAGE
    ),
    "dilation2d": _of(
        lambda nn, x, f: nn.dilation2d(x, f, [1, 1, 2, 1], [1, 1, 1, 1], "SAME", "d"), IMAGE, ELEMENT
    ),
    "dilation2d rates": _of(
        lambda nn, x, f: nn.dilation2d(x, f, strides=[1, 1, 1, 1], rates=[1, 2, 1, 1], padding="VALID"),
        IMAGE,
        ELEMENT,
    ),
    "dilation2d dilations": lambda tf, run: run(
        tf.nn.dilation2d(IMAGE, filters=ELEMENT, strides=[1, 1, 1, 1], dilations=[1, 2, 1, 1], padding="SAME")
    ),
    "erosion2d": _of(
        lambda nn, x, f: nn.erosion2d(x, f, [1, 1, 1, 1], [1, 1, 1, 1], "SAME", "e"), IMAGE, ELEMENT
    ),
}
DIFFERENT = {
    "conv3d_transpose size": "what does not fit is found while the graph is built: ValueError",
}


def _backwards(name, *args, **kwargs):
    def call(tf, run):
        function = getattr(tf.nn, name)
        return run(function(*args, **kwargs))

    return call


G2, GD = RNG.normal(size=(2, 3, 2, 3)).astype(np.float32), RNG.normal(size=(2, 3, 2, 6)).astype(np.float32)
G3 = RNG.normal(size=(1, 2, 3, 4, 2)).astype(np.float32)
ONES = [1, 1, 1, 1]
CALLS |= {
    "conv2d_backprop_input": _backwards(
        "conv2d_backprop_input", [2, 5, 4, 2], F2, G2, [1, 2, 2, 1], "SAME", True, "NHWC", ONES, "b"
    ),
    "conv2d_backprop_input filters": _backwards(
        "conv2d_backprop_input", [2, 5, 3, 2], filters=F2, out_backprop=G2, strides=ONES, padding="VALID"
    ),
    "conv2d_backprop_filter": _backwards(
        "conv2d_backprop_filter", IMAGE, [3, 2, 2, 3], G2, [1, 2, 2, 1], "SAME", True, "NHWC", ONES, "b"
    ),
    "conv3d_backprop_filter": _backwards(
        "conv3d_backprop_filter", VOLUME, [2, 2, 3, 2, 2], G3, [1, 2, 1, 1, 1], "SAME", "NDHWC", [1] * 5, "b"
    ),
    "conv3d_backprop_filter_v2": _backwards(
        "conv3d_backprop_filter_v2", VOLUME, [2, 2, 3, 2, 2], G3, [1, 2, 1, 1, 1], "SAME"
    ),
    **{
        f"{name} {end}": _backwards(f"{name}_{end}", *args, GD, [1, 2, 2, 1], "SAME", "NHWC", ONES, "b")
        for name in ("depthwise_conv2d_backprop", "depthwise_conv2d_native_backprop")
        for end, args in (("input", ([2, 5, 4, 2], F2)), ("filter", (IMAGE, [3, 2, 2, 3])))
    },
}
