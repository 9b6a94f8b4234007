"""Values that cross as they are: type for type, and nothing of the original's."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import pathlib
import uuid

import numpy as np
import pytest
import torch

from lessonlib.check.source import Ref, Refused
from lessonlib.check.values.exact import exactly, put_together, taken_apart
from lessonlib.check.values.wire import LENGTHS, lengths, pack, unpack

Pair = collections.namedtuple("Pair", "first second")
VALUES = [
    (1, "a", None),
    {1, 2},
    frozenset({(1, 2)}),
    {(1, frozenset({2})): {3}},
    Pair(1, [2]),
    range(1, 9, 2),
    slice(1, None),
    ...,
    NotImplemented,
    bytearray(b"ab"),
    decimal.Decimal("1.10"),
    fractions.Fraction(1, 3),
    datetime.date(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.UTC),
    datetime.time(1, 2),
    datetime.timedelta(days=-1, microseconds=5),
    uuid.UUID(int=7),
    pathlib.Path("a/b.txt"),
    collections.Counter("abracadabra"),
    collections.OrderedDict([("b", 1), ("a", 2)]),
    collections.deque([1, 2], maxlen=3),
    np.float32(0.1),
    np.int8(-3),
    np.bool_(True),
    np.str_("text"),
    np.datetime64("2024-02-29"),
    1 - 2j,
    int,
    type(None),
    np.ndarray,
]


def keep(value):
    return Ref(type(value).__name__)


def across(value):
    """What arrives at the other end of the wire."""
    message = pack(exactly(value, keep), lambda ref: ref.type_name)
    text, _ = lengths(message[: LENGTHS.size])
    body = message[LENGTHS.size :]
    return unpack(body[:text], body[text:], Ref)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_arrives_as_it_is(value):
    got = across([value])[0]
    assert got == value
    assert type(got).__name__ == type(value).__name__
    if isinstance(value, collections.OrderedDict | collections.deque):
        assert list(got) == list(value)
        assert getattr(got, "maxlen", None) == getattr(value, "maxlen", None)


def test_named_tuples_keep_their_fields():
    got = across(Pair(1, {2}))
    assert (got.first, got.second, got._fields) == (1, {2}, ("first", "second"))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int64, torch.bool, torch.complex64])
def test_tensors_stay_tensors(dtype):
    tensor = torch.tensor([[0, 1], [2, 0]]).to(dtype)
    got = across((tensor,))[0]
    assert got.dtype == dtype
    assert torch.equal(got, tensor)


def test_a_parameter_becomes_a_tensor_that_wants_a_gradient():
    got = across(torch.nn.Parameter(torch.ones(2)))
    assert type(got) is torch.Tensor
    assert got.requires_grad


def test_what_is_no_value_is_kept_and_the_rest_goes():
    class Model:
        pass

    got = across([Model(), (Model(), 1), {Model: 2}, {"a": Model()}])
    assert [got[0].type_name, got[1][0].type_name, got[3]["a"].type_name] == ["Model"] * 3
    assert [key.type_name for key in got[2]] == ["type"]


def test_subclasses_are_their_base():
    class Money(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    class Row(list):
        pass

    got = across([Money(2.5), Row([1])])
    assert [type(part) for part in got] == [float, list]
    assert got == [2.5, [1]]


def test_copies_share_nothing():
    array, values = np.zeros(2), [1]
    got = exactly((array, values), keep)
    got[0][0] = 9
    got[1].append(2)
    assert (array[0], values) == (0, [1])


def test_what_contains_itself_is_refused():
    endless = [1]
    endless.append((endless,))
    with pytest.raises(Refused, match="nested too deeply"):
        exactly(endless, keep)


def test_no_value_is_made_of_parts_that_do_not_fit():
    with pytest.raises(ValueError, match="parts of a date that make none"):
        put_together("date", [1])
    with pytest.raises(ValueError, match="unknown kind 'os'"):
        put_together("os", [])
    assert taken_apart(object()) is None


@pytest.mark.parametrize(
    ("tag", "parts"),
    [
        ("masked", [np.zeros(2), np.zeros(3, dtype=bool)]),
        ("masked", [np.zeros(2), np.zeros(2)]),
        ("masked", [[1, 2], [True, False]]),
        ("masked", [np.zeros(2)]),
        ("matrix", ["1 2; 3 4"]),
        ("matrix", [np.zeros((1, 2, 3))]),
    ],
)
def test_no_array_is_made_of_parts_that_do_not_fit(tag, parts):
    with pytest.raises(ValueError, match=f"parts of a {tag} that make none"):
        put_together(tag, parts)


def test_masked_arrays_and_matrices_stay_what_they_are():
    masked, matrix = across(
        [np.ma.masked_array([1, 2, 3], mask=[0, 1, 0]), np.array([[1, 2], [3, 4]]).view(np.matrix)]
    )
    assert (type(masked), masked.tolist()) == (np.ma.MaskedArray, [1, None, 3])
    assert (type(matrix), matrix.tolist()) == (np.matrix, [[1, 2], [3, 4]])
