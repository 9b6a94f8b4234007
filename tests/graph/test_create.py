"""Constants, conversions, dtypes and shapes while building, as TensorFlow decides them."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def run(fetch):
    with tf.Session(device="cpu") as session:
        return session.run(fetch)


@pytest.mark.parametrize(
    ("value", "dtype"),
    [(1, "int32"), (1.0, "float32"), (True, "bool"), ("a", "string"), ([1, 2], "int32"), ([1.0, 2], "float32"),
     (np.array([1.0]), "float64"), (np.array([1]), "int64"), (2**40, "int64"), ([], "float32")],
)  # fmt: skip
def test_dtypes_of_constants(value, dtype):
    assert tf.constant(value).dtype.name == dtype


def test_a_constant_is_filled_or_reshaped():
    np.testing.assert_array_equal(run(tf.constant(2, shape=[2, 2])), [[2, 2], [2, 2]])
    np.testing.assert_array_equal(run(tf.constant([1, 2, 3, 4], shape=[2, 2])), [[1, 2], [3, 4]])


def test_ragged_rows():
    with pytest.raises(ValueError, match="its rows have different lengths"):
        tf.constant([[1, 2], [3]])


def test_a_constant_that_is_no_tensor():
    with pytest.raises(
        TypeError, match=r"Expected numbers, text or booleans, but got \{'a': 1\} of type 'dict'"
    ):
        tf.constant({"a": 1})


def test_python_values_take_over_the_dtype_of_the_tensor():
    assert (tf.constant(1.0) + 2).dtype is tf.float32
    assert (2 - tf.constant(1.0)).dtype is tf.float32
    assert (np.float64(0.5) * tf.constant([1.0])).dtype is tf.float32
    assert (tf.constant(1, tf.int64) + 2).dtype is tf.int64


def test_a_fraction_does_not_join_an_integer():
    with pytest.raises(TypeError, match=r"Expected int32, but got 2\.5 of type 'float'[\s\S]*tf\.cast"):
        tf.constant(1) + 2.5


def test_dtypes_must_agree():
    message = r"Input 'y' of 'Add' Op has type float32 that does not match type int32 of argument 'x'"
    with pytest.raises(TypeError, match=message):
        tf.constant(1) + tf.constant(1.0)


def test_integers_divide_as_float64():
    result = run(tf.constant(7) / tf.constant(2))
    assert (result, result.dtype) == (3.5, np.float64)


def test_reflected_operators_keep_their_order():
    x = tf.constant(2.0)
    assert run([10 - x, 10 / x, 3**x, 7 // x, 7 % x]) == [8, 5, 9, 3, 1]
    assert run([-x, abs(-x), x > 1, x <= 1]) == [-2, 2, True, False]


def test_shapes_broadcast_like_numpy():
    a = tf.placeholder(tf.float32, [None, 3])
    assert (a + tf.ones([3])).shape.as_list() == [None, 3]
    assert (tf.placeholder(tf.float32, [None]) + tf.ones([3])).shape.as_list() == [3]
    assert tf.matmul(a, tf.ones([3, 2])).shape.as_list() == [None, 2]
    assert tf.matmul(tf.placeholder(tf.float32), tf.ones([3, 2])).shape.as_list() == [None, 2]
    assert tf.reduce_mean(tf.placeholder(tf.float32)).shape.as_list() == []
    assert tf.reshape(a, [-1]).shape.as_list() == [None]


def test_shapes_that_do_not_fit():
    message = r"Shapes do not fit for 'MatMul' .* input shapes: \(\?, 3\), \(2, 2\)[\s\S]*are 3 and 2[\s\S]*_create.py"
    with pytest.raises(ValueError, match=message):
        tf.matmul(tf.placeholder(tf.float32, [None, 3]), tf.ones([2, 2]))
    with pytest.raises(ValueError, match=r"Shapes do not fit for 'add'"):
        tf.ones([2]) + tf.ones([3])
    with pytest.raises(ValueError, match="rank 2 but is rank 1"):
        tf.matmul(tf.ones([3]), tf.ones([3, 2]))


def test_printing_and_comparing_shapes():
    shape = tf.placeholder(tf.float32, [None, 3]).shape
    assert (str(shape), len(shape), shape[1], int(shape[1])) == ("(?, 3)", 2, 3, 3)
    assert repr(shape[0]) == "Dimension(None)"
    assert shape == (None, 3)
    with pytest.raises(TypeError, match="This dimension is unknown"):
        int(shape[0])
    with pytest.raises(ValueError, match="rank of this tensor is unknown"):
        tf.placeholder(tf.float32).shape.as_list()


def test_a_wrong_axis():
    with pytest.raises(
        ValueError, match=r"Invalid axis \[2\] for Sum of a tensor of rank 2: expected \[-2, 2\)"
    ):
        tf.reduce_sum(tf.ones([2, 3]), axis=2)


def test_lists_of_tensors_are_stacked():
    np.testing.assert_array_equal(run(tf.convert_to_tensor([tf.constant(1), 2])), [1, 2])


def test_indexing():
    value = np.arange(24.0).reshape(2, 3, 4)
    x = tf.constant(value)
    for index in (0, (1, 2), (slice(None), 1), (Ellipsis, slice(0, 4, 2)), (None, 1)):
        np.testing.assert_array_equal(run(x[index]), value[index])
    with pytest.raises(TypeError, match=r"valid indices, but got 'a'[\s\S]*tf.gather"):
        x["a"]


def test_unknown_dtype():
    with pytest.raises(
        TypeError, match=r"Cannot convert 'float7' to a dtype; expected one of float16, float32"
    ):
        tf.placeholder("float7")


@pytest.mark.parametrize(("value", "dtype"), [(300, "uint8"), ([1, -1], "uint8"), (2**40, "int32")])
def test_a_number_beyond_its_dtype_is_told(value, dtype):
    with pytest.raises(TypeError, match=rf"Expected {dtype}, but got "):
        tf.constant(value, dtype=dtype)


def test_rank_eye_and_casts_by_name():
    x = tf.placeholder(tf.float32, None)
    with tf.Session() as session:
        assert session.run(tf.rank(x), {x: np.zeros((2, 3, 4))}) == 3
        np.testing.assert_array_equal(session.run(tf.eye(2, 3)), np.eye(2, 3))
    casts = [tf.to_float, tf.to_double, tf.to_int32, tf.to_int64]
    assert [cast(x).dtype.name for cast in casts] == ["float32", "float64", "int32", "int64"]
    assert [tf.float32.size, tf.int64.size, tf.uint8.size] == [4, 8, 1]
