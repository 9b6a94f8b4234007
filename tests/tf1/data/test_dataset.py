"""Data sets and iterators: every element, in order, to the end."""

import collections

import numpy as np
import pytest

import lessonlib.tf1 as tf

Dataset = tf.data.Dataset
X = np.arange(12, dtype=np.float32).reshape(6, 2)
Y = np.arange(6)


def elements(dataset, session=None, limit=100):
    """All elements through a one-shot iterator."""
    following = dataset.make_one_shot_iterator().get_next()
    found = []
    with session or tf.Session() as session:
        while len(found) < limit:
            try:
                found.append(session.run(following))
            except tf.errors.OutOfRangeError:
                return found
    return found


def numbers(dataset, limit=100):
    return [np.asarray(e).tolist() for e in elements(dataset, limit=limit)]


def test_slices_come_as_rows():
    dataset = Dataset.from_tensor_slices((X, Y))
    assert dataset.output_types == (tf.float32, tf.int64)
    assert [str(shape) for shape in dataset.output_shapes] == ["(2,)", "()"]
    found = elements(dataset)
    np.testing.assert_array_equal([x for x, _ in found], X)
    assert [int(y) for _, y in found] == Y.tolist()
    assert found[0][0].dtype == np.float32


def test_structures():
    Point = collections.namedtuple("Point", "x y")
    found = elements(Dataset.from_tensor_slices({"a": [1, 2], "b": Point([3, 4], ([5.0, 6.0], ["u", "v"]))}))
    assert found[1] == {"a": 2, "b": Point(4, (6.0, b"v"))}
    assert elements(Dataset.from_tensors(([1, 2], "s")))[0][1] == b"s"


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (lambda: Dataset.range(4), [0, 1, 2, 3]),
        (lambda: Dataset.range(4, 0, -2), [4, 2]),
        (lambda: Dataset.range(3).repeat(2), [0, 1, 2, 0, 1, 2]),
        (lambda: Dataset.range(9).skip(2).take(3), [2, 3, 4]),
        (lambda: Dataset.range(3).take(-1), [0, 1, 2]),
        (lambda: Dataset.range(3).skip(-1), []),
        (lambda: Dataset.range(7).shard(3, 1), [1, 4]),
        (lambda: Dataset.range(5).batch(2), [[0, 1], [2, 3], [4]]),
        (lambda: Dataset.range(5).batch(2, drop_remainder=True), [[0, 1], [2, 3]]),
        (lambda: Dataset.range(2).concatenate(Dataset.range(1)), [0, 1, 0]),
        (lambda: Dataset.range(4).map(lambda n: n * n).prefetch(1), [0, 1, 4, 9]),
        (lambda: Dataset.range(6).filter(lambda n: tf.equal(n % 2, 0)), [0, 2, 4]),
        (lambda: Dataset.range(3).apply(lambda d: d.batch(3)), [[0, 1, 2]]),
        (lambda: Dataset.range(0).repeat(), []),
        (lambda: Dataset.from_tensors([1, 2]).repeat(2), [[1, 2], [1, 2]]),
    ],
)
def test_order_and_number(dataset, expected):
    assert numbers(dataset()) == expected


def test_repeat_without_end():
    assert numbers(Dataset.range(2).repeat(), limit=5) == [0, 1, 0, 1, 0]


def test_zip():
    found = elements(Dataset.zip((Dataset.range(3), {"b": Dataset.range(10, 12)})))
    assert found == [(0, {"b": 10}), (1, {"b": 11})]


def test_map_takes_components_and_returns_a_structure():
    dataset = Dataset.from_tensor_slices((X, Y)).map(
        lambda x, y: {"sum": tf.reduce_sum(x), "y": tf.cast(y, tf.int32)}
    )
    assert dataset.output_types == {"sum": tf.float32, "y": tf.int32}
    assert elements(dataset)[2] == {"sum": 9.0, "y": 2}


def test_map_uses_tensors_from_outside_as_they_are_at_the_start():
    v = tf.Variable(10.0)
    iterator = Dataset.from_tensor_slices([1.0, 2.0]).map(lambda x: x * v).make_initializable_iterator()
    following = iterator.get_next()
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(iterator.initializer)
        assert session.run(following) == 10
        session.run(v.assign(0.0))
        assert session.run(following) == 20
        session.run(iterator.initializer)
        assert session.run(following) == 0


