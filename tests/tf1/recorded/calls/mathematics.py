"""tf.math: special functions, segments, running products, complex numbers and Fourier transforms."""

import numpy as np

A = np.float32([[1.0, 2.0, 4.0, 3.0], [0.5, -1.0, 2.0, 1.0], [3.0, 3.0, 0.25, 4.0]])
X = np.float32([0.1, 0.25, 0.5, 0.9])
Z = np.complex64([1 + 2j, -1.5, 2j, 0.5 - 1j])
Q = np.float32([-7.0, -1.05, -0.4, 0.0, 0.33, 1.0, 1.31, 8.0])
IDS = [0, 0, 2]
FREE = [2, 0, 2]


def _both(tf, run, function, *values):
    """The values of a function, and the gradients of their weighted sum."""
    inputs = [tf.constant(value, tf.float32) for value in values]
    y = function(*inputs)
    weights = np.linspace(0.5, 2.0, int(np.prod(y.shape.as_list()))).reshape(y.shape.as_list())
    found = tf.gradients(y * tf.constant(weights, tf.float32), inputs)
    return [run(y), [None if g is None else run(g) for g in found]]


def _unary(name, values=X):
    return lambda tf, run: _both(tf, run, lambda x: _found(tf, name)(x, name="n"), values)


def _binary(name, x, y):
    return lambda tf, run: _both(tf, run, lambda a, b: _found(tf, name)(a, b, name="n"), x, y)


def _found(root, name):
    for part in name.split("."):
        root = getattr(root, part)
    return root


SEGMENTS = ("sum", "mean", "prod", "min", "max")
UNSORTED = (*SEGMENTS, "sqrt_n")
SECOND_NAMES = {
    "exp": 1,
    "log": 1,
    "abs": 1,
    "sqrt": 1,
    "sin": 1,
    "sigmoid": 1,
    "tanh": 1,
    "softplus": 1,
    "softsign": 1,
    "softmax": 1,
    "reduce_sum": 1,
    "reduce_logsumexp": 1,
    "argmax": 1,
    "add": 2,
    "pow": 2,
    "divide": 2,
    "floormod": 2,
    "greater": 2,
    "maximum": 2,
    "squared_difference": 2,
    "cumsum": 1,
    "l2_normalize": 1,
    "is_nan": 1,
    "round": 1,
    "ceil": 1,
    "rsqrt": 1,
    "log_softmax": 1,
}

