"""Calls are counted by what is called, however the learner's code reaches it."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
from numpy.linalg import lstsq
from torch import nn

from lessonlib.check.counting import Counter
from lessonlib.check.source import Refused


def test_functions_methods_and_classes():
    counter = Counter(
        ["numpy.linalg.lstsq", "torch.conv2d", "torch.nn.Conv2d.forward", "torch.nn.Linear", "json.dumps"]
    )
    lstsq(np.eye(2), np.ones(2), rcond=None)
    np.linalg.lstsq(np.eye(2), np.ones(2), rcond=None)
    nn.Conv2d(1, 1, 1)(torch.ones(1, 1, 2, 2))
    nn.functional.conv2d(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 1, 1))
    nn.Linear(1, 1)
    assert counter.stop() == {
        "numpy.linalg.lstsq": 2,
        "torch.conv2d": 2,
        "torch.nn.Conv2d.forward": 1,
        "torch.nn.Linear": 1,
        "json.dumps": 0,
    }


def test_all_of_a_module():
    counter = Counter(["numpy.linalg", "sklearn"])
    np.linalg.norm(np.ones(3))
    assert counter.stop()["numpy.linalg"] >= 1


def test_nothing_is_counted_after_the_end_and_the_profile_before_is_back():
    before = sys.getprofile()
    counter = Counter(["json.dumps"])
    counter.stop()
    assert sys.getprofile() == before


def test_who_stops_the_count_is_told():
    counter = Counter(["json.dumps"])
    sys.setprofile(None)
    with pytest.raises(Refused, match=r"sys\.setprofile"):
        counter.stop()


def test_a_name_that_there_is_not():
    with pytest.raises(ValueError, match=r"There is no numpy\.lstsq whose calls could be counted"):
        Counter(["numpy.lstsq"])