def test_map_with_python_and_with_random_numbers():
    tf.set_random_seed(1)
    dataset = Dataset.range(3).map(
        lambda n: (tf.py_func(lambda a: a + 1, [n], tf.int64), tf.random_uniform([]))
    )
    first, second = elements(dataset), elements(dataset)
    assert [int(n) for n, _ in first] == [1, 2, 3]
    assert [u for _, u in first] == [u for _, u in second]
    assert len({float(u) for _, u in first}) == 3


def test_generator():
    def pairs(n):
        for i in range(n):
            yield i, [float(i)] * i

    dataset = Dataset.from_generator(pairs, (tf.int32, tf.float32), ((), [None]), args=[3])
    found = elements(dataset.repeat(2))
    assert [int(i) for i, _ in found] == [0, 1, 2, 0, 1, 2]
    np.testing.assert_array_equal(found[2][1], [2, 2])
    assert found[2][1].dtype == np.float32


@pytest.mark.parametrize(
    ("generator", "types", "shapes", "message"),
    [
        (lambda: [(1, 2)], (tf.int32,), None, "gave 2 values, but output_types names 1"),
        (lambda: [1.5], tf.int32, None, r"Expected int32, but got 1.5"),
        (lambda: [[1, 2]], tf.int32, [3], r"shape \(2,\), but output_shapes says \(3,\)"),
    ],
)
def test_a_generator_that_gives_something_else(generator, types, shapes, message):
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        elements(Dataset.from_generator(generator, types, shapes))


def test_shuffle_is_a_permutation_that_a_seed_repeats():
    dataset = Dataset.range(50).shuffle(50, seed=3)
    first = numbers(dataset)
    assert sorted(first) == list(range(50))
    assert first != list(range(50))
    assert numbers(dataset) == first
    assert numbers(Dataset.range(50).shuffle(50, seed=4)) != first
    unseeded = Dataset.range(50).shuffle(50)
    assert numbers(unseeded) != numbers(unseeded)


def test_each_round_has_its_own_order():
    twice = numbers(Dataset.range(20).shuffle(20, seed=3).repeat(2))
    assert sorted(twice[:20]) == sorted(twice[20:])
    assert twice[:20] != twice[20:]
    same = numbers(Dataset.range(20).shuffle(20, seed=3, reshuffle_each_iteration=False).repeat(2))
    assert same[:20] == same[20:]


def test_a_small_buffer_moves_elements_a_little():
    order = numbers(Dataset.range(100).shuffle(5, seed=0))
    assert sorted(order) == list(range(100))
    assert all(value - place <= 5 for place, value in enumerate(order))


def test_the_graph_seed_orders_shuffles_apart():
    tf.set_random_seed(7)
    a, b = (numbers(Dataset.range(20).shuffle(20)) for _ in range(2))
    tf.reset_default_graph()
    tf.set_random_seed(7)
    assert numbers(Dataset.range(20).shuffle(20)) == a != b


def test_initializable_iterator_with_placeholders():
    data, size = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.int64, [])
    iterator = Dataset.from_tensor_slices(data).batch(size).make_initializable_iterator()
    following = iterator.get_next()
    assert following.shape.as_list() == [None, 2]
    with tf.Session() as session:
        with pytest.raises(
            tf.errors.FailedPreconditionError,
            match=r"has not been initialized[\s\S]*run iterator.initializer",
        ):
            session.run(following)
        for rows, count in ((4, 3), (2, 2)):
            session.run(iterator.initializer, {data: X[:rows], size: count})
            np.testing.assert_array_equal(session.run(following), X[:count])


def test_one_iterator_for_several_datasets():
    train, test = Dataset.range(3), Dataset.range(10, 12)
    iterator = tf.data.Iterator.from_structure(train.output_types, train.output_shapes)
    following = iterator.get_next()
    with tf.Session() as session:
        for dataset, first in ((train, 0), (test, 10), (train, 0)):
            session.run(iterator.make_initializer(dataset))
            assert session.run(following) == first
    with pytest.raises(TypeError, match=r"dtypes \['int64'\], but the dataset has \['float32'\]"):
        iterator.make_initializer(Dataset.from_tensors(1.0))
    with pytest.raises(ValueError, match="does not have an initializer"):
        iterator.initializer  # noqa: B018


def test_the_end_keeps_its_type_and_stays():
    following = Dataset.range(1).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        session.run(following)
        for _ in range(2):
            with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence") as caught:
                session.run(following + 1)
        assert "IteratorGetNext" in caught.value.__notes__[0]


