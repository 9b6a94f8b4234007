"""Plain data: round trips, exact types, and objects that try to answer for themselves."""

from __future__ import annotations

import collections
import enum

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from lessonlib.check.local import LocalSource, to_argument
from lessonlib.check.source import Ref, Refused
from lessonlib.check.values.plain import Budget, to_plain

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
arrays = npst.arrays(
    st.one_of(npst.boolean_dtypes(), npst.integer_dtypes(), npst.floating_dtypes(sizes=(16, 32, 64))),
    npst.array_shapes(min_dims=0, min_side=0, max_side=4),
    elements={"allow_nan": False},
)
plain = st.recursive(
    scalars | arrays,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.integers(), inner, max_size=4),
    max_leaves=12,
)


def alike(left, right):
    """Equal, with the same exact types all the way down; the oracle of the round trips."""
    assert type(left) is type(right)
    if type(left) is list:
        assert len(left) == len(right)
        for one, other in zip(left, right, strict=True):
            alike(one, other)
    elif type(left) is dict:
        assert list(left) == list(right)
        for key in left:
            alike(left[key], right[key])
    elif type(left) is np.ndarray:
        assert left.shape == right.shape
        assert left.dtype == right.dtype.newbyteorder("=")
        assert left.tobytes() == right.astype(left.dtype).tobytes()
    else:
        assert left == right


@given(plain)
def test_plain_data_goes_out_and_back_unchanged(value):
    source = LocalSource({"identity": lambda x: x})
    alike(source.call(source.get("identity"), [value], {}), value)


@given(arrays)
def test_a_tensor_comes_as_the_array_it_was_made_from(array):
    if array.dtype.kind == "u" and array.dtype.itemsize > 1:
        return  # torch's support of these is partial
    native = array.astype(array.dtype.newbyteorder("="))
    alike(to_plain(torch.from_numpy(native.copy()), Ref), native)


@given(plain)
def test_reducing_twice_changes_nothing(value):
    once = to_plain(value, Ref)
    alike(to_plain(once, Ref), once)


@given(plain)
def test_arguments_are_equal_copies(value):
    alike(to_plain(to_argument(value), Ref), to_plain(value, Ref))


def test_subclasses_are_reduced_to_their_data(liars):
    assert type(to_plain(liars.YesFloat(0.25), Ref)) is float
    assert to_plain(liars.YesFloat(0.25), Ref) == 0.25
    assert type(to_plain(liars.YesInt(5), Ref)) is int
    assert to_plain(liars.YesInt(5), Ref) == 5
    assert to_plain(liars.YesText("wrong"), Ref) == "wrong"
    assert to_plain(liars.YesList([3, 4]), Ref) == [3, 4]
    assert to_plain(liars.YesDict(wrong=0), Ref) == {"wrong": 0}
    array = to_plain(np.zeros(2).view(liars.YesArray), Ref)
    alike(array, np.zeros(2))
    alike(to_plain(torch.zeros(2).as_subclass(liars.YesTensor), Ref), np.zeros(2, dtype=np.float32))


def test_a_torch_mode_left_on_is_not_asked():
    class Lie(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            return torch.ones(2)

    tensor = torch.zeros(2)
    with Lie():
        array = to_plain(tensor, Ref)
    np.testing.assert_array_equal(array, [0, 0])


def test_other_objects_are_kept_as_references(liars):
    for value in (liars.Yes(), {1, 2}, object(), np.array([None]), 1j, np.array(1j), len):
        assert type(to_plain(value, lambda kept: Ref(type(kept).__name__))) is Ref


def test_library_types_become_the_plain_ones():
    Colour = enum.IntEnum("Colour", ["RED"])
    Point = collections.namedtuple("Point", "x y")
    cases = [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (Colour.RED, 1),
        (Point(1, 2), [1, 2]),
        (torch.zeros(2, 3).shape, [2, 3]),
        (collections.OrderedDict(a=1), {"a": 1}),
        ({(0, 1): "xor"}, {(0, 1): "xor"}),
    ]
    for value, expected in cases:
        alike(to_plain(value, Ref), expected)


def test_tensors_of_all_kinds_come_as_arrays():
    alike(to_plain(torch.nn.Parameter(torch.ones(2)), Ref), np.ones(2, dtype=np.float32))
    alike(to_plain(torch.ones(2, dtype=torch.bfloat16), Ref), np.ones(2, dtype=np.float32))
    alike(to_plain(torch.eye(2).to_sparse(), Ref), np.eye(2, dtype=np.float32))
    alike(to_plain(torch.tensor(0.5), Ref), np.array(0.5, dtype=np.float32))
    with pytest.raises(Refused, match="its data cannot be read"):
        to_plain(torch.ones(2, device="meta"), Ref)


def test_the_budget_is_for_the_whole_value():
    with pytest.raises(Refused, match="too many elements"):
        to_plain([[0] * 5] * 5, Ref, Budget(items=20))
    with pytest.raises(Refused, match="too large"):
        to_plain(["ab", np.zeros(10)], Ref, Budget(nbytes=80))
    with pytest.raises(Refused, match="too deeply"):
        to_plain([[[]]], Ref, Budget(depth=1))
    with pytest.raises(Refused, match="too large"):
        to_plain(10**5000, Ref)
