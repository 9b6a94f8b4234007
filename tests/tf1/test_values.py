"""Calls that gave another answer than TensorFlow's; what is expected here is what TensorFlow 2.21's compat.v1 gives."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

A = np.arange(12.0, dtype=np.float32).reshape(3, 4)


def run(tensor, feed=None):
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        return sess.run(tensor, feed)


def test_where_takes_rows_or_gives_places():
    rows = tf.placeholder(tf.bool, [None])
    chosen = tf.where(rows, tf.ones([3, 3]), tf.zeros([3, 3]))
    assert run(chosen, {rows: [True, False, False]}).tolist() == [[1, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert run(tf.where([[True, False], [False, True]])).tolist() == [[0, 0], [1, 1]]
    with pytest.raises(ValueError, match="must have the shape of x and y"):
        tf.where([True, False], 1.0, 2.0)
    x = tf.ones([2, 3])
    slope, none = tf.gradients(tf.where([True, False], x, x * 2.0), [x, rows])
    assert run(slope).tolist() == [[1, 1, 1], [2, 2, 2]]
    assert none is None


def test_div_keeps_integers():
    assert [run(tf.div(a, 2)) for a in (7, -7)] == [3, -4]
    assert tf.div(tf.constant(7), 2).dtype == tf.int32
    assert run(tf.div(7.0, 2.0)) == 3.5


def test_operators_of_integers_work_bit_by_bit():
    six = tf.constant(6)
    assert run([six & 3, six | 1, six ^ 5, ~six]) == [2, 7, 3, -7]
    assert run([tf.constant(True) & False, ~tf.constant(True)]) == [False, False]


def test_the_dtype_of_one_hot_is_that_of_its_values():
    kinds = [
        tf.one_hot([0], 3, 5, 1),
        tf.one_hot([0], 3, True, False),
        tf.one_hot([0], 3),
        tf.one_hot([0], 3, 5, dtype=tf.float32),
    ]
    assert [kind.dtype for kind in kinds] == [tf.int32, tf.bool, tf.float32, tf.float32]
    with pytest.raises(TypeError, match="dtype float32 of off_value does not match dtype int32"):
        tf.one_hot([0], 3, 5, 1.0)


@pytest.mark.parametrize(
    ("order", "axis", "expected"),
    [("euclidean", None, 22.494444), (1, None, 66.0), (np.inf, None, 11.0), (3, None, 16.331623), (1, [0, 1], 21.0),
     (np.inf, [0, 1], 38.0), ("fro", [0, 1], 22.494444), (1, 0, [12, 15, 18, 21])],
)  # fmt: skip
def test_norm(order, axis, expected):
    np.testing.assert_allclose(run(tf.norm(A, order, axis)), expected, rtol=1e-6)


def test_gradients_do_not_go_through_what_counts_as_a_constant():
    a = tf.constant(0.0)
    b = 2 * a
    assert run(tf.gradients(a + b, [a, b], stop_gradients=[a, b])) == [1.0, 1.0]
    x = tf.constant(3.0)
    assert run(tf.gradients(x * x, x, stop_gradients=[x])) == [6.0]
    assert run(tf.gradients(x, a, unconnected_gradients="zero")) == [0.0]


@pytest.mark.parametrize(
    ("function", "labels"),
    [
        (tf.nn.softmax_cross_entropy_with_logits, [[0.2, 0.8]]),
        (tf.nn.sigmoid_cross_entropy_with_logits, [[0.2, 0.8]]),
        (tf.nn.sparse_softmax_cross_entropy_with_logits, [1]),
    ],
)
def test_cross_entropies_take_their_arguments_by_name(function, labels):
    with pytest.raises(ValueError, match="with named arguments"):
        function([[1.0, 2.0]], labels)
    assert function(labels=labels, logits=tf.constant([[1.0, 2.0]])).shape[0] == 1


def test_only_version_2_has_a_gradient_into_the_labels():
    labels, logits = tf.Variable([[0.2, 0.8]]), tf.constant([[1.0, 2.0]])
    first = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    second = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)
    assert [tf.gradients(loss, labels)[0] is None for loss in (first, second)] == [True, False]


def test_class_numbers_are_integers_that_exist():
    sparse = tf.nn.sparse_softmax_cross_entropy_with_logits
    with pytest.raises(TypeError, match="labels are class numbers, int32 or int64"):
        sparse(labels=[1.0], logits=A[:1])
    with pytest.raises(ValueError, match="without its last axis"):
        sparse(labels=[[1], [1], [1]], logits=A)
    for wrong in (4, -1, -100):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"outside the valid range of \[0, 4\)"):
            run(sparse(labels=[0, 1, wrong], logits=A))


def test_partitioned_embeddings():
    params = [A, A[:2] + 100]
    mod = run(tf.nn.embedding_lookup(params, [0, 1, 2, 3, 4]))[:, 0]
    div = run(tf.nn.embedding_lookup(params, [0, 1, 2, 3, 4], partition_strategy="div"))[:, 0]
    assert (mod.tolist(), div.tolist()) == ([0, 100, 4, 104, 8], [0, 4, 8, 100, 104])
    short = run(tf.nn.embedding_lookup(A, [[0, 1]], max_norm=1.0))
    np.testing.assert_allclose(np.linalg.norm(short, axis=-1), 1.0, rtol=1e-6)


def test_running_sums():
    sums = [tf.cumsum(A[0], exclusive=True), tf.cumsum(A[0], reverse=True), tf.cumsum(A[0], 0, True, True)]
    assert [s.tolist() for s in run(sums)] == [[0, 0, 1, 3], [6, 6, 5, 3], [6, 5, 3, 0]]


def test_a_collection_is_searched_with_a_regular_expression():
    for name in ("aa", "ba"):
        tf.Variable(1.0, name=name)
    found = [[v.name for v in tf.get_collection("variables", scope)] for scope in (".a", "a")]
    assert found == [["aa:0", "ba:0"], ["aa:0"]]


def test_nested_structures_in_branches_and_loops():
    i, (p, q) = tf.while_loop(
        lambda i, pair: i < 3, lambda i, pair: (i + 1, (pair[0] + 1, pair[1] * 2)), (0, (1.0, 2.0))
    )
    assert run([i, p, q]) == [3, 4.0, 16.0]
    assert tf.cond(tf.constant(True), lambda: [tf.constant(1)], lambda: [tf.constant(2)]).shape == ()
    chosen = tf.cond(tf.constant(False), lambda: {"a": 1, "b": (2,)}, lambda: {"a": 3, "b": (4,)})
    assert run(chosen) == {"a": 3, "b": (4,)}
    with pytest.raises(TypeError, match="must give the same structure"):
        tf.cond(tf.constant(True), lambda: {"a": 1}, lambda: [1])


def test_the_moving_variance_of_images_is_unbiased():
    images = np.arange(8, dtype=np.float32).reshape(2, 2, 2, 1)
    for fused, expected in ((None, 1.05), (False, 1.0425)):
        tf.reset_default_graph()
        tf.layers.batch_normalization(images, training=True, fused=fused)
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            sess.run(updates)
            moving = sess.run("batch_normalization/moving_variance:0")
        np.testing.assert_allclose(moving, [expected], rtol=1e-5)


@pytest.mark.parametrize(
    "build",
    [
        lambda: tf.reduce_mean(tf.equal([1, 2], [1, 3])),
        lambda: tf.reduce_sum(tf.constant([True])),
        lambda: tf.constant(True) + tf.constant(True),
        lambda: tf.exp(tf.constant(1)),
        lambda: tf.nn.softmax(tf.constant([1, 2])),
        lambda: tf.logical_and(tf.constant(6.0), tf.constant(0.5)),
        lambda: tf.maximum(tf.constant(True), False),
        lambda: tf.bitwise.bitwise_and(tf.constant(1.0), 2.0),
    ],
)
def test_a_kind_of_numbers_that_an_operation_does_not_take_is_a_type_error(build):
    with pytest.raises(TypeError, match=r"Value passed to parameter '\w+' .* not in list of allowed values"):
        build()


def test_strings_are_compared_and_fed_in_lists():
    words = tf.placeholder(tf.string, [None])
    same = tf.equal(words, "a")
    assert run([words, same, tf.not_equal("a", "a")], {words: ["a", "b"]})[1].tolist() == [True, False]
    assert run(tf.identity(words), {words: ["a", "b"]}).tolist() == [b"a", b"b"]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: tf.gather_nd(A, [[9, 9]], bad_indices_policy="IGNORE"), "bad_indices_policy"),
        (lambda: tf.matmul(A, A, output_type=tf.int32), "output_type"),
        (lambda: tf.layers.batch_normalization(A, renorm=True), "renorm"),
        (lambda: tf.Variable(1.0, import_scope="a"), "import_scope"),
        (lambda: tf.train.export_meta_graph(export_scope="a"), "export_scope"),
    ],
)
def test_an_argument_without_an_effect_is_refused_with_a_remedy(call, name):
    with pytest.raises(NotImplementedError, match=rf"(?s){name}=.* is not supported.*Remedy: "):
        call()


def test_one_argument_under_two_names():
    for call in (
        lambda: tf.argmax(A, 1, dimension=0),
        lambda: tf.reduce_sum(A, 1, reduction_indices=0),
        lambda: tf.squeeze(A, 0, squeeze_dims=0),
        lambda: tf.nn.softmax(A, 0, dim=0),
    ):
        with pytest.raises(ValueError, match="Cannot specify both"):
            call()


def test_centered_rmsprop():
    w = tf.Variable([1.0, -2.0])
    train = tf.train.RMSPropOptimizer(0.1, 0.5, 0.5, 1e-3, centered=True).minimize(tf.reduce_sum(w * w))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(train)
        got = sess.run(w)
    x, square, mean, move = np.array([1.0, -2.0]), np.ones(2), np.zeros(2), np.zeros(2)
    for _ in range(3):
        g = 2 * x
        square, mean = 0.5 * square + 0.5 * g * g, 0.5 * mean + 0.5 * g
        move = 0.5 * move + 0.1 * g / np.sqrt(square - mean * mean + 1e-3)
        x = x - move
    np.testing.assert_allclose(got, x, rtol=1e-5)
