"""Values as bytes: what goes in comes out, and hostile bytes are refused."""

from __future__ import annotations

import contextlib
import json
import math
import string
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from lessonlib.check.expect import _same
from lessonlib.check.source import Ref, Refused
from lessonlib.check.values.wire import LENGTHS, MOST_DEPTH, MOST_JSON, WireError, lengths, pack, unpack


class Numbered(Ref):
    def __init__(self, number, type_name):
        super().__init__(type_name)
        self.number = number


def split(message):
    text, parts = lengths(message[: LENGTHS.size])
    body = message[LENGTHS.size :]
    assert len(body) == text + parts
    return body[:text], body[text:]


def refer(content):
    """As a trusted side reads a reference: a number and a type's name, and nothing else."""
    match content:
        case [int(number), str(name)]:
            return Numbered(number, name)
    raise WireError("a reference that is none")


def back(value):
    return unpack(*split(pack(value, lambda ref: [ref.number, ref.type_name])), refer)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
KEYS = SCALARS | st.tuples(SCALARS, st.text())
DTYPES = npst.integer_dtypes() | npst.unsigned_integer_dtypes() | npst.floating_dtypes(sizes=(16, 32, 64))
ARRAYS = npst.arrays(
    DTYPES
    | npst.boolean_dtypes()
    | npst.unicode_string_dtypes(max_len=5)
    | npst.byte_string_dtypes(max_len=5),
    npst.array_shapes(min_dims=0, min_side=0),
    elements=None,
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner) | st.tuples(inner, inner),
    max_leaves=12,
)


def alike(left, right):
    if isinstance(left, np.ndarray):
        same = type(right) is np.ndarray and left.shape == right.shape and left.dtype == right.dtype
        return same and left.tobytes() == right.tobytes()
    if isinstance(left, list | tuple):
        same = type(left) is type(right) and len(left) == len(right)
        return same and all(map(alike, left, right))
    if isinstance(left, dict):
        same = list(left) == list(right) and list(map(type, left)) == list(map(type, right))
        return same and all(alike(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right


@given(VALUES)
def test_what_goes_in_comes_out(value):
    assert alike(back(value), value)


@pytest.mark.parametrize("number", [math.inf, -math.inf, -0.0, 5e-324, 10**400, -(2**8000), 0.1])
def test_numbers_are_exact(number):
    assert repr(back(number)) == repr(number)


def test_nan_is_nan_and_can_be_two_keys():
    assert math.isnan(back(math.nan))
    assert len(back({math.nan: 1, float("nan"): 2})) == 2
    assert math.isnan(back({"a": [math.nan]})["a"][0])


def test_complex_numbers_and_half_surrogates():
    assert back(1 - 2j) == 1 - 2j
    assert back(["\ud800", "\udfff" * 300, {"\ud800": 1}]) == ["\ud800", "\udfff" * 300, {"\ud800": 1}]


def test_a_key_that_looks_like_a_tag_is_a_key():
    for key in ("$dict", "$", "$text", "a" * 5000, ""):
        assert back({key: 1, "other": {key: [2]}}) == {key: 1, "other": {key: [2]}}


@pytest.mark.parametrize(
    "dtype", ["float32", "float64", "float16", "bfloat16", "int64", "uint8", "bool", "complex64"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (4, 2)])
def test_tensors_arrive_as_tensors(dtype, shape):
    tensor = (torch.randn(shape, generator=torch.Generator().manual_seed(1)) * 3).to(getattr(torch, dtype))
    got = back({"x": (tensor,)})["x"][0]
    assert got.dtype == tensor.dtype
    assert got.shape == tensor.shape
    assert torch.equal(got, tensor)


def test_a_tensor_keeps_its_wish_for_a_gradient_and_its_layout_does_not_matter():
    leaf = torch.arange(6.0).reshape(2, 3).requires_grad_()
    got = back(leaf.T)
    assert got.requires_grad
    assert torch.equal(got, leaf.T)
    assert torch.equal(back(torch.eye(3).to_sparse()), torch.eye(3))
    for expanded in (torch.ones(()).expand(1, 1), torch.ones(3, 1).expand(3, 2)):
        assert torch.equal(back(expanded), expanded)
    assert not back(torch.ones(2)).requires_grad


def test_arrays_in_any_order_are_writable_copies():
    array = np.arange(6, dtype=">i4").reshape(2, 3).T[::-1]
    got = back(array)
    assert np.array_equal(got, array)
    got[0, 0] = 7
    assert got.flags.c_contiguous


def test_references_are_numbers():
    got = back([Numbered(3, "Model"), {Numbered(4, "Key"): 1}])
    assert (got[0].number, got[0].type_name) == (3, "Model")
    assert [key.number for key in got[1]] == [4]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        np.array([object()]),
        iter([]),
        np.rec.array([(1, 2.0)]),
        print,
        {1: object()},
    ],
)
def test_other_things_are_not_sent(value):
    with pytest.raises(TypeError, match="A check cannot send"):
        back([value])


