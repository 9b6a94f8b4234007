"""Attributes come back as they were, and of the same types."""

import json
import math

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf
from lessonlib.tf1.meta_graph.attributes import NoTextError, decode, encode


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 2.5, "text", b"\x00\xff", (), (1, (None, "a")), [1, [2]], {"a": (1,), 2: [3]},
        (slice(1, None, 2), Ellipsis, None, 0), torch.float32, torch.bool, tf.int64, tf.string, math.inf, -math.inf,
    ],
)  # fmt: skip
def test_values(value):
    back = decode(json.loads(json.dumps(encode(value), allow_nan=False)))
    assert back == value
    assert type(back) is type(value)


def test_nan():
    assert math.isnan(decode(encode(math.nan)))


@pytest.mark.parametrize(
    "dtype", ["float16", "float32", "float64", "int8", "int64", "uint8", "bool", "complex64", ">f4"]
)
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3)])
def test_arrays(dtype, shape):
    array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
    back = decode(json.loads(json.dumps(encode(array))))
    assert back.dtype == array.dtype.newbyteorder("=")
    np.testing.assert_array_equal(back, array)
    assert back.flags.writeable


def test_odd_numbers_keep_every_bit():
    array = np.array([np.nan, np.inf, -0.0, 5e-324, 1 / 3])
    assert decode(encode(array)).tobytes() == array.tobytes()


def test_equal_elements_take_no_room():
    for value in (0.0, -0.0, np.nan):
        array = np.full((500, 300), value)
        coded = encode(array)
        assert len(json.dumps(coded)) < 100
        assert decode(coded).tobytes() == array.tobytes()
    assert "fill" not in encode(np.array([0.0, -0.0]))


def test_strings():
    array = tf.constant([["a", "é"]]).op.attrs["value"]
    np.testing.assert_array_equal(decode(encode(array)), array)


def test_a_function_has_no_text():
    with pytest.raises(NoTextError):
        encode({"key": (1, [print])})


@pytest.mark.parametrize(
    "coded", [{"pickle": "x"}, {"array": "*", "dtype": "float32", "shape": []}, {}, {"tuple": 3}]
)
def test_nonsense_is_refused(coded):
    with pytest.raises((KeyError, TypeError, ValueError)):
        decode(coded)
