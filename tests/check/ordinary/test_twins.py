from __future__ import annotations

import itertools
from collections import deque

import numpy as np
import pytest
import torch

from lessonlib.check.local import LocalRef
from lessonlib.check.ordinary.twins import Twins, can_change, same, take_over


@pytest.fixture
def twins():
    return Twins(LocalRef, itertools.count())


def test_a_change_is_told_once(twins):
    values = [1, 2]
    assert twins.add(7, values)
    assert twins.changes() == []
    values.append(3)
    assert twins.changes() == [[7, [1, 2, 3]]]
    assert twins.changes() == []


def test_a_change_deep_inside_is_told(twins):
    grid = [[0, 0], {"a": [1]}]
    twins.add(0, grid)
    grid[1]["a"].append(2)
    assert twins.changes() == [[0, [[0, 0], {"a": [1, 2]}]]]


def test_what_the_other_side_changed_is_no_change_of_this_one(twins):
    values = {"a": 1}
    twins.add(0, values)
    twins.take_over([[0, {"b": 2}]])
    assert values == {"b": 2}
    assert twins.changes() == []


def test_an_unknown_number_changes_nothing(twins):
    values = [1]
    twins.add(0, values)
    twins.take_over([[5, [2]]])
    assert values == [1]


def test_values_that_cannot_change_have_no_twin(twins):
    assert not twins.add(0, (1, 2))
    assert not twins.add(0, "text")
    assert twins.changes() == []


def test_a_parameter_is_known_by_its_model(twins):
    model = torch.nn.Sequential(torch.nn.Linear(2, 1))
    assert twins.twin(model[0].bias) is None
    twins.add(4, model)
    found = twins.twin(model[0].bias)
    assert (found.number, found.part) == (4, "0.bias")
    assert twins.get(4, "0.bias") is model[0].bias
    assert twins.get(4, "1.bias") is None
    assert twins.twin(torch.ones(1)) is None


def test_a_tensor_that_learns_has_a_twin_wherever_it_stands(twins):
    weights = torch.ones(2, requires_grad=True)
    weights.grad = torch.full((2,), 3.0)
    there = Twins(LocalRef, itertools.count(-1, -1))
    twins.add(7, params := {"W": weights})
    first, again = twins.learning(weights), twins.learning(weights)
    assert first.number == again.number == 0
    met = there.met(first)
    assert there.met(again) is met
    assert met.tolist() == [1.0, 1.0]
    assert met.grad.tolist() == [3.0, 3.0]
    assert met.requires_grad
    with torch.no_grad():
        weights.zero_()
    ((number, after),) = twins.changes()
    there.take_over([[number, after]])
    assert met.tolist() == [0.0, 0.0]
    params["b"] = torch.nn.Parameter(torch.ones(1), requires_grad=False)
    ((number, after),) = twins.changes()
    assert number == 7
    assert isinstance(there.met(after["b"]), torch.nn.Parameter)


def test_a_tensor_that_got_another_dtype_or_shape_is_followed(twins):
    there, mine = Twins(LocalRef, itertools.count(-1, -1)), torch.ones(2, requires_grad=True)
    theirs = there.met(twins.learning(mine))
    for changed in (torch.full((2,), 3.0, dtype=torch.float64), torch.zeros(1, 3)):
        mine.data = changed
        there.take_over(twins.changes())
        assert torch.equal(theirs, changed)
        assert theirs.dtype == changed.dtype


def test_other_tensors_have_none(twins):
    assert twins.learning(torch.ones(2)) is None
    assert twins.learning(2 * torch.ones(2, requires_grad=True)) is None
    assert twins.learning([1]) is None


def test_what_a_copy_of_a_model_lacks_are_its_gradients(twins):
    model = torch.nn.Linear(2, 1)
    twins.add(0, model)
    assert twins.unsaid(0) == []
    model(torch.ones(1, 2)).sum().backward()
    assert twins.changes() != []
    assert [number for number, _ in twins.unsaid(0)] == [0]


