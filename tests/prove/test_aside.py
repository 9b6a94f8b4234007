"""An aside leaves a notebook's names and its random numbers as they were."""

import random

import numpy as np
import torch

from lessonlib.prove.aside import Asides


def test_names_are_new_changed_and_deleted_in_an_aside_alone():
    names = {"a": 1, "b": 2, "_": "IPython's"}
    asides = Asides(names)
    asides.begin(sharing=True)
    names.update(a=10, c=30, _="another")
    del names["b"]
    asides.end()
    assert names == {"a": 1, "b": 2, "_": "another"}


def test_an_aside_that_shares_sees_what_an_earlier_one_named():
    names = {"a": 1, "b": 2}
    asides = Asides(names)
    asides.begin(sharing=True)
    names.update(a=10, b=20, helper=abs, count=0)
    asides.end()
    names.update(b=3, count=5)  # by the chapter
    asides.begin(sharing=True)
    assert names == {"a": 10, "b": 3, "helper": abs, "count": 5}
    asides.end()
    assert names == {"a": 1, "b": 3, "count": 5}


def test_an_aside_that_does_not_share_neither_sees_names_nor_leaves_any():
    names = {"a": 1}
    asides = Asides(names)
    asides.begin(sharing=True)
    names["proven"] = True
    asides.end()
    asides.begin(sharing=False)
    assert names == {"a": 1}
    names["answer"] = 2
    asides.end()
    asides.begin(sharing=True)
    assert names == {"a": 1, "proven": True}


def test_random_numbers_go_on_as_without_the_aside():
    def numbers():
        return random.random(), np.random.rand(), torch.rand(()).item()

    asides = Asides({})
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    wanted = [numbers(), numbers()]
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    first = numbers()
    asides.begin(sharing=True)
    numbers()
    asides.end()
    assert [first, numbers()] == wanted
