from __future__ import annotations

import itertools

import numpy as np
import pytest

from lessonlib.check.local import LocalRef
from lessonlib.check.ordinary.twins import Twins
from lessonlib.check.values.exact import exactly
from lessonlib.check.values.tables import is_table, take_over_table
from lessonlib.check.values.wire import LENGTHS, WireError, pack, unpack

pd = pytest.importorskip("pandas")


def across(value):
    """The value after it crossed to another process."""
    message = pack(exactly(value, LocalRef), lambda ref: ref.type_name)
    text, _ = LENGTHS.unpack(message[: LENGTHS.size])
    body = message[LENGTHS.size :]
    return unpack(body[:text], body[text:], lambda name: LocalRef(name))


FRAME = pd.DataFrame(
    {
        "whole": [1, 2],
        "text": ["x", None],
        "day": pd.to_datetime(["2024-01-01", "2024-02-01"]),
        "kind": pd.Categorical(["u", "v"], ordered=True),
        "nullable": pd.array([1, None], dtype="Int64"),
        "real": [1.5, np.nan],
        "truth": [True, False],
        "anything": [[1], {"k": 2}],
        "zoned": pd.to_datetime(["2024-01-01", "2024-02-01"]).tz_localize("Asia/Seoul"),
        "time": pd.to_timedelta([1, 2], unit="s"),
        "string": pd.array(["x", pd.NA], dtype="string"),
        "maybe": pd.array([True, None], dtype="boolean"),
    }
)


@pytest.mark.parametrize(
    "frame",
    [
        FRAME,
        FRAME.iloc[:0],
        FRAME.T,
        FRAME.set_index(["whole", "text"]),
        FRAME.describe(),
        FRAME.pivot_table(index="whole", values="real", aggfunc=["mean", "count"]),
        pd.DataFrame(),
        pd.DataFrame([[1, 2]], columns=["same", "same"]),
    ],
)
def test_frames_cross_unchanged(frame):
    pd.testing.assert_frame_equal(across(frame), frame)


@pytest.mark.parametrize(
    "series",
    [
        FRAME.groupby("text")["whole"].mean(),
        FRAME["whole"].value_counts(),
        FRAME.set_index("day").resample("ME")["whole"].sum(),
        pd.Series([1, 2], index=list("ab"), name=("a", 1)),
        pd.Series(pd.cut([1, 5, 9], 3)),
    ],
)
def test_series_cross_unchanged(series):
    pd.testing.assert_series_equal(across(series), series)


@pytest.mark.parametrize(
    "index",
    [
        pd.date_range("2024", periods=3, freq="D"),
        pd.RangeIndex(3),
        pd.Index(["x"], name="n"),
        pd.interval_range(0, 3),
    ],
)
def test_indexes_cross_unchanged(index):
    again = across(index)
    pd.testing.assert_index_equal(again, index)
    assert getattr(again, "freq", None) == getattr(index, "freq", None)


@pytest.mark.parametrize(
    "value",
    [
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2024-01-01", tz="CET"),
        pd.Timedelta("1D"),
        pd.Period("2024-01"),
        pd.Interval(1, 2),
        pd.CategoricalDtype(["a", "b"]),
        pd.Int64Dtype(),
    ],
)
def test_single_values_cross_unchanged(value):
    assert across(value) == value
    assert type(across(value)) is type(value)


def test_what_is_missing_is_the_same_object():
    assert across(pd.NaT) is pd.NaT
    assert across(pd.NA) is pd.NA


def test_a_frame_that_holds_a_learners_object_stays_there():
    class Agreeing:
        def __eq__(self, other):
            return True

    assert type(across(pd.DataFrame({"a": [Agreeing()]}))) is LocalRef


def test_a_frame_of_a_subclass_stays_there():
    class Agreeing(pd.DataFrame):
        def equals(self, other):
            return True

    assert type(across(Agreeing({"a": [1]}))) is LocalRef
    assert not is_table(Agreeing())


def test_a_change_in_place_is_a_change():
    twins = Twins(LocalRef, itertools.count())
    mine, theirs = FRAME.copy(), FRAME.copy()
    twins.add(0, mine)
    assert twins.changes() == []
    mine["new"] = mine["real"] * 2
    mine.loc[5] = mine.loc[0]
    del mine["kind"]
    ((_, after),) = twins.changes()
    take_over_table(theirs, after)
    pd.testing.assert_frame_equal(theirs, mine)


@pytest.mark.parametrize(
    "parts",
    [
        '["zoned",[{"$array":["<M8[ns]",[0]]},"dateutil//etc/localtime"]]',
        '["zoned",[{"$array":["<M8[ns]",[0]]},"../../etc/localtime"]]',
        '["frame",[{"$exact":["rangeindex",[0,2,1,null]]},[],[1,2]]]',
        '["nullable",["category",[1]]]',
        '["series",["abc",{"$exact":["rangeindex",[0,3,1,null]]},null]]',
        '["period",["x","nonsense"]]',
    ],
)
def test_forged_parts_make_nothing(parts):
    with pytest.raises(WireError):
        unpack(f'{{"$exact":{parts}}}'.encode(), b"", LocalRef)
