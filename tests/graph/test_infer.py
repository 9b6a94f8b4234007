"""Static shapes over random graphs: what is said before the run holds in the run, whatever sizes are hidden."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

import lessonlib.tf1 as tf
from lessonlib.graph.create import create
from lessonlib.graph.shapes import compatible

bounded = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
sizes = st.integers(1, 5)
ranks = st.integers(1, 4)


def shapes(min_rank=1, max_rank=4):
    return st.lists(sizes, min_size=min_rank, max_size=max_rank).map(tuple)


def hidden(data, shape):
    """``shape`` with some of its sizes, or all of it, unknown."""
    known = data.draw(st.lists(st.booleans(), min_size=len(shape), max_size=len(shape)), label="known")
    return tuple(size if keep else None for size, keep in zip(shape, known, strict=True))


def check(data, build, *inputs, exact=True, rank_may_hide=False):
    """``build`` of placeholders of the shapes ``inputs``: known, then partly hidden, against what a run gives."""
    with tf.Graph().as_default() as graph:
        known = [tf.placeholder(tf.float32, shape) for shape in inputs]
        values = [np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape) for shape in inputs]
        told = build(*known)
        partly = [tf.placeholder(tf.float32, hidden(data, shape)) for shape in inputs]
        vague = build(*partly)
        guesses = [vague]
        if rank_may_hide:
            partly_ranked = [tf.placeholder(tf.float32), *partly[1:]]
            guesses.append(build(*partly_ranked))
        with tf.Session(device="cpu") as session:
            value = session.run(told, dict(zip(known, values, strict=True)))
            again = session.run(vague, dict(zip(partly, values, strict=True)))
        assert again.shape == value.shape
        assert told.sizes == value.shape or (not exact and compatible(told.sizes, value.shape))
        for guess in guesses:
            assert compatible(guess.sizes, value.shape), f"said {guess.shape}, but it is {value.shape}"
        graph.validate()


def check_misfit(build, *inputs):
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"(?s)."):
        build(*[tf.placeholder(tf.float32, shape) for shape in inputs])


@bounded
@given(st.data(), st.sampled_from([tf.add, tf.multiply, tf.maximum, tf.truediv, tf.less, tf.pow]),
       mutually_broadcastable_shapes(num_shapes=2, max_dims=4, min_side=0, max_side=4))  # fmt: skip
def test_two_operands(data, build, pair):
    check(data, build, *pair.input_shapes, rank_may_hide=True)


@bounded
@given(st.data(), mutually_broadcastable_shapes(num_shapes=3, max_dims=3, max_side=4))
def test_three_operands(data, triple):
    check(data, lambda c, x, y: create("Where", tf.greater(c, 2.0), x, y), *triple.input_shapes)


@bounded
@given(
    st.data(),
    st.sampled_from([tf.exp, tf.nn.relu, tf.sigmoid, tf.floor, tf.nn.softmax, tf.zeros_like]),
    shapes(),
)
def test_one_operand(data, build, shape):
    check(data, build, shape, rank_may_hide=True)


@bounded
@given(shapes(2, 3), st.integers(0, 2), st.integers(1, 4))
def test_two_operands_that_do_not_fit(shape, axis, more):
    axis %= len(shape)
    other = tuple(size + 1 + more if i == axis else size for i, size in enumerate(shape))
    grown = tuple(size + 1 if i == axis else size for i, size in enumerate(shape))  # neither is 1
    check_misfit(tf.add, grown, other)
    check_misfit(lambda x, y: tf.stack([x, y]), grown, other)


REDUCTIONS = [tf.reduce_sum, tf.reduce_mean, tf.reduce_max, tf.reduce_prod, tf.reduce_logsumexp]


@bounded
@given(st.data(), st.sampled_from(REDUCTIONS), shapes(), st.booleans())
def test_reductions(data, build, shape, keepdims):
    axes = st.lists(st.integers(-len(shape), len(shape) - 1), min_size=1, unique_by=lambda i: i % len(shape))
    axis = data.draw(st.none() | st.integers(-len(shape), len(shape) - 1) | axes)
    check(data, lambda x: build(x, axis, keepdims), shape, rank_may_hide=axis is None and not keepdims)


@bounded
@given(st.data(), st.sampled_from([tf.argmax, tf.cumsum]), shapes())
def test_along_an_axis(data, build, shape):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    check(data, lambda x: build(x, axis), shape)


@bounded
@given(st.sampled_from([*REDUCTIONS, tf.argmax]), shapes(), st.integers(0, 2), st.booleans())
def test_an_axis_out_of_range(build, shape, beyond, negative):
    axis = -len(shape) - 1 - beyond if negative else len(shape) + beyond
    check_misfit(lambda x: build(x, axis), shape)


@bounded
@given(st.data(), st.lists(sizes, max_size=2), sizes, sizes, sizes, st.booleans(), st.booleans())
def test_matmul(data, batch, n, k, m, transpose_a, transpose_b):
    a = (*batch, k, n) if transpose_a else (*batch, n, k)
    b = (*batch, m, k) if transpose_b else (*batch, k, m)
    check(data, lambda x, y: tf.matmul(x, y, transpose_a, transpose_b), a, b)


@bounded
@given(sizes, sizes, sizes, st.integers(1, 3))
def test_matrices_that_do_not_fit(n, k, m, more):
    check_misfit(tf.matmul, (n, k), (k + more, m))
    check_misfit(tf.matmul, (n, k), (k,))


@bounded
@given(st.data(), shapes(), st.lists(sizes, min_size=1, max_size=3))
def test_concat(data, shape, lengths):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    parts = [tuple(n if i == axis % len(shape) else s for i, s in enumerate(shape)) for n in lengths]
    check(data, lambda *xs: tf.concat(xs, axis), *parts)


@bounded
@given(shapes(2, 4), st.integers(0, 3), st.integers(1, 4))
def test_parts_that_do_not_fit(shape, axis, more):
    axis %= len(shape)
    other = tuple(size if i == axis else size + more for i, size in enumerate(shape))
    check_misfit(lambda x, y: tf.concat([x, y], axis), shape, other)


@bounded
@given(st.data(), shapes(0, 3), st.integers(1, 3))
def test_stack(data, shape, n):
    axis = data.draw(st.integers(-len(shape) - 1, len(shape)))
    check(data, lambda *xs: tf.stack(xs, axis), *[shape] * n)


@bounded
@given(st.data(), shapes(), st.booleans())
def test_reshape(data, shape, infer_one):
    target = list(data.draw(st.permutations(shape)))
    cut = data.draw(st.integers(0, len(target)))
    target = [*target[:cut], int(np.prod(target[cut:]))]
    if infer_one:
        target[data.draw(st.integers(0, len(target) - 1))] = -1
    check(data, lambda x: tf.reshape(x, target), shape, rank_may_hide=True)
    check(data, lambda x: tf.reshape(x, tf.constant(target) * 1), shape, exact=False)


@bounded
@given(shapes(), st.integers(1, 3))
def test_sizes_that_do_not_multiply_to_the_same(shape, more):
    elements = int(np.prod(shape))
    check_misfit(lambda x: tf.reshape(x, [elements + more]), shape)
    check_misfit(lambda x: tf.reshape(x, [-1, elements + more]), shape)


@bounded
@given(st.data(), shapes())
def test_transpose(data, shape):
    perm = data.draw(st.none() | st.permutations(range(len(shape))))
    check(data, lambda x: tf.transpose(x, perm), shape)


@bounded
@given(shapes())
def test_a_perm_of_another_rank(shape):
    check_misfit(lambda x: tf.transpose(x, range(len(shape) + 1)), shape)
    check_misfit(lambda x: tf.transpose(x, [0] * (len(shape) - 1)), shape)


@bounded
@given(st.data(), shapes(1, 3))
def test_axes_of_size_one(data, shape):
    axis = data.draw(st.integers(-len(shape) - 1, len(shape)))
    check(data, lambda x: tf.expand_dims(x, axis), shape)
    check(data, tf.squeeze, shape)
    check(data, lambda x: tf.squeeze(tf.expand_dims(x, axis), axis), shape)


@bounded
@given(st.data(), shapes(1, 3))
def test_indexing(data, shape):
    index = tuple(
        data.draw(
            st.integers(-size, size - 1)
            | st.builds(
                slice, st.none() | st.integers(0, 7), st.none() | st.integers(0, 7), st.none() | st.just(2)
            )
        )
        for size in shape[: data.draw(st.integers(1, len(shape)))]
    )
    spelled = [index, (*index, ...), (None, *index)] + [(..., *index)] * (len(index) == len(shape))
    index = data.draw(st.sampled_from(spelled))
    check(data, lambda x: x[index], shape)


@bounded
@given(st.data(), shapes(1, 3), st.lists(st.integers(0, 5), min_size=1, max_size=4))
def test_gather(data, shape, rows):
    axis = data.draw(st.integers(0, len(shape) - 1))
    check(data, lambda x: tf.gather(x, [row % shape[axis] for row in rows], axis=axis), shape)


windows = st.tuples(st.integers(1, 3), st.integers(1, 3))
paddings = st.sampled_from(["SAME", "VALID"])


@bounded
@given(
    st.data(),
    sizes,
    st.tuples(st.integers(3, 7), st.integers(3, 7)),
    sizes,
    sizes,
    windows,
    windows,
    paddings,
)
def test_convolution(data, batch, image, channels, filters, window, strides, padding):
    def build(x, w):
        return tf.nn.conv2d(x, w, [1, *strides, 1], padding)

    check(data, build, (batch, *image, channels), (*window, channels, filters))


@bounded
@given(sizes, st.tuples(st.integers(3, 7), st.integers(3, 7)), sizes, sizes, windows, st.integers(1, 3))
def test_filters_that_do_not_fit(batch, image, channels, filters, window, more):
    def build(x, w):
        return tf.nn.conv2d(x, w, [1, 1, 1, 1], "VALID")

    check_misfit(build, (batch, *image, channels), (*window, channels + more, filters))
    check_misfit(build, (batch, *image, channels), (image[0] + more, window[1], channels, filters))
    check_misfit(build, (batch, *image), (*window, channels, filters))


@bounded
@given(st.data(), st.sampled_from([tf.nn.max_pool, tf.nn.avg_pool]), sizes,
       st.tuples(st.integers(3, 7), st.integers(3, 7)), sizes, windows, windows, paddings)  # fmt: skip
def test_pooling(data, pool, batch, image, channels, window, strides, padding):
    check(data, lambda x: pool(x, [1, *window, 1], [1, *strides, 1], padding), (batch, *image, channels))


@bounded
@given(st.sampled_from([tf.nn.max_pool, tf.nn.avg_pool]), sizes, sizes, sizes, st.integers(1, 3))
def test_a_window_larger_than_the_image(pool, height, width, channels, more):
    check_misfit(
        lambda x: pool(x, [1, height + more, 1, 1], [1, 1, 1, 1], "VALID"), (1, height, width, channels)
    )


@pytest.mark.parametrize(
    ("build", "inputs", "said"),
    [
        (tf.add, [(None, None, 2), (None, None, None)], "(?, ?, 2)"),
        (tf.add, [(None, None, None, 2), (None, None, None, None)], "(?, ?, ?, 2)"),
        (tf.add, [(None, None), (1, 5)], "(?, 5)"),
        (lambda x, y: tf.concat([x, y], 0), [(None,) * 4, (None, 28, 27, 3)], "(?, 28, 27, 3)"),
        (lambda x, y: tf.concat([x, y], -1), [(None,) * 4, (None, 28, 28, 3)], "(?, 28, 28, ?)"),
        (tf.matmul, [(None, None, 3), (2, None, None)], "(2, ?, ?)"),
        (lambda x: x[:10], [(None, 3)], "(?, 3)"),
        (lambda x: x[2000:], [(None, 3)], "(?, 3)"),
        (lambda x: x[2000], [(None, 3)], "(3,)"),
        (tf.squeeze, [(None, 3)], "<unknown>"),
        (lambda x: tf.nn.top_k(x, 100)[0], [(4, None)], "(4, 100)"),
    ],
)
def test_what_is_said_of_unknown_sizes(build, inputs, said):
    assert str(build(*[tf.placeholder(tf.float32, shape) for shape in inputs]).shape) == said