def test_a_step_of_an_optimizer_is_a_change(twins):
    weights = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=0.5, momentum=0.9)
    assert twins.add(0, optimizer)
    assert twins.changes() == []
    weights.grad = torch.ones(2)
    optimizer.step()
    ((number, after),) = twins.changes()
    assert number == 0
    assert after["state"][0]["momentum_buffer"].tolist() == [1.0, 1.0]
    twins.take_over([[0, {**after, "param_groups": [{**after["param_groups"][0], "lr": 0.25}]}]])
    assert optimizer.param_groups[0]["lr"] == 0.25
    assert twins.changes() == []


def test_a_value_has_one_number(twins):
    values = [1]
    assert twins.add(3, values)
    assert not twins.add(4, values)
    assert twins.number(values) == 3
    assert twins.get(4) is None


def test_what_nothing_holds_any_more_is_idle(twins):
    kept = [1]
    twins.add(0, kept)
    twins.add(1, [2])
    assert twins.idle() == [1]
    twins.forget([1])
    assert twins.idle() == []
    assert twins.get(0) is kept


def test_the_oldest_give_way_to_a_large_value(twins):
    old, new = list(range(8_000)), list(range(15_000))
    twins.add(0, old)
    assert twins.idle() == []
    twins.add(1, new)
    assert twins.idle() == [0]


@pytest.mark.parametrize(
    ("mine", "after"),
    [
        ([1, 2, 3], [4]),
        ([1], [[2], 3]),
        ({"a": 1}, {"b": [2]}),
        ({1}, {2, 3}),
        (bytearray(b"a"), bytearray(b"bc")),
        (deque([1], maxlen=3), deque([2, 3], maxlen=3)),
    ],
)
def test_a_value_takes_over_what_its_twin_holds(mine, after):
    take_over(mine, after)
    assert mine == after


def test_inner_lists_stay_the_objects_they_are():
    inner = [1]
    outer = [inner, 2]
    take_over(outer, [[1, 5], 2, 3])
    assert outer == [[1, 5], 2, 3]
    assert outer[0] is inner


def test_an_array_of_another_shape_is_left():
    array = np.zeros(2)
    take_over(array, np.ones(3))
    assert array.tolist() == [0, 0]


@pytest.mark.parametrize("nonsense", [None, 3, "x", [1], {"a": 1}])
def test_nonsense_for_a_tensor_is_left(nonsense):
    tensor = torch.zeros(2)
    take_over(tensor, nonsense)
    assert torch.equal(tensor, torch.zeros(2))


def test_a_tensor_with_its_gradient(twins):
    weights = torch.ones(2, requires_grad=True)
    twins.add(0, weights)
    (weights**2).sum().backward()
    ((number, (data, learns, gradient)),) = twins.changes()
    assert (number, learns) == (0, True)
    assert torch.equal(gradient, torch.full((2,), 2.0))
    other = torch.zeros(2, requires_grad=True)
    take_over(other, [data, learns, gradient])
    assert torch.equal(other, torch.ones(2))
    assert torch.equal(other.grad, gradient)


def test_a_gradient_that_is_there_is_told_with_the_value(twins):
    weights = torch.ones(2, requires_grad=True)
    weights.sum().backward()
    twins.add(0, weights)
    assert [number for number, _ in twins.unsaid(0)] == [0]
    assert twins.unsaid(1) == []


def test_values_that_are_not_numbers_are_the_same():
    nan = float("nan")
    assert same([nan], [float("nan")])
    assert same(torch.tensor([nan]), torch.tensor([nan]))
    assert not same(1, 1.0)
    assert not same(1, True)


def test_references_are_told_apart_without_asking_their_objects():
    class Agreeing:
        def __eq__(self, other):
            raise AssertionError("was asked")

    one, other = Agreeing(), Agreeing()
    assert same(LocalRef(one), LocalRef(one))
    assert not same(LocalRef(one), LocalRef(other))


def test_models_can_change():
    assert can_change(torch.nn.Linear(1, 1))
    assert not can_change(torch.nn.Linear)
