"""Gradients that go on in another process; tests/grading/running/learning_course.py has them between real processes."""

import pytest
import torch

from lessonlib.check.local import LocalRef
from lessonlib.check.replies import RemoteRef
from lessonlib.check.values.computed import Computed, attached, computed, go_on, is_computed
from lessonlib.check.values.exact import exactly, put_together

LEAF = torch.tensor([1.0, 2.0], requires_grad=True)


def test_what_was_computed_is_told_from_what_was_made():
    assert is_computed(2 * LEAF)
    assert not any(map(is_computed, (LEAF, torch.ones(2), (2 * LEAF).detach(), 3.0)))


def test_the_numbers_are_there_and_gradients_are_handed_over():
    arrived = []
    tensor = attached(torch.tensor([3.0, 4.0]), arrived.append)
    assert tensor.tolist() == [3.0, 4.0]
    assert is_computed(tensor)
    (tensor**2).sum().backward()
    assert [gradient.tolist() for gradient in arrived] == [[6.0, 8.0]]


def test_without_gradients_nothing_is_handed_over():
    with torch.no_grad():
        assert not attached(torch.ones(2), pytest.fail).requires_grad


def test_a_gradient_goes_on_as_often_as_it_comes():
    weights = torch.tensor([1.0, 2.0], requires_grad=True)
    cubes = weights**3
    for _ in range(2):
        go_on(cubes, torch.ones(2))
    assert weights.grad.tolist() == [6.0, 24.0]


def test_tensors_are_carried_with_a_way_back_alone_or_in_lists():
    carried = exactly([2 * LEAF, {"more": (LEAF + 1,)}, LEAF], LocalRef, way_back=True)
    first, second, leaf = carried[0], carried[1]["more"][0], carried[2]
    assert type(first) is type(second) is Computed
    assert first.data.tolist() == [2.0, 4.0]
    assert not first.data.requires_grad
    assert leaf.requires_grad
    assert exactly(2 * LEAF, LocalRef).is_leaf, "unless nobody asked for it"


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [1.0, RemoteRef(0, "Tensor")],
        [torch.ones(2), 0],
        [torch.ones(2, dtype=torch.int64), RemoteRef(0, "x")],
    ],
)
def test_forged_parts_make_none(parts):
    with pytest.raises(ValueError, match="parts of a computed"):
        put_together("computed", parts)


def test_parts_that_belong_together():
    ref = RemoteRef(3, "Tensor")
    data = torch.ones(2)
    assert put_together("computed", [data, ref]) == computed(data, ref) == Computed(data, ref)