def test_too_large_a_value_is_refused(monkeypatch):
    monkeypatch.setattr("lessonlib.check.values.wire.MOST_BYTES", 1000)
    with pytest.raises(Refused, match="too large"):
        back(np.zeros(200))
    with pytest.raises(Refused, match="too large"):
        back([0.123456789] * (MOST_JSON // 10))


HOSTILE = {
    "not JSON": [b"", b"{", b"nothing", b"[1,]", b"'a'", b"\x80\x04\x95", b"[" * 10**6, b"1" * 5000, b"{}{}"],
    "a key that comes twice": [b'{"a":1,"a":2}', b'{"$dict":[[1,2],[1,3]]}', b'{"$dict":[[1,2],[true,3]]}'],
    "a key that cannot be one": [b'{"$dict":[[[],1]]}', b'{"$dict":[[{"$array":["<f8",[0]]},1]]}'],
    "unknown tag": [b'{"$pickle":"gASV"}', b'{"$":1}', b'{"$__reduce__":[]}'],
    "not a count": [
        b'{"$text":-1}',
        b'{"$bytes":1.0}',
        b'{"$text":true}',
        b'{"$text":"9"}',
        b'{"$array":["<f8",[-1]]}',
    ],
    "unknown dtype": [
        b'{"$array":["|O",[1]]}',
        b'{"$array":["O",[1]]}',
        b'{"$array":["<V8",[1]]}',
        b'{"$array":["i4,i4",[1]]}',
        b'{"$array":["<f3",[1]]}',
        b'{"$tensor":["Tensor",[1],false]}',
        b'{"$tensor":["load",[1],false]}',
        b'{"$tensor":["quint8",[1],false]}',
        b'{"$tensor":["qint32",[0],false]}',
    ],
    "impossible shape": [
        b'{"$array":["<f8",[99999999999]]}',
        b'{"$array":["<f8",' + str([1] * 40).encode() + b"]}",
    ],
    "a tensor that there cannot be": [
        b'{"$tensor":["int64",[0],true]}',
        b'{"$tensor":["uint8",[0,5],true]}',
    ],
    "a reference that is none": [b'{"$ref":[1]}', b'{"$ref":[1,2]}', b'{"$ref":{}}'],
    "unknown kind": [b'{"$exact":["pickle",[]]}', b'{"$exact":["",[1]]}'],
    "that make none": [
        b'{"$exact":["set",[[]]]}',
        b'{"$exact":["bytearray",[9999999999]]}',
        b'{"$exact":["range",["a"]]}',
        b'{"$exact":["decimal",["x"]]}',
        b'{"$exact":["fraction",[1,0]]}',
        b'{"$exact":["date",["2020-13-01"]]}',
        b'{"$exact":["counter",[1]]}',
        b'{"$exact":["namedtuple",["P",["x","x"],1,2]]}',
        b'{"$exact":["namedtuple",["a b",["x"],1]]}',
        b'{"$exact":["scalar",[1]]}',
        b'{"$exact":["type",["os"]]}',
    ],
    "fewer raw bytes": [
        b'{"$tensor":["float32",[512,512],false]}',
        b'{"$bytes":1}',
        b'{"$array":["<f8",[1]]}',
        b'{"$text":99999999999}',
    ],
    "fields": [
        b'{"$array":["<f8"]}',
        b'{"$exact":["set"]}',
        b'{"$complex":1}',
        b'{"$dict":[[1]]}',
        b'{"$array":{}}',
    ],
    "not a list": [b'{"$tuple":1}', b'{"$dict":{"a":1}}', b'{"$array":["<f8",3]}'],
    "not a str": [b'{"$exact":[1,[]]}', b'{"$array":[1,[1]]}'],
    "not a float": [b'{"$complex":[1,"2"]}', b'{"$complex":[1.0,[]]}'],
}


@pytest.mark.parametrize(
    ("reason", "text"), [(why, text) for why, texts in HOSTILE.items() for text in texts]
)
def test_hostile_text_is_refused(reason, text):
    with pytest.raises(WireError, match=reason):
        unpack(text, b"", refer)


@pytest.mark.parametrize(
    ("text", "parts", "reason"),
    [
        (b"1", b"x", "nothing refers to"),
        (b'{"$text":2}', b"\xff\xfe", "not UTF-8"),
        (b'{"$array":["|b1",[1]]}', b"\x02", "neither"),
        (b'{"$tensor":["bool",[1],false]}', b"\x02", "neither"),
        (b'{"$array":["<U1",[1]]}', b"\xff\xff\xff\xff", "invalid characters"),
        (b'{"$array":[">U1",[1]]}', b"\x00\x11\x00\x00", "invalid characters"),
        (b'["\xc0\x80"]', b"", "not JSON: UnicodeDecodeError"),
    ],
)
def test_hostile_bytes_are_refused(text, parts, reason):
    with pytest.raises(WireError, match=reason):
        unpack(text, parts, refer)


def test_nesting_and_numbers_of_elements_are_bounded():
    assert unpack(b"[" * MOST_DEPTH + b"]" * MOST_DEPTH, b"", refer)
    for text in (b"[" * (MOST_DEPTH + 2) + b"]" * (MOST_DEPTH + 2), b"[" + b"0," * 300_000 + b"0]"):
        with pytest.raises(WireError, match="too many elements, or nested too deeply"):
            unpack(text, b"", refer)


@pytest.mark.parametrize("head", [(MOST_JSON + 1, 0), (0, 2**32 - 1), (2**32 - 1, 0)])
def test_a_message_that_is_too_long_is_refused_from_its_head(head):
    with pytest.raises(WireError, match="a message of"):
        lengths(LENGTHS.pack(*head))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable, max_size=8),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["$tuple", "$dict", "$text", "$bytes", "$array", "$tensor", "$exact", "$ref", "$complex", "a"]
            ),
            inner,
        )
        | st.tuples(
            st.sampled_from(
                ["<f8", "<U2", "|b1", "float32", "bool", "<M8[s]", "|S3", "set", "deque", "range", "items"]
            ),
            st.lists(st.integers(0, 4)),
        )
    ),
    max_leaves=10,
)


@given(JSON, st.binary(max_size=64))
def test_whatever_comes_is_a_value_or_refused(structure, parts):
    try:
        value = unpack(json.dumps(structure).encode(), parts, refer)
    except WireError:
        return
    if not isinstance(value, torch.Tensor | Iterator):
        repr(value)
        _same(value, value)


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_any_bytes_are_a_value_or_refused(text, parts):
    with contextlib.suppress(WireError):
        unpack(text, parts, refer)