def test_each_session_has_its_own_place():
    following = Dataset.range(3).make_one_shot_iterator().get_next()
    with tf.Session() as a, tf.Session() as b:
        assert [a.run(following), a.run(following), b.run(following)] == [0, 1, 0]


def test_one_element_a_node_and_a_run():
    iterator = Dataset.range(4).make_one_shot_iterator()
    one, other = iterator.get_next(), iterator.get_next()
    with tf.Session() as session:
        assert session.run([one, one, one * 10]) == [0, 0, 0]
        assert sorted(session.run([one, other])) == [1, 2]


def test_a_variable_cannot_write_into_the_data():
    following = Dataset.from_tensors(X).repeat().make_one_shot_iterator().get_next()
    v = tf.Variable(tf.zeros([6, 2]))
    with tf.Session() as session:
        session.run(v.assign(following))
        session.run(v.assign_add(tf.ones([6, 2])))
        np.testing.assert_array_equal(session.run(following), X)


def test_a_one_shot_iterator_needs_data_that_are_there():
    with pytest.raises(ValueError, match=r"one-shot iterator cannot use 'data' \(Placeholder\)"):
        Dataset.from_tensors(tf.placeholder(tf.float32, name="data") + 1).make_one_shot_iterator()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Dataset.from_tensor_slices((X, [1, 2])), ValueError, "different lengths"),
        (lambda: Dataset.from_tensor_slices(3), ValueError, "got a scalar"),
        (lambda: Dataset.range(3).filter(lambda n: n), TypeError, "must give a bool, but gives int64"),
        (lambda: Dataset.range(3).concatenate(Dataset.from_tensors(1.0)), TypeError, "cannot be joined"),
        (lambda: Dataset.range(3).shard(2, 2), ValueError, "from 0 to 1, but is 2"),
    ],
)
def test_bad_arguments(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_unequal_rows_do_not_batch():
    dataset = Dataset.from_generator(lambda: [[1], [1, 2]], tf.int32, [None]).batch(2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="equal size"):
        elements(dataset)


def test_training_from_an_iterator():
    x, y = Dataset.from_tensor_slices((X, 3 * X[:, :1] + 1)).shuffle(6, seed=0).repeat().batch(
        3).make_one_shot_iterator().get_next()  # fmt: skip
    loss = tf.losses.mean_squared_error(y, tf.layers.dense(x, 1, kernel_initializer=tf.zeros_initializer()))
    train = tf.train.AdamOptimizer(0.3).minimize(loss)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        losses = [session.run([loss, train])[0] for _ in range(200)]
    assert losses[-1] < 0.05 * losses[0]


def resampled_shares(dataset, count):
    """The share of each of three classes among the first elements."""
    found = elements(dataset, limit=count)
    assert len(found) == count
    assert all(number == value % 3 for number, value in found)
    return np.bincount([number for number, _ in found], minlength=3) / count


@pytest.mark.parametrize("initial", [None, [1 / 3, 1 / 3, 1 / 3]], ids=["estimated", "known"])
def test_resampled_classes_have_the_shares_of_the_target(initial):
    """Three standard deviations of a share among 1,500 elements are 0.04 at most."""
    target = [0.6, 0.3, 0.1]
    dataset = Dataset.range(9000).rejection_resample(lambda x: x % 3, target, initial, seed=0)
    np.testing.assert_allclose(resampled_shares(dataset, 1500), target, atol=0.04)
    assert numbers_of_pairs(dataset, 50) == numbers_of_pairs(dataset, 50)


def numbers_of_pairs(dataset, count):
    return [int(value) for _, value in elements(dataset, limit=count)]


def test_the_target_may_be_fed():
    target = tf.placeholder(tf.float32, [2])
    dataset = Dataset.range(8).rejection_resample(lambda x: x % 2, target, [0.5, 0.5], seed=0)
    iterator = dataset.make_initializable_iterator()
    following = iterator.get_next()
    with tf.Session() as sess:
        for one in (0, 1):
            sess.run(iterator.initializer, {target: np.eye(2)[one]})
            assert [sess.run(following) for _ in range(4)] == [(one, x) for x in range(one, 8, 2)]


def test_both_distributions_have_the_same_classes():
    dataset = Dataset.range(8).rejection_resample(lambda x: x % 2, [0.5, 0.5], [0.2, 0.3, 0.5])
    with pytest.raises(tf.errors.InvalidArgumentError, match="equally long, but have 3 and 2 classes"):
        elements(dataset)