CALLS = {
    **{
        name: _unary(name)
        for name in (
            "asinh",
            "atanh",
            "lgamma",
            "digamma",
            "erfc",
            "rint",
            "math.erfinv",
            "math.erfcinv",
            "math.ndtri",
            "math.bessel_i0",
            "math.bessel_i0e",
            "math.bessel_i1",
            "math.bessel_i1e",
            "math.reciprocal_no_nan",
        )
    },
    "acosh": _unary("acosh", [1.5, 2.0, 9.0]),
    "log_sigmoid": _unary("log_sigmoid", [-90.0, -1.0, 0.5, 90.0]),
    "lgamma negative": lambda tf, run: run([tf.lgamma([-0.5, 0.0]), tf.digamma([-0.5, 1.0])]),
    "erfc complex": lambda tf, run: tf.erfc(Z),
    "lgamma ints": lambda tf, run: tf.lgamma([1]),
    "asinh complex": lambda tf, run: run(tf.asinh(Z)),
    "rint halves": lambda tf, run: run(tf.rint([0.5, 1.5, -0.5, 2.5])),
    "atan2": _binary("atan2", [1.0, -1.0, 0.0], [[2.0], [-3.0]]),
    "igamma": lambda tf, run: run(
        [tf.igamma([0.5, 2.0], 1.5, name="n"), tf.igammac([0.5, 2.0], 1.5, name="n")]
    ),
    "igamma gradient": lambda tf, run: run(
        tf.gradients([tf.igamma(2.0, x := tf.constant([0.5, 1.5])), tf.igammac(3.0, x)], x)
    ),
    "zeta": _binary("zeta", [2.0, 3.0], [[1.0], [2.5]]),
    "polygamma": _binary("polygamma", [0.0, 1.0, 2.0], [[0.5], [3.0]]),
    "polygamma bad": lambda tf, run: run(tf.polygamma([-1.0, 0.5], 2.0)),
    "betainc": lambda tf, run: run(
        tf.betainc([0.5, 2.0, 5.0, 30.0], [3.0, 0.7, 5.0, 40.0], [0.1, 0.9, 0.5, 0.4], name="n")
    ),
    "betainc ends": lambda tf, run: run(tf.betainc([2.0, 2.0, 2.0, -1.0], 3.0, [0.0, 1.0, 1.5, 0.5])),
    "betainc gradient": lambda tf, run: run(
        tf.gradients(tf.betainc(2.0, 3.0, x := tf.constant([0.25, 0.75])), x)
    ),
    "lbeta": _unary("lbeta", [[1.0, 2.0, 3.0], [0.5, 0.5, 4.0]]),
    "xdivy": _binary("math.xdivy", [0.0, 1.0, 2.0], [[0.0], [4.0]]),
    "xlogy": _binary("math.xlogy", [0.0, 1.0, 2.0], [[3.0], [4.0]]),
    "xlogy zeros": lambda tf, run: run(tf.math.xlogy([0.0, 0.0], [0.0, np.nan])),
    "xlog1py": _binary("math.xlog1py", [0.0, 1.0, 2.0], [[3.0], [1e-6]]),
    "div_no_nan": _binary("div_no_nan", [0.0, 1.0, 2.0], [[0.0], [4.0]]),
    "divide_no_nan": _binary("math.divide_no_nan", [1.0], [0.0]),
    "multiply_no_nan": _binary("math.multiply_no_nan", [1.0, 2.0], [[0.0], [4.0]]),
    "multiply_no_nan nan": lambda tf, run: run(tf.math.multiply_no_nan([np.nan, np.inf], 0.0)),
    "nextafter": lambda tf, run: run(tf.math.nextafter([1.0, 0.0], [2.0, -1.0], name="n")),
    "truncatediv": lambda tf, run: run(tf.truncatediv([-7, 7], 2, name="n")),
    "truncatemod": lambda tf, run: run(tf.truncatemod([-7, 7], [3, -3], name="n")),
    "truncatemod floats": lambda tf, run: run(tf.truncatemod([-7.5, 7.0], 2.0)),
    "realdiv": _binary("realdiv", [1.0, 3.0], [2.0, 4.0]),
    "floor_div": lambda tf, run: run([tf.floor_div([-7, 7], 2, name="n"), tf.floor_div(7, 2)]),
    "floor_div floats": lambda tf, run: run(tf.floor_div([-7.0, 7.0], 2.0)),
    "polyval": lambda tf, run: run(
        tf.math.polyval([tf.constant(2.0), 1.0, 3.0], tf.constant([1.0, 2.0]), name="n")
    ),
    "polyval none": lambda tf, run: run(tf.math.polyval([], tf.constant([1.0, 2.0]))),
    "scalar_mul": lambda tf, run: run(tf.scalar_mul(2.0, A, name="n")),
    "scalar_mul vector": lambda tf, run: tf.scalar_mul(tf.constant([2.0]), A),
    "accumulate_n": lambda tf, run: run(
        tf.accumulate_n([A, A * 2], shape=[3, 4], tensor_dtype=tf.float32, name="n")
    ),
    "accumulate_n misfit": lambda tf, run: tf.accumulate_n([A, A[:2]]),
    "accumulate_n dtype": lambda tf, run: tf.accumulate_n([A], tensor_dtype=tf.int32),
    "accumulate_n none": lambda tf, run: tf.accumulate_n([]),
    "arg_max": lambda tf, run: run(tf.arg_max(A, 1, output_type=tf.int32, name="n")),
    "arg_min": lambda tf, run: run(tf.arg_min(A, dimension=0)),
    "clip_by_average_norm": lambda tf, run: run(tf.clip_by_average_norm(A, 0.1, name="n")),
    "clip_by_average_norm short": lambda tf, run: run(tf.clip_by_average_norm(A, 10.0)),
    "reduce_variance": lambda tf, run: run(tf.math.reduce_variance(A, axis=1, keepdims=True, name="n")),
    "reduce_variance ints": lambda tf, run: run(tf.math.reduce_variance([1, 2])),
    "reduce_std": lambda tf, run: _both(tf, run, lambda x: tf.math.reduce_std(x, axis=0, name="n"), A),
    "reduce_euclidean_norm": lambda tf, run: _both(
        tf, run, lambda x: tf.math.reduce_euclidean_norm(x, axis=1, keepdims=False, name="n"), A
    ),
    "cumprod": lambda tf, run: _both(tf, run, lambda x: tf.cumprod(x, axis=1, name="n"), A),
    "cumprod exclusive": lambda tf, run: _both(tf, run, lambda x: tf.cumprod(x, exclusive=True), A),
    "cumprod reverse": lambda tf, run: _both(tf, run, lambda x: tf.cumprod(x, -1, reverse=True), A),
    "cumprod ints": lambda tf, run: run(tf.cumprod([1, 2, 3], exclusive=True, reverse=True)),
    "cumulative_logsumexp": lambda tf, run: _both(
        tf, run, lambda x: tf.math.cumulative_logsumexp(x, axis=1, name="n"), A
    ),
    "cumulative_logsumexp exclusive": lambda tf, run: run(
        tf.math.cumulative_logsumexp(A, axis=1, exclusive=True, reverse=True)
    ),
    "complex": lambda tf, run: run(tf.complex([1.0, 2.0], [3.0, 4.0], name="n")),
    "complex wide": lambda tf, run: run(tf.complex(tf.constant(1.0, tf.float64), [3.0, 4.0])),
    "complex differ": lambda tf, run: tf.complex(tf.constant(1.0, tf.float64), tf.constant(1.0)),
    "complex ints": lambda tf, run: tf.complex(1, 2),
    "real": lambda tf, run: run([tf.real(Z, name="n"), tf.real([1.0]), tf.imag(Z, name="n")]),
    "imag of real": lambda tf, run: run(tf.imag([1.5, -2.0])),
    "angle": lambda tf, run: run([tf.angle(Z, name="n"), tf.angle([1.0, -1.0])]),
    "real of text": lambda tf, run: tf.real(["a"]),
    "fft": lambda tf, run: run([tf.fft(Z, name="n"), tf.ifft(Z, name="n")]),
    "fft of real": lambda tf, run: tf.fft([1.0, 2.0]),
    "fft2d": lambda tf, run: run([tf.fft2d(Z.reshape(2, 2), name="n"), tf.ifft2d(Z.reshape(2, 2))]),
    "fft3d": lambda tf, run: run([tf.fft3d(Z.reshape(1, 2, 2), name="n"), tf.ifft3d(Z.reshape(1, 2, 2))]),
    "rfft": lambda tf, run: run([tf.spectral.rfft(A, fft_length=[6], name="n"), tf.signal.rfft(A)]),
    "irfft": lambda tf, run: run([tf.spectral.irfft(Z, fft_length=[5], name="n"), tf.signal.irfft(Z)]),
    "rfft2d": lambda tf, run: run([tf.spectral.rfft2d(A), tf.spectral.irfft2d(Z.reshape(2, 2))]),
    **{
        f"segment_{how}": lambda tf, run, how=how: _both(
            tf, run, lambda x: tf.ensure_shape(getattr(tf, f"segment_{how}")(x, IDS, name="n"), [3, 4]), A
        )
        for how in SEGMENTS
        if how != "prod"
    },
    "segment_prod": lambda tf, run: run(tf.segment_prod(A, IDS, name="n")),
    "segment_sum ints": lambda tf, run: run(
        [getattr(tf, f"segment_{how}")([5, 2, 4], IDS) for how in SEGMENTS]
    ),
    "segment_sum descending": lambda tf, run: run(tf.segment_sum(A, [2, 1, 0])),
    "segment_sum too few": lambda tf, run: run(tf.segment_sum(A, [0, 1])),
    "segment_sum static": lambda tf, run: str(tf.segment_sum(A, tf.placeholder(tf.int32, [3])).shape),
    **{
        f"unsorted_segment_{how}": lambda tf, run, how=how: _both(
            tf, run, lambda x: getattr(tf, f"unsorted_segment_{how}")(x, FREE, num_segments=4, name="n"), A
        )
        for how in UNSORTED
        if how not in ("prod", "min", "max")
    },
    **{
        f"unsorted_segment_{how}": lambda tf, run, how=how: [
            run(getattr(tf, f"unsorted_segment_{how}")(A, FREE, 4, name="n")),
            run(
                tf.gradients(
                    getattr(tf.math, f"unsorted_segment_{how}")(x := tf.constant(A), FREE, 3)[::2], x
                )
            ),
        ]
        for how in ("prod", "min", "max")
    },
    "unsorted_segment_sum matrix": lambda tf, run: run(tf.unsorted_segment_sum(A, [[0, 1, -1, 0]] * 3, 2)),
    "unsorted_segment_max ints": lambda tf, run: run(tf.unsorted_segment_max([5, 2, 4], [0, 0, 2], 3)),
    "unsorted_segment_sum outside": lambda tf, run: run(tf.unsorted_segment_sum(A, [0, 1, 4], 3)),
    **{
        f"math.{name}": lambda tf, run, name=name, n=n: run(getattr(tf.math, name)(*[tf.constant(A)] * n))
        for name, n in SECOND_NAMES.items()
    },
    "math.logical_xor": lambda tf, run: run(tf.math.logical_xor([True, False], [True, True])),
    "math.top_k": lambda tf, run: run(list(tf.math.top_k(A, k=2))),
    "math.in_top_k": lambda tf, run: run(tf.math.in_top_k(A, [0, 2, 3], 2)),
    "math.conj": lambda tf, run: run(tf.math.conj(Z)),
    "fake_quant args": lambda tf, run: run(
        tf.fake_quant_with_min_max_args(Q, min=-1.0, max=2.1, num_bits=4, narrow_range=True, name="q")
    ),
    "fake_quant args default": lambda tf, run: run(tf.fake_quant_with_min_max_args(Q)),
    "fake_quant args bad": lambda tf, run: tf.fake_quant_with_min_max_args(Q, min=1.0, max=0.0),
    "fake_quant args gradient": lambda tf, run: run(
        tf.fake_quant_with_min_max_args_gradient(
            Q * 2, Q, min=-1.0, max=2.1, num_bits=3, narrow_range=False, name="q"
        )
    ),
    "fake_quant vars": lambda tf, run: _both(
        tf,
        run,
        lambda x, low, high: tf.fake_quant_with_min_max_vars(x, low, high, 3, True, "q"),
        Q,
        -0.9,
        1.3,
    ),
    "fake_quant vars empty": lambda tf, run: _both(tf, run, tf.fake_quant_with_min_max_vars, Q, 0.0, 0.0),
    "fake_quant vars positive": lambda tf, run: run(
        tf.quantization.fake_quant_with_min_max_vars(Q, 0.5, 3.0)
    ),
    "fake_quant vars gradient": lambda tf, run: run(
        list(
            tf.fake_quant_with_min_max_vars_gradient(
                Q * 2, Q, -0.9, 1.3, num_bits=8, narrow_range=False, name="q"
            )
        )
    ),
    "fake_quant channels": lambda tf, run: _both(
        tf, run, tf.fake_quant_with_min_max_vars_per_channel, A[:, :2], [-0.5, 0.0], [2.0, 1.0]
    ),
    "fake_quant channels gradient": lambda tf, run: run(
        list(
            tf.fake_quant_with_min_max_vars_per_channel_gradient(
                A[:, :2], A[:, :2], [-0.5, 0.0], [2.0, 1.0], 4, True
            )
        )
    ),
}
DIFFERENT = {"fake_quant args bad": "a range that does not ascend is refused when the graph is built"}
