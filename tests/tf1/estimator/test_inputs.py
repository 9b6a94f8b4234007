"""Arrays, and tables that look like pandas', batch by batch."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

X = {"a": np.arange(5.0), "name": np.array(list("vwxyz"))}
Y = np.arange(5) * 10


def batches(input_fn):
    found = []
    tensors = input_fn()
    with tf.Session(device="cpu") as session:
        while True:
            try:
                found.append(session.run(tensors))
            except tf.errors.OutOfRangeError:
                return found


def test_batches_run_over_the_end_of_an_epoch():
    found = batches(tf.estimator.inputs.numpy_input_fn(X, Y, batch_size=3, num_epochs=2, shuffle=False))
    assert [features["a"].tolist() for features, _ in found] == [[0, 1, 2], [3, 4, 0], [1, 2, 3], [4]]
    assert [labels.tolist() for _, labels in found] == [[0, 10, 20], [30, 40, 0], [10, 20, 30], [40]]
    assert found[0][0]["name"].tolist() == [b"v", b"w", b"x"]
    assert found[0][0]["a"].dtype == np.float64


def test_shuffled_epochs_have_all_rows_and_repeat_with_the_seed():
    orders = []
    for _ in range(2):
        tf.reset_default_graph()
        tf.set_random_seed(3)
        found = batches(tf.estimator.inputs.numpy_input_fn(np.arange(6), None, 6, 2, True))
        orders.append([batch.tolist() for batch in found])
    assert orders[0] == orders[1]
    assert [sorted(order) for order in orders[0]] == [list(range(6))] * 2
    assert orders[0][0] != orders[0][1]


def test_labels_by_name():
    found = batches(tf.estimator.inputs.numpy_input_fn({"a": Y}, {"b": Y, "c": -Y}, 5, 1, False))
    assert found[0][1]["c"].tolist() == (-Y).tolist()


class Table(dict):
    """What pandas_input_fn needs of a DataFrame."""

    def __init__(self, columns, index):
        super().__init__(columns)
        self.columns, self.index = list(columns), np.array(index)


def test_pandas():
    x = Table({"a": np.array([1, 2]), "b": np.array(["u", "v"], dtype=object)}, [0, 1])
    y = Table({"target": np.array([3, 4])}, [0, 1])
    ((features, labels),) = batches(tf.estimator.inputs.pandas_input_fn(x, y, shuffle=False))
    assert (features["a"].tolist(), features["b"].tolist()) == ([1, 2], [b"u", b"v"])
    assert labels["target"].tolist() == [3, 4]
    with pytest.raises(ValueError, match="Index for x and y are mismatched"):
        tf.estimator.inputs.pandas_input_fn(x, Table({"t": np.array([1, 2])}, [0, 2]), shuffle=False)
    with pytest.raises(TypeError, match=r"x must be a pandas\.DataFrame"):
        tf.estimator.inputs.pandas_input_fn(np.ones(3), shuffle=False)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": X}, ValueError, "shuffle must be provided"),
        ({"x": [1, 2], "shuffle": False}, TypeError, r"x must be a dict or array; got list.*np\.array\(x\)"),
        ({"x": {}, "shuffle": False}, ValueError, "cannot be empty"),
        ({"x": X, "y": Y[:4], "shuffle": False}, ValueError, "mismatched"),
        ({"x": X, "y": {"a": Y}, "shuffle": False}, ValueError, "1 duplicate keys"),
    ],
)
def test_mistakes(arguments, error, message):
    with pytest.raises(error, match=message):
        tf.estimator.inputs.numpy_input_fn(**arguments)
